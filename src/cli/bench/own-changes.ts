import { systemGit } from '../../platform/git.ts';
import { relative, toPosix } from '../../platform/paths.ts';
import { BENCHMARKS_FOLDER } from '../../reports/benchmarks/history/benchmarks-folder.ts';

/** Has the checkout changes that can change what is measured? What is kept of measurements is none, nor is what the tools have just `written` (paths from `root`). */
export async function hasOwnChanges(
  root: string,
  commit: string,
  written: readonly string[] = [],
): Promise<boolean> {
  const repository = await systemGit.root(root);
  if (repository === undefined) return false;
  const below = toPosix(relative(repository, root));
  const ours = (name: string): string => (below === '' ? name : `${below}/${name}`);
  const known = new Set(written.map(ours));
  const changes = await systemGit.changesSince(repository, commit);
  return changes.some(({ name }) => !known.has(name) && !name.startsWith(`${ours(BENCHMARKS_FOLDER)}/`));
}
