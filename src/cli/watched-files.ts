import { type Interest, inputBases, interestOf } from '../plan/interest.ts';
import type { Plan } from '../plan/plan.ts';
import { fileState } from '../platform/file-state.ts';
import { basename, dirname, join, relative, resolve, toPosix } from '../platform/paths.ts';
import { TreeWatcher } from '../platform/watch-tree.ts';
import { GitIgnored } from './git-ignored.ts';

/** Milliseconds of silence after which an edit is taken to be whole: editors and git write several files for one. */
const QUIET = 100;
/** Milliseconds after which it is looked at in any case. */
const LONGEST = 2_000;

export interface WatchedProject {
  /** Absolute path of the folder of the definition. */
  readonly root: string;
  readonly plan: Plan;
  /** Absolute paths of the files the definition was made of. */
  readonly definition: readonly string[];
}

export interface WatchListener {
  /**
   * Something was touched. These files have another content than before, are new, or are gone, named relative to the folder of the
   * definition; there may be none.
   */
  settled(edited: readonly string[]): void;
  failed(error: Error): void;
}

/** Tells of edits of the files that legs read and that the definition was made of. */
export class WatchedFiles {
  readonly #root: string;
  readonly #listener: WatchListener;
  readonly #interest: Interest;
  readonly #ignored: GitIgnored;
  /** What the files of interest came to when they were last looked at. */
  readonly #states = new Map<string, string>();
  readonly #touched = new Set<string>();
  readonly #touchedFolders = new Set<string>();
  #watchers: TreeWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;
  #firstTouch = 0;
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(root: string, listener: WatchListener, interest: Interest, ignored: GitIgnored) {
    this.#root = root;
    this.#listener = listener;
    this.#interest = interest;
    this.#ignored = ignored;
  }

  static async open(project: WatchedProject, listener: WatchListener): Promise<WatchedFiles> {
    const { root, plan } = project;
    const ignored = await GitIgnored.of(root);
    const definition = project.definition.map((path) => toPosix(relative(root, path)));
    const bases = inputBases(plan);
    await ignored.note([...new Set(bases.flatMap(foldersAbove))]);
    const interest = interestOf(plan, definition, await ignored.among(bases));
    const watched = new WatchedFiles(root, listener, interest, ignored);
    await watched.#watchRoot();
    await watched.#watchOutside(definition.filter((name) => name.startsWith('../')));
    return watched;
  }

  /** Files that are watched. */
  get count(): number {
    return this.#states.size;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
  }

  async #watchRoot(): Promise<void> {
    const { watcher, files } = await TreeWatcher.open({
      root: this.#root,
      enters: (folders) => this.#wantedFolders(folders),
      touched: (name, below) => this.#touch(name, below),
      failed: (error) => this.#listener.failed(error),
    });
    this.#watchers.push(watcher);
    this.#look(await this.#wantedFiles(files));
  }

  /** Files of the definition that lie outside its folder. */
  async #watchOutside(names: readonly string[]): Promise<void> {
    for (const folder of new Set(names.map(dirname))) {
      const { watcher } = await TreeWatcher.open({
        root: resolve(this.#root, folder),
        enters: async () => [],
        touched: (name) => this.#touch(`${folder}/${name}`, false),
        failed: (error) => this.#listener.failed(error),
      });
      this.#watchers.push(watcher);
    }
    this.#look(names);
  }

  #touch(name: string, below: boolean): void {
    (below ? this.#touchedFolders : this.#touched).add(name);
    const now = performance.now();
    if (this.#timer === undefined) this.#firstTouch = now;
    clearTimeout(this.#timer);
    const wait = Math.max(0, Math.min(QUIET, this.#firstTouch + LONGEST - now));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#work = this.#work
        .then(() => this.#settle())
        .catch((error: unknown) => this.#listener.failed(error as Error));
    }, wait);
  }

  async #settle(): Promise<void> {
    const folders = [...this.#touchedFolders].map((folder) => (folder === '' ? '' : `${folder}/`));
    const gone = [...this.#states.keys()].filter((name) => folders.some((folder) => name.startsWith(folder)));
    const names = [...new Set([...this.#touched, ...gone])];
    this.#touched.clear();
    this.#touchedFolders.clear();
    const edited = this.#look(await this.#wantedFiles(names));
    // Other rules may let in what was passed by, or shut out what was watched.
    if (names.some((name) => basename(name) === '.gitignore') && !this.#closed) await this.#watchAgain();
    if (!this.#closed) this.#listener.settled(edited);
  }

  async #watchAgain(): Promise<void> {
    const [before, ...others] = this.#watchers;
    this.#watchers = others;
    await this.#watchRoot();
    this.#watchers = [...this.#watchers.slice(-1), ...others];
    before?.close();
    if (this.#closed) this.close();
  }

  /** Looks at files anew; gives those that are not as they were. */
  #look(names: readonly string[]): readonly string[] {
    const edited: string[] = [];
    for (const name of names) {
      const state = fileState(join(this.#root, name));
      if (state === this.#states.get(name)) continue;
      edited.push(name);
      if (state === undefined) this.#states.delete(name);
      else this.#states.set(name, state);
    }
    return edited.sort();
  }

  async #wantedFiles(names: readonly string[]): Promise<readonly string[]> {
    const wanted = names.filter((name) => this.#interest.wants(name));
    const ignored = await this.#ignored.among(wanted.filter((name) => !name.startsWith('../')));
    return wanted.filter((name) => !ignored.has(name) || this.#interest.inSpite.wants(name));
  }

  async #wantedFolders(folders: readonly string[]): Promise<readonly string[]> {
    const wanted = folders.filter((folder) => !OWN.test(folder) && this.#interest.reaches(folder));
    const ignored = await this.#ignored.among(wanted);
    const entered = wanted.filter((folder) => !ignored.has(folder) || this.#interest.inSpite.reaches(folder));
    await this.#ignored.note(entered);
    return entered;
  }
}

/** git's own files, and ours. */
const OWN = /(?:^|\/)\.git$|^\.lockstep$/;

/** `a` and `a/b` for `a/b/c`. */
function foldersAbove(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}
