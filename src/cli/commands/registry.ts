import type { Command } from 'commander';
import { benchCommand } from './bench-command.ts';
import { cacheCommand } from './cache-command.ts';
import type { Action, Register } from './command.ts';
import { completionCommand } from './completion-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { fixCommand } from './fix-command.ts';
import { generateCommand } from './generate-command.ts';
import { hooksCommand } from './hooks-command.ts';
import { initCommand } from './init-command.ts';
import { keysCommand } from './keys-command.ts';
import { matrixCommand } from './matrix-command.ts';
import { planCommand } from './plan-command.ts';
import { receiptCommand } from './receipt-command.ts';
import { releaseCommand } from './release-command.ts';
import { reportCommand } from './report-command.ts';
import { openCommand } from './report-html-command.ts';
import { runCommand } from './run-command.ts';
import { runsCommand } from './runs-command.ts';
import { scanCommand } from './scan-command.ts';
import { setupCommand } from './setup-command.ts';
import { simulateCommand } from './simulate-command.ts';
import { testSplitCommand } from './test-split-command.ts';
import { uploadCommand } from './upload-command.ts';
import { watchCommand } from './watch-command.ts';
import { whyCommand } from './why-command.ts';

/** By name, in the order the help shows them. */
const COMMANDS: Readonly<Record<string, Register>> = {
  init: initCommand,
  run: runCommand,
  watch: watchCommand,
  why: whyCommand,
  plan: planCommand,
  matrix: matrixCommand,
  simulate: simulateCommand,
  generate: generateCommand,
  runs: runsCommand,
  report: reportCommand,
  bench: benchCommand,
  scan: scanCommand,
  receipt: receiptCommand,
  keys: keysCommand,
  open: openCommand,
  upload: uploadCommand,
  'test-split': testSplitCommand,
  release: releaseCommand,
  fix: fixCommand,
  hooks: hooksCommand,
  setup: setupCommand,
  cache: cacheCommand,
  doctor: doctorCommand,
  completion: completionCommand,
};

/**
 * `argv` names a command: then it is the only one that is made ready, as all together take longer than some commands. Else, for the help,
 * for a word that is no command, and for completion, they all are.
 */
export function registerCommands(
  program: Command,
  argv: readonly string[],
  perform: (action: Action) => Promise<void>,
): void {
  const name = firstWord(argv);
  const asked = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  for (const register of asked === undefined ? Object.values(COMMANDS) : [asked]) register(program, perform);
}

/** Options that stand before the command, and have a value that is a word of its own. */
const WITH_VALUE: ReadonlySet<string> = new Set(['-C', '--directory', '--config', '--color']);

function firstWord(argv: readonly string[]): string | undefined {
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (WITH_VALUE.has(word)) at += 1;
    else if (!word.startsWith('-')) return word;
    else if (word === '-h' || word === '--help') return undefined;
  }
  return undefined;
}
