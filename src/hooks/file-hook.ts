import type { HookName, HookStage } from '../pipeline/hooks-config.ts';

/**
 * The port: a check of files that runs in this process. A hook is a value; `prepare` reads its options once, and what it gives is asked
 * about any number of files.
 *
 * What holds for every hook (`file-hook.contract.ts` checks it):
 * - `look` is pure: the same bytes get the same answer, in any order, and it touches neither files nor git. It never throws, whatever
 *   the bytes are: what is wrong with a file is a complaint.
 * - It never changes the bytes it is given.
 * - A fix is complete: looked at again, what was fixed has no complaint, and is not fixed a second time.
 * - A complaint's line is one of the file's, from 1.
 * - `prepare` never throws; what it does not understand is a message, in the words of the user.
 */
export interface FileHook {
  readonly name: HookName;
  /** What it looks for, in one line without a full stop. */
  readonly says: string;
  readonly fixes: boolean;
  /** Tags that a file must have, all of them (`file-tags.ts`). */
  readonly types: readonly string[];
  /** What it runs in unless a definition says otherwise. */
  readonly stages: readonly HookStage[];
  /** Its options as its users write them. */
  prepare(args: readonly string[]): PreparedHook | BadOption;
}

export type PreparedHook =
  /** Each file by itself. */
  | { readonly kind: 'each'; readonly look: Look }
  /** The same, with a parser that is loaded when there is a file for it: loading one takes longer than a commit should. */
  | { readonly kind: 'parsed'; load(): Promise<Look> }
  /** The files as a whole: their names, their sizes, what is around them. Their contents are not read. */
  | {
      readonly kind: 'together';
      /** Will it ask for every name in the index? git can begin to list them before the files are known. */
      readonly asksTracked: boolean;
      look(files: readonly ListedFile[], around: Surroundings): Promise<readonly Complaint[]>;
    };

export type Look = (file: HookFile) => Outcome;

export interface BadOption {
  readonly kind: 'bad-option';
  readonly message: string;
}

export interface ListedFile {
  /** Relative to the checkout's root, with forward slashes; bytes that are no UTF-8 as in `platform/raw-path.ts`. */
  readonly path: string;
  /** As in the index: `100644`, `100755`, `120000` (a symbolic link). */
  readonly mode: string;
  /** The commit adds it. */
  readonly isAdded: boolean;
}

export interface HookFile extends ListedFile {
  /** Of a symbolic link, its target. */
  readonly bytes: Buffer;
  /** A merge or a rebase is under way. */
  readonly isInMerge: boolean;
}

/** What a hook may ask about the files around those it was given. */
export interface Surroundings {
  /** Every name in the index, each with a zero byte behind it: often only a few are looked for among many. */
  tracked(): Promise<string>;
  /** Bytes that a commit has of the file. */
  size(file: ListedFile): Promise<number>;
  /** Where a symbolic link points. */
  target(file: ListedFile): Promise<string>;
  /** Is there something by that path, relative to the root or absolute, in the index or on the disk? */
  exists(path: string): Promise<boolean>;
  /** Names whose contents git-lfs keeps elsewhere. */
  largeFiles(names: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface Complaint {
  readonly path: string;
  /** From 1. */
  readonly line?: number;
  readonly message: string;
}

export interface Outcome {
  readonly complaints: readonly Omit<Complaint, 'path'>[];
  /** What the file should be; then the complaints say what was wrong. */
  readonly fixed?: Buffer;
}

export const FINE: Outcome = { complaints: [] };

/** When hooks on files run unless a definition says otherwise: those of pre-commit-hooks' manifest. */
export const USUAL_STAGES: readonly HookStage[] = ['pre-commit', 'pre-push', 'manual'];
