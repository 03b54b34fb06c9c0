import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../support/git.ts';

/**
 * Makes the project what somebody would have: a repository of git with the sources committed, which does not track what is made, and the
 * tool's packages in node_modules.
 */
export function asRepository(project: string, modules: string, made: readonly string[]): void {
  if (!existsSync(join(project, 'node_modules'))) symlinkSync(modules, join(project, 'node_modules'));
  if (existsSync(join(project, '.git', 'info', 'lockstep-made'))) return;
  if (!existsSync(join(project, '.git'))) git(project, 'init', '-q', '-b', 'main');
  const untracked = ['dist', 'out', 'more'].filter((name) => !existsSync(join(project, name)));
  const ignored = ['node_modules', ...made, ...untracked].map((name) => `/${name}\n`).join('');
  writeFileSync(join(project, '.git', 'info', 'exclude'), ignored);
  git(project, 'add', '-A');
  git(project, 'commit', '-q', '--allow-empty', '-m', 'as it is');
  writeFileSync(join(project, '.git', 'info', 'lockstep-made'), '');
}
