import type { GitIndex } from '../../platform/git-index.ts';
import { copyEntry, moveEntry } from '../../platform/move-entry.ts';
import { below } from '../../platform/paths.ts';
import { describeEntry, digestEntry } from '../../platform/tree-entry.ts';
import type { FoundFiles } from './found-files.ts';
import type { AsideFile, FixUnderWay, WorkPlaces } from './work-journal.ts';

/** Copies of the files that a program is about to mend; `dirty` are tracked files that something has changed already. */
export function copyBeforeFix(
  names: readonly string[],
  dirty: readonly string[],
  { root, places }: { readonly root: string; readonly places: WorkPlaces },
): FixUnderWay {
  const copied = names.filter((name) => describeEntry(below(root, name))?.kind === 'file');
  copied.forEach((name, at) => {
    copyEntry(below(root, name), places.fixing(at));
  });
  return { copied, dirty };
}

/**
 * Takes back what a program has done to tracked files before it was ended: half of a fix is none. Files that were copied are those copies
 * again; others are as in the index, as they were when it began. What is as in the index is in the commit already, and stays. What is
 * found in their place is kept, unless `found` is not given. Done twice it does nothing more.
 */
export async function undoFix(
  { copied, dirty }: FixUnderWay,
  aside: readonly AsideFile[],
  {
    git,
    places,
    found,
  }: { readonly git: GitIndex; readonly places: WorkPlaces; readonly found?: FoundFiles },
): Promise<readonly string[]> {
  const changed = (await git.unstaged()).map(({ path }) => path);
  const undone: string[] = [];
  copied.forEach((name, at) => {
    const [path, copy] = [below(git.root, name), places.fixing(at)];
    const isThere = describeEntry(copy) !== undefined;
    if (!isThere || !changed.includes(name) || digestEntry(path) === digestEntry(copy)) return;
    found?.keep(path, `fix-${at}`);
    moveEntry(copy, path);
    undone.push(name);
  });
  const known = new Set([...copied, ...dirty, ...aside.map(({ path }) => path)]);
  const others = changed.filter((path) => !known.has(path));
  others.forEach((name, at) => {
    found?.keep(below(git.root, name), `changed-${at}`);
  });
  await git.checkOut(others);
  return [...undone, ...others];
}
