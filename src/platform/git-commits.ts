import { runCommand } from './processes.ts';

/** Neither a pager nor a prompt, and no lock taken for a mere question. */
const QUIET = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_PAGER: 'cat' };

async function lines(directory: string, ...args: string[]): Promise<readonly string[] | undefined> {
  const { code, stdout } = await runCommand('git', args, { cwd: directory, env: QUIET });
  return code === 0 ? stdout.split('\n').filter((line) => line !== '') : undefined;
}

/** When a commit was made; milliseconds since 1970. Undefined where it is not here. */
export async function committedAt(directory: string, commit: string): Promise<number | undefined> {
  const [seconds] = (await lines(directory, 'log', '-1', '--format=%ct', commit, '--')) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

/** Tags of every commit that has one. Empty where there is no repository. */
export async function taggedCommits(directory: string): Promise<ReadonlyMap<string, readonly string[]>> {
  // Of an annotated tag the starred name is the commit: git-for-each-ref(1).
  const format = '%(objectname) %(*objectname) %(refname:strip=2)';
  const found = new Map<string, string[]>();
  for (const line of (await lines(directory, 'for-each-ref', `--format=${format}`, 'refs/tags')) ?? []) {
    const [, own = '', target = '', name = ''] = /^(\S+) (\S*) (.+)$/u.exec(line) ?? [];
    const commit = target === '' ? own : target;
    found.set(commit, [...(found.get(commit) ?? []), name]);
  }
  return found;
}

/**
 * All commits that a revision builds on, itself included, each with its position: parents come before children. Undefined where it means
 * nothing here.
 */
export async function commitOrder(
  directory: string,
  revision: string,
): Promise<ReadonlyMap<string, number> | undefined> {
  const commits = await lines(
    directory,
    'rev-list',
    '--topo-order',
    '--reverse',
    '--end-of-options',
    revision,
    '--',
  );
  return commits === undefined ? undefined : new Map(commits.map((commit, index) => [commit, index]));
}

/** Commits files that nobody knows yet, and nothing else, whatever is staged. Why not, in git's words. */
export async function commitNewFiles(
  directory: string,
  paths: readonly string[],
  message: string,
): Promise<string | undefined> {
  const input = paths.map((path) => `${path}\0`).join('');
  const from = ['--pathspec-from-file=-', '--pathspec-file-nul'];
  for (const args of [
    ['add', ...from],
    ['commit', '--quiet', '--only', '--message', message, ...from],
  ]) {
    const { code, stdout, stderr } = await runCommand('git', ['--literal-pathspecs', ...args], {
      cwd: directory,
      input,
      env: { GIT_TERMINAL_PROMPT: '0' },
    });
    if (code !== 0) return stderr.trim() || stdout.trim() || 'git gives no reason';
  }
  return undefined;
}
