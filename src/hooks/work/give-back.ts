import type { Files } from '../../platform/files.ts';
import type { GitIndex } from '../../platform/git-index.ts';
import { moveEntry } from '../../platform/move-entry.ts';
import { below } from '../../platform/paths.ts';
import { describeEntry, digestEntry, removeEmptyDirectory, removeEntry } from '../../platform/tree-entry.ts';
import { FoundFiles } from './found-files.ts';
import { type AsideFile, workPlaces } from './work-journal.ts';

export interface GivenBack {
  readonly givenBack: readonly string[];
  /** The folder with what stood in the way. */
  readonly found?: string;
}

/**
 * Gives back what was put aside, each file by one move. What somebody wrote in its place meanwhile is never lost: it is kept in a
 * folder of its own. What was given back already is passed over, so that it can be done again.
 */
export async function giveBack(
  aside: readonly AsideFile[],
  { git, files }: { readonly git: GitIndex; readonly files: Files },
  found: FoundFiles = new FoundFiles(workPlaces(git.folder)),
): Promise<GivenBack> {
  const places = workPlaces(git.folder);
  const written = new Set((await git.unstaged()).map(({ path }) => path));
  const givenBack: string[] = [];
  for (const [at, file] of aside.entries())
    if (file.kind === 'deleted' && deleteAgain(file, at, { git, written, found })) givenBack.push(file.path);
  aside.forEach((file, at) => {
    if (file.kind === 'deleted') return;
    const source = places.aside(at, file.isMerged === true ? 'merged' : undefined);
    if (describeEntry(source) === undefined) return;
    const absolute = below(git.root, file.path);
    const isInWay =
      file.kind === 'untracked' ? describeEntry(absolute) !== undefined : written.has(file.path);
    // A folder that git has made, and what was in it has been taken away again.
    const isTaken = isInWay && !removeEmptyDirectory(absolute);
    if (isTaken && digestEntry(absolute) !== digestEntry(source)) found.keep(absolute, String(at));
    moveEntry(source, absolute);
    givenBack.push(file.path);
  });
  if (found.isEmpty) await files.remove(found.folder);
  return { givenBack, ...(!found.isEmpty && { found: found.folder }) };
}

/** It was not there, and git has put it there. */
function deleteAgain(
  { path, folders = [] }: AsideFile,
  at: number,
  {
    git,
    written,
    found,
  }: { readonly git: GitIndex; readonly written: ReadonlySet<string>; readonly found: FoundFiles },
): boolean {
  const absolute = below(git.root, path);
  if (describeEntry(absolute) === undefined) return false;
  if (written.has(path)) found.keep(absolute, String(at));
  else removeEntry(absolute);
  for (const folder of [...folders].reverse()) removeEmptyDirectory(below(git.root, folder));
  return true;
}
