import { type FSWatcher, watch } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toPosix } from './paths.ts';

/** Names are relative to `root`, with forward slashes; the root itself is the empty name. Links are not followed. */
export interface TreeWatch {
  /** Absolute path of a folder that exists. */
  readonly root: string;
  /** Which of these folders are looked into. Asked for all folders of one depth at once; the root always is. */
  enters(folders: readonly string[]): Promise<readonly string[]>;
  /** Something may have happened to this file; with `below`, to anything in the folder of this name. */
  touched(name: string, below: boolean): void;
  /** Something cannot be watched. */
  failed(error: Error): void;
}

/**
 * Where a system watches a whole tree with one handle, that is used. On Linux every folder that is entered has a watch of its own: there
 * Node's own recursive watching takes one for each file, also in folders that nobody wants (docs/adr/0017-watching-files.md).
 */
const WHOLE_TREE = process.platform === 'darwin' || process.platform === 'win32';

/** Tells what happens to the files of a folder. New folders are looked into as they come. */
export class TreeWatcher {
  readonly #options: TreeWatch;
  readonly #wholeTree: boolean;
  /** The folders that are looked into, each with its watch where it has one. */
  readonly #entered = new Map<string, FSWatcher | undefined>();
  /** What is still to be looked at: one folder after another, so that none is entered twice. */
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(options: TreeWatch, wholeTree: boolean) {
    this.#options = options;
    this.#wholeTree = wholeTree;
  }

  /** Gives the watcher when it watches, and the files that are there. */
  static async open(
    options: TreeWatch,
    { wholeTree = WHOLE_TREE }: { readonly wholeTree?: boolean } = {},
  ): Promise<{ readonly watcher: TreeWatcher; readonly files: readonly string[] }> {
    const watcher = new TreeWatcher(options, wholeTree);
    if (wholeTree) watcher.#watch('', { recursive: true });
    return { watcher, files: await watcher.#enter(['']) };
  }

  /** Folders that are looked into. */
  get folders(): number {
    return this.#entered.size;
  }

  close(): void {
    this.#closed = true;
    for (const handle of this.#entered.values()) handle?.close();
    this.#entered.clear();
  }

  /** Looks into folders, and into those below that are wanted; gives the files found. */
  async #enter(folders: readonly string[]): Promise<readonly string[]> {
    const files: string[] = [];
    for (let level = folders; level.length > 0 && !this.#closed; ) {
      const below: string[] = [];
      for (const folder of level) {
        // Watched before it is read: what comes in between is told twice rather than not at all.
        if (!this.#entered.has(folder)) this.#watch(folder);
        for (const entry of await this.#list(folder))
          if (entry.isDirectory()) below.push(nameIn(folder, entry.name));
          else files.push(nameIn(folder, entry.name));
      }
      level = below.length === 0 ? [] : await this.#options.enters(below);
    }
    return files;
  }

  #list(folder: string) {
    return readdir(join(this.#options.root, folder), { withFileTypes: true }).catch(() => []);
  }

  #watch(folder: string, { recursive = false } = {}): void {
    if (this.#wholeTree && !recursive) {
      this.#entered.set(folder, undefined);
      return;
    }
    try {
      const handle = watch(join(this.#options.root, folder), { recursive }, (kind, name) =>
        this.#happened(folder, kind, name),
      );
      handle.on('error', () => handle.close());
      this.#entered.set(folder, handle);
    } catch (error) {
      // It has gone again, or is closed to us: then nobody reads files in it.
      if (!PASSING.has((error as { code?: string }).code ?? '')) this.#options.failed(error as Error);
    }
  }

  #happened(folder: string, kind: string, name: string | null): void {
    if (this.#closed) return;
    // Without a name the system has lost count of what happened.
    const full = name === null ? folder : nameIn(folder, toPosix(name));
    if (name !== null) {
      if (!this.#entered.has(folderOf(full))) return;
      this.#options.touched(full, false);
    }
    if (name === null || kind === 'rename') this.#look(full);
  }

  /** Something came, went, or was put in the place of something else. */
  #look(name: string): void {
    this.#work = this.#work
      .then(() => this.#lookAt(name))
      .catch((error: unknown) => {
        if (!this.#closed) this.#options.failed(error as Error);
      });
  }

  async #lookAt(name: string): Promise<void> {
    if (this.#closed) return;
    if (this.#entered.has(name)) {
      this.#leave(name);
      this.#options.touched(name, true);
    }
    const isFolder = await lstat(join(this.#options.root, name)).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder || this.#closed) return;
    const wanted = name === '' ? [''] : await this.#options.enters([name]);
    for (const file of await this.#enter(wanted)) this.#options.touched(file, false);
  }

  /** The watch of a folder that was moved away would go on under the old name. */
  #leave(folder: string): void {
    for (const [name, handle] of this.#entered) {
      if (name !== folder && folder !== '' && !name.startsWith(`${folder}/`)) continue;
      // The one handle of the whole tree hangs on the root.
      if (this.#wholeTree && name === '') continue;
      handle?.close();
      this.#entered.delete(name);
    }
  }
}

const PASSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM']);

function nameIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function folderOf(name: string): string {
  const slash = name.lastIndexOf('/');
  return slash === -1 ? '' : name.slice(0, slash);
}
