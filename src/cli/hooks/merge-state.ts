import { nodeFiles } from '../../platform/files.ts';
import type { GitIndex } from '../../platform/git-index.ts';
import { join } from '../../platform/paths.ts';

/** As pre-commit-hooks, `check_merge_conflict.py`, has it: MERGE_MSG, and a merge or a rebase. */
export async function mergeIsOn({ folder }: GitIndex): Promise<boolean> {
  if (!(await nodeFiles.exists(join(folder, 'MERGE_MSG')))) return false;
  for (const name of ['MERGE_HEAD', 'rebase-apply', 'rebase-merge'])
    if (await nodeFiles.exists(join(folder, name))) return true;
  return false;
}
