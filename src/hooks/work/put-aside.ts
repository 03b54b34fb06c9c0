import type { Files } from '../../platform/files.ts';
import type { GitIndex } from '../../platform/git-index.ts';
import { moveEntry } from '../../platform/move-entry.ts';
import { below, foldersOf } from '../../platform/paths.ts';
import { describeEntry, placeFile, readEntry } from '../../platform/tree-entry.ts';
import { mergeFix } from '../merge-fix.ts';
import { type GivenBack, giveBack } from './give-back.ts';
import { copyBeforeFix, undoFix } from './guard-fix.ts';
import {
  type AsideFile,
  closeWork,
  type FixUnderWay,
  FORMAT,
  type WorkPlaces,
  workPlaces,
  writeWorkJournal,
} from './work-journal.ts';

interface Checkout {
  readonly git: GitIndex;
  readonly files: Files;
}

/**
 * The checkout as it is in the index, for programs that look at files: unstaged and untracked work is elsewhere, until `giveBack`.
 * Ignored files stay, as what is installed is among them; so do submodules, and repositories that are no submodules.
 */
export class WorkAside {
  readonly #checkout: Checkout;
  readonly #places: WorkPlaces;
  #aside: readonly AsideFile[];
  #fix: FixUnderWay | undefined;
  /** What is in the index, of files with unstaged work: a fix is made to these as well. */
  readonly #before = new Map<string, Buffer>();

  private constructor(checkout: Checkout, aside: readonly AsideFile[]) {
    this.#checkout = checkout;
    this.#places = workPlaces(checkout.git.folder);
    this.#aside = aside;
  }

  /** Throws when the disk does not take it; then everything is as it was. */
  static async put(checkout: Checkout): Promise<WorkAside> {
    const { git, files } = checkout;
    const aside = await asideFiles(git);
    const work = new WorkAside(checkout, aside);
    if (aside.length === 0) return work;
    const places = workPlaces(git.folder);
    await work.#writeJournal();
    try {
      await files.makeDirectory(`${places.folder}/aside`);
      aside.forEach(({ path, kind }, at) => {
        if (kind !== 'deleted') moveEntry(below(git.root, path), places.aside(at));
      });
      const tracked = aside.filter(({ kind }) => kind !== 'untracked').map(({ path }) => path);
      await git.checkOut(tracked);
      for (const { path, kind } of aside) {
        const bytes = kind === 'changed' ? readEntry(below(git.root, path)) : undefined;
        if (bytes !== undefined) work.#before.set(path, Buffer.from(bytes));
      }
      return work;
    } catch (error) {
      await work.giveBack();
      throw error;
    }
  }

  /**
   * Takes what a program has made of staged files into the index, and makes the same fix to unstaged work. Where that cannot be told
   * the file is left as it was staged, and its name is in the answer.
   */
  async stage(names: readonly string[]): Promise<readonly string[]> {
    const { git } = this.#checkout;
    const merged = new Set<string>();
    const refused: string[] = [];
    this.#aside.forEach(({ path, kind }, at) => {
      if (!names.includes(path)) return;
      if (kind === 'changed' && this.#merge(path, at)) merged.add(path);
      else refused.push(path);
    });
    await git.checkOut(refused);
    await git.stage(names.filter((name) => !refused.includes(name)));
    if (merged.size > 0) {
      this.#aside = this.#aside.map((file) => (merged.has(file.path) ? { ...file, isMerged: true } : file));
      await this.#writeJournal();
    }
    return refused;
  }

  /** A program is about to mend files, of these at least. Until `endFix` a start after a kill takes back what it has done. */
  async beginFix(names: readonly string[], dirty: readonly string[]): Promise<void> {
    this.#fix = copyBeforeFix(names, dirty, { root: this.#checkout.git.root, places: this.#places });
    await this.#writeJournal();
  }

  /** `keeps`: what it has done stays; else it is taken back. */
  async endFix({ keeps }: { readonly keeps: boolean }): Promise<void> {
    const { git, files } = this.#checkout;
    if (this.#fix !== undefined && !keeps)
      await undoFix(this.#fix, this.#aside, { git, places: this.#places });
    this.#fix = undefined;
    if (this.#aside.length === 0) await closeWork(files, this.#places);
    else await this.#writeJournal();
  }

  async #writeJournal(): Promise<void> {
    await writeWorkJournal(this.#checkout.files, this.#places, {
      format: FORMAT,
      kind: 'aside',
      files: this.#aside,
      ...(this.#fix !== undefined && { fix: this.#fix }),
    });
  }

  #merge(path: string, at: number): boolean {
    const before = this.#before.get(path);
    const after = readEntry(below(this.#checkout.git.root, path));
    const place = this.#places.aside(at, this.#aside[at]?.isMerged === true ? 'merged' : undefined);
    const entry = describeEntry(place);
    const work = entry?.kind === 'file' ? readEntry(place) : undefined;
    if (before === undefined || after === undefined || work === undefined || entry?.kind !== 'file')
      return false;
    const now = mergeFix({ before, after: Buffer.from(after), work: Buffer.from(work) });
    if (now === undefined) return false;
    placeFile(this.#places.aside(at, 'merged'), now, entry.mode);
    this.#before.set(path, Buffer.from(after));
    return true;
  }

  /** May be called twice. */
  async giveBack(): Promise<GivenBack> {
    if (this.#fix !== undefined) await this.endFix({ keeps: false });
    if (this.#aside.length === 0) return { givenBack: [] };
    const given = await giveBack(this.#aside, this.#checkout);
    await closeWork(this.#checkout.files, this.#places);
    this.#aside = [];
    return given;
  }
}

async function asideFiles(git: GitIndex): Promise<readonly AsideFile[]> {
  const [unstaged, untracked] = await Promise.all([git.unstaged(), git.untracked()]);
  const isThere = (path: string): boolean => describeEntry(below(git.root, path)) !== undefined;
  return [
    ...unstaged.map(({ path, kind }): AsideFile => {
      if (kind === 'changed') return { path, kind };
      return { path, kind, folders: foldersOf(path).filter((folder) => !isThere(folder)) };
    }),
    ...untracked
      // A repository of its own; and what lockstep keeps itself, some of which is in use.
      .filter((path) => !path.endsWith('/') && !/(?:^|\/)\.lockstep\//.test(path))
      .map((path): AsideFile => ({ path, kind: 'untracked' })),
  ];
}
