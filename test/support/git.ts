import { execFileSync } from 'node:child_process';

/** git as somebody whom no machine's settings have given a name or a key; what it printed. */
export function git(cwd: string, ...args: readonly string[]): string {
  const identity = ['user.name=Test', 'user.email=test@example.com', 'commit.gpgsign=false'];
  const options = identity.flatMap((setting) => ['-c', setting]);
  return execFileSync('git', [...options, ...args], { cwd, encoding: 'utf8' });
}

/** Makes a folder a repository in which everything is committed. */
export function commitAll(folder: string): void {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'as it is');
}
