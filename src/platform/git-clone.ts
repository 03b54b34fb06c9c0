import { runCommand } from './processes.ts';

/**
 * A repository of its own at `folder`, which must not be there yet, with a commit checked out, and the tags. Its objects stay where they are
 * (git-clone(1), `--shared`). Not a worktree: that has a file `.git`, with a path of this machine in it, which builders pack. No hooks run. Throws in
 * git's words.
 */
export async function cloneAt(repository: string, folder: string, commit: string): Promise<void> {
  const quiet = ['-c', 'core.hooksPath=/dev/null', '-c', 'advice.detachedHead=false'];
  const clone = ['clone', '--quiet', '--shared', '--no-checkout', '--template=', '--', repository, folder];
  const check = ['-C', folder, ...quiet, 'checkout', '--quiet', '--detach', commit];
  for (const args of [[...quiet, ...clone], check]) {
    const { code, stderr } = await runCommand('git', args, { env: { GIT_TERMINAL_PROMPT: '0' } });
    if (code !== 0)
      throw new Error(`git ${args.includes('clone') ? 'clone' : 'checkout'} failed: ${stderr.trim()}`);
  }
}
