import { runCommand } from './processes.ts';

export interface CommitMessage {
  readonly commit: string;
  /** Whole, as somebody wrote it. */
  readonly message: string;
}

const QUIET = { GIT_OPTIONAL_LOCKS: '0', GIT_PAGER: 'cat' };

/** Messages of the commits that are in `to` and not in `from`, the newest first, without merges (git-log(1)). Throws in git's words. */
export async function commitMessages(
  directory: string,
  from: string | undefined,
  to: string,
): Promise<readonly CommitMessage[]> {
  const range = from === undefined ? to : `${from}..${to}`;
  const { code, stdout, stderr } = await runCommand(
    'git',
    ['log', '--no-merges', '-z', '--format=%H %B', '--end-of-options', range],
    { cwd: directory, env: QUIET },
  );
  if (code !== 0) throw new Error(`git log failed: ${stderr.trim() || 'no reason given'}`);
  return stdout
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const at = entry.indexOf(' ');
      return { commit: entry.slice(0, at), message: entry.slice(at + 1).trim() };
    });
}

/** When a commit was made, by its committer; milliseconds since 1970. Throws. */
export async function commitTime(directory: string, commit: string): Promise<number> {
  const { code, stdout, stderr } = await runCommand(
    'git',
    ['show', '--no-patch', '--format=%ct', '--end-of-options', commit],
    { cwd: directory, env: QUIET },
  );
  const seconds = Number(stdout.trim());
  if (code !== 0 || !Number.isSafeInteger(seconds) || seconds <= 0)
    throw new Error(`git show failed: ${stderr.trim() || 'no time was given'}`);
  return seconds * 1000;
}
