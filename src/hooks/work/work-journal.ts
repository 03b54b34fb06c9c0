import type { Files } from '../../platform/files.ts';
import { join } from '../../platform/paths.ts';

/**
 * What is about to happen to a checkout, written down before it does: whoever finds it at the next start knows what a killed process
 * left, and can give it back. It is removed when all is done, and stands where git keeps what belongs to this checkout alone.
 */
export type WorkJournal =
  /** Fixes go to the checkout, and then to the index, all at once. */
  | { readonly format: typeof FORMAT; readonly kind: 'mend'; readonly files: readonly MendedFile[] }
  /** What is not staged is elsewhere, and a program may be mending files. */
  | {
      readonly format: typeof FORMAT;
      readonly kind: 'aside';
      readonly files: readonly AsideFile[];
      readonly fix?: FixUnderWay;
    };

export const FORMAT = 'lockstep-hooks 1';

export interface MendedFile {
  readonly path: string;
  /** The id that the index has when all is done; undefined when the index is left as it is. */
  readonly id?: string;
  /** SHA-256 of what the checkout gets; undefined when it has no such file. What was there is `mend/<place>.old`. */
  readonly digest?: string;
}

/** Of tracked files, while a program mends them. */
export interface FixUnderWay {
  /** Of these there are copies: `fixing/<place>`. */
  readonly copied: readonly string[];
  /** These were not as in the index any more when it began. */
  readonly dirty: readonly string[];
}

export interface AsideFile {
  readonly path: string;
  /** `deleted`: it is in the index and was not in the checkout; there is nothing to keep. */
  readonly kind: 'changed' | 'deleted' | 'untracked';
  /** Folders that were not there either, the outermost first. */
  readonly folders?: readonly string[];
  /** The file `aside/<place>.merged` is to be given back: a fix was made to it. */
  readonly isMerged?: boolean;
}

/** Where everything of it is, below git's folder of the checkout. */
export interface WorkPlaces {
  readonly folder: string;
  readonly journal: string;
  readonly lock: string;
  /** What the last configuration of pre-commit came to; nothing of a run. */
  readonly config: string;
  mend(at: number, what: 'new' | 'old' | 'now'): string;
  aside(at: number, what?: 'merged'): string;
  fixing(at: number): string;
}

export function workPlaces(gitFolder: string): WorkPlaces {
  const folder = join(gitFolder, 'lockstep-hooks');
  return {
    folder,
    journal: join(folder, 'journal.json'),
    lock: join(folder, 'lock'),
    config: join(folder, 'config.json'),
    mend: (at, what) => join(folder, 'mend', `${at}.${what}`),
    aside: (at, what) => join(folder, 'aside', what === undefined ? String(at) : `${at}.${what}`),
    fixing: (at) => join(folder, 'fixing', String(at)),
  };
}

const foldersIn = ({ folder }: WorkPlaces): readonly string[] =>
  ['mend', 'aside', 'fixing'].map((name) => join(folder, name));

/** May a killed process have left something? Then `recoverWork` says what. */
export async function isWorkLeft(files: Files, places: WorkPlaces): Promise<boolean> {
  for (const place of [places.journal, ...foldersIn(places)]) if (await files.exists(place)) return true;
  return false;
}

/** `undefined` when nothing was under way. Throws for what no version of lockstep that is known here has written. */
export async function readWorkJournal(files: Files, places: WorkPlaces): Promise<WorkJournal | undefined> {
  const text = await files.readText(places.journal);
  if (text === undefined) return undefined;
  const journal = JSON.parse(text) as WorkJournal;
  if (journal.format !== FORMAT)
    throw new Error(`${places.journal} was written by another version of lockstep`);
  return journal;
}

export async function writeWorkJournal(
  files: Files,
  places: WorkPlaces,
  journal: WorkJournal,
): Promise<void> {
  await files.writeAtomic(places.journal, JSON.stringify(journal));
}

/** Nothing is under way any more. The journal goes first: without it what stands beside it means nothing. */
export async function closeWork(files: Files, places: WorkPlaces): Promise<void> {
  await files.remove(places.journal);
  for (const folder of foldersIn(places)) await files.remove(folder);
}
