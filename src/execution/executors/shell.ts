import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ShellName } from '../../pipeline/config.ts';

/** A program with its arguments that runs a script. */
export interface ShellCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly verbatim?: boolean;
  /** The script must be in this file first (shells that cannot take it as an argument). */
  readonly file?: { readonly extension: string; readonly text: string };
}

/**
 * Characters. The longest single argument Linux takes is 128 KiB (MAX_ARG_STRLEN in execve(2)), and a character takes up to three
 * bytes; Windows takes 32,767 characters in all, after every quote and backslash was doubled.
 */
const LONGEST_ARGUMENT = process.platform === 'win32' ? 8_000 : 30_000;

/** Tells a step's shell which file to make when it has succeeded. */
export const SUCCESS_MARKER_VARIABLE = 'LOCKSTEP_SUCCESS_MARKER';

/**
 * Added after the script: when it got to its end with status 0, the marker file is made by the shell itself. A script that leaves
 * by `exit` makes none, which is safe: the marker only ever confirms a success, the exit status decides.
 */
function withMarker(script: string): string {
  if (script.endsWith('\\')) return script;
  // Whatever the script has set: no name of ours, no trace of it under `set -x`, and no say in the exit status.
  const confirm = `{ set -- "$?"; set +x; [ "$1" = 0 ] && : > "\${${SUCCESS_MARKER_VARIABLE}:-}"; } 2>/dev/null || :`;
  return `${script}\n${confirm}\nexit "$1"`;
}

/**
 * How each shell is called. bash as GitHub Actions (`shell: bash`) and CircleCI call it: stop at the first error, also in a pipe, and
 * without the user's own start-up files. PowerShell stops at errors too and passes the last program's exit status on.
 */
export function shellCommand(
  shell: ShellName,
  script: string,
  successMarker: string | undefined,
): ShellCommand {
  const posix = successMarker === undefined ? script : withMarker(script);
  switch (shell) {
    case 'bash':
      return posixShell(bashPath(), ['--noprofile', '--norc', '-eo', 'pipefail'], posix);
    case 'sh':
      return posixShell(process.platform === 'win32' ? 'sh' : '/bin/sh', ['-e'], posix);
    case 'pwsh':
    case 'powershell': {
      const text = `$ErrorActionPreference = 'stop'\n${script}\nif (Test-Path -LiteralPath variable:\\LASTEXITCODE) { exit $LASTEXITCODE }`;
      const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File'];
      return { command: shell, args, file: { extension: '.ps1', text } };
    }
    case 'cmd': {
      const text = `@echo off\r\n${script.replace(/\r?\n/g, '\r\n')}\r\n`;
      return {
        command: 'cmd.exe',
        args: ['/D', '/E:ON', '/V:OFF', '/S', '/C'],
        verbatim: true,
        file: { extension: '.cmd', text },
      };
    }
    default:
      return shell satisfies never;
  }
}

function posixShell(command: string, options: readonly string[], script: string): ShellCommand {
  if (script.length <= LONGEST_ARGUMENT) return { command, args: [...options, '-c', script] };
  return { command, args: options, file: { extension: '.sh', text: script } };
}

/**
 * The same program with a terminal around it, by script(1): util-linux takes the command as one text (`-c`, exit status with `-e`),
 * the BSD one of macOS as arguments. Undefined on Windows, which has no such program.
 */
export function inTerminal(
  command: string,
  args: readonly string[],
): { command: string; args: readonly string[] } | undefined {
  if (process.platform === 'win32') return undefined;
  if (process.platform === 'darwin')
    return { command: 'script', args: ['-q', '/dev/null', command, ...args] };
  const quoted = [command, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return {
    command: 'script',
    args: ['-q', '-e', '-f', '-c', `${quoted.join(' ')} < /dev/null`, '/dev/null'],
  };
}

let bash: string | undefined;

/** On Windows the bash of Git, never the one in System32, which is the Linux subsystem's. */
function bashPath(): string {
  if (bash !== undefined) return bash;
  bash = 'bash';
  if (process.platform === 'win32') {
    const programs = [
      process.env.ProgramFiles,
      process.env['ProgramFiles(x86)'],
      process.env.LOCALAPPDATA && join(process.env.LOCALAPPDATA, 'Programs'),
    ];
    const besideGit = (process.env.PATH ?? '')
      .split(';')
      .filter((entry) => existsSync(join(entry, 'git.exe')))
      .map(dirname);
    const roots = [
      ...besideGit,
      ...programs.filter((root) => root !== undefined).map((root) => join(root as string, 'Git')),
    ];
    bash = roots.map((root) => join(root, 'bin', 'bash.exe')).find((path) => existsSync(path)) ?? 'bash';
  } else if (existsSync('/bin/bash')) bash = '/bin/bash';
  return bash;
}
