import { sha256 } from '../../platform/digest.ts';
import type { Files } from '../../platform/files.ts';
import type { GitIndex } from '../../platform/git-index.ts';
import { moveEntry } from '../../platform/move-entry.ts';
import { below } from '../../platform/paths.ts';
import { readEntry } from '../../platform/tree-entry.ts';
import { FoundFiles } from './found-files.ts';
import { giveBack } from './give-back.ts';
import { undoFix } from './guard-fix.ts';
import {
  closeWork,
  type MendedFile,
  readWorkJournal,
  type WorkJournal,
  type WorkPlaces,
  workPlaces,
} from './work-journal.ts';

export interface Recovered {
  /** Files that are again as they were. */
  readonly givenBack: readonly string[];
  /** Where something is kept that stood in their way; undefined when nothing did. */
  readonly found?: string;
}

/** Ends what a killed process had begun. `undefined` when there was nothing. Nothing happens when it is done twice. */
export async function recoverWork(git: GitIndex, files: Files): Promise<Recovered | undefined> {
  const places = workPlaces(git.folder);
  const journal = await readWorkJournal(files, places);
  if (journal === undefined) {
    // It was killed before it touched anything.
    await closeWork(files, places);
    return undefined;
  }
  const recovered =
    journal.kind === 'aside'
      ? await giveBackAll(journal, { git, files })
      : await undoMending(journal.files, git, places);
  await closeWork(files, places);
  return recovered;
}

async function giveBackAll(
  { files: aside, fix }: Extract<WorkJournal, { kind: 'aside' }>,
  { git, files }: { readonly git: GitIndex; readonly files: Files },
): Promise<Recovered> {
  const places = workPlaces(git.folder);
  const found = new FoundFiles(places);
  const undone = fix === undefined ? [] : await undoFix(fix, aside, { git, places, found });
  const { givenBack, ...rest } = await giveBack(aside, { git, files }, found);
  return { givenBack: [...undone, ...givenBack], ...rest };
}

/** The index is changed last, and all at once: when it is, all is done. */
async function undoMending(
  mended: readonly MendedFile[],
  git: GitIndex,
  places: WorkPlaces,
): Promise<Recovered> {
  const ids = new Map((await git.files()).map(({ path, id }) => [path, id]));
  if (mended.some(({ path, id }) => id !== undefined && ids.get(path) === id)) return { givenBack: [] };
  const givenBack: string[] = [];
  mended.forEach(({ path, digest }, at) => {
    const absolute = below(git.root, path);
    const now = digest === undefined ? undefined : readEntry(absolute);
    // Whoever has changed it since knows what it is.
    if (now === undefined || sha256(now) !== digest) return;
    if (moveEntry(places.mend(at, 'old'), absolute)) givenBack.push(path);
  });
  return { givenBack };
}
