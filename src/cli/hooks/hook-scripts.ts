import type { Files } from '../../platform/files.ts';
import { join } from '../../platform/paths.ts';

/** The moments of git's that lockstep is called in: githooks(5). */
export const GIT_HOOKS = ['pre-commit', 'commit-msg', 'pre-push'] as const;
export type GitHook = (typeof GIT_HOOKS)[number];

/** The line by which a script is known as ours, whatever version wrote it. */
const MARK = '# Written by `lockstep hooks install`; `lockstep hooks uninstall` takes it away.';
/** What a hook that was there before is called while ours is. */
const BEFORE = '.before-lockstep';

export interface HookScript {
  readonly hook: GitHook;
  /** The Node.js and the program that installed it. */
  readonly node: string;
  readonly program: string;
  /** The folder of the definition below the root; `.` for the root. */
  readonly directory: string;
}

/** git starts a hook at the root of the checkout (githooks(5)), on every system with a shell of POSIX. */
function scriptText({ hook, node, program, directory }: HookScript): string {
  const rest = hook === 'commit-msg' ? ' --files "$1"' : '';
  const call = `-C ${quoted(directory)} hooks run --stage ${hook}${rest}`;
  const isPush = hook === 'pre-push';
  // git tells on standard input what is pushed, which two hooks want to read.
  const keep = isPush ? 'refs="$(cat; echo .)"\nrefs="${refs%.}"\n' : '';
  const give = isPush ? 'printf \'%s\' "$refs" | ' : '';
  const start = (command: string): string => (isPush ? `{ ${give}${command}; exit $?; }` : `exec ${command}`);
  const run = (condition: string, command: string): string =>
    `if ${condition}; then ${start(`${command} ${call}`)}; fi`;
  return `#!/bin/sh
${MARK}
${keep}before="$(dirname "$0")/${hook}${BEFORE}"
if [ -x "$before" ]; then ${give}"$before" "$@" || exit $?; fi
${run(`[ -x ${quoted(node)} ] && [ -f ${quoted(program)} ]`, `${quoted(node)} ${quoted(program)}`)}
${run('[ -x node_modules/.bin/lockstep ]', 'node_modules/.bin/lockstep')}
${run('command -v lockstep >/dev/null 2>&1', 'lockstep')}
echo 'lockstep is not where it was when its hooks were installed. Install it, or: git ${isPush ? 'push' : 'commit'} --no-verify' >&2
exit 1
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Writes the script; one that somebody else wrote is kept and called first. */
export async function installScript(
  files: Files,
  folder: string,
  script: HookScript,
): Promise<'new' | 'again' | 'beside'> {
  const path = join(folder, script.hook);
  const there = await files.readText(path);
  const isForeign = there !== undefined && !there.includes(MARK);
  if (isForeign) {
    await files.copy(path, `${path}${BEFORE}`);
  }
  await files.writeAtomic(path, scriptText(script), { mode: 0o755 });
  return isForeign ? 'beside' : there === undefined ? 'new' : 'again';
}

/** Takes the script away and puts back what was there before. False when it is not ours. */
export async function uninstallScript(files: Files, folder: string, hook: GitHook): Promise<boolean> {
  const path = join(folder, hook);
  const there = await files.readText(path);
  if (there === undefined || !there.includes(MARK)) return false;
  const before = `${path}${BEFORE}`;
  await files.remove(path);
  if (await files.exists(before)) {
    await files.copy(before, path);
    await files.remove(before);
  }
  return true;
}
