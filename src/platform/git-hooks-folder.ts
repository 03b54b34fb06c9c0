import { resolve } from './paths.ts';
import { runCommand } from './processes.ts';

export interface HooksFolder {
  /** Absolute. */
  readonly folder: string;
  /** Has somebody set `core.hooksPath`? */
  readonly isSet: boolean;
  /** What all worktrees of the repository share. Absolute. */
  readonly common: string;
}

/** Where git looks for hooks: git-rev-parse(1), `--git-path`, which knows `core.hooksPath` (githooks(5)). Throws outside of a checkout. */
export async function hooksFolder(root: string): Promise<HooksFolder> {
  const [places, setting] = await Promise.all([
    runCommand('git', ['rev-parse', '--git-path', 'hooks', '--git-common-dir'], { cwd: root }),
    runCommand('git', ['config', '--get', 'core.hooksPath'], { cwd: root }),
  ]);
  const [folder = '', common = ''] = places.stdout.split('\n');
  if (places.code !== 0) throw new Error(`git rev-parse failed: ${places.stderr.trim()}`);
  return { folder: resolve(root, folder), isSet: setting.code === 0, common: resolve(root, common) };
}
