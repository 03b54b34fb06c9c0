import { runByteCommand } from './byte-command.ts';
import { findCheckout, type GitCheckout } from './git-checkout.ts';
import {
  BatchReader,
  type IndexedFile,
  indexedFile,
  isEmptyBlob,
  isThere,
  joinNames,
  type ListedEntry,
  NO_FILE,
  rawChanges,
  splitNames,
} from './git-index-output.ts';
import { readLooseBlobs } from './git-loose-objects.ts';
import { join } from './paths.ts';

/**
 * git's index, asked and changed in batches: names and contents go through pipes as bytes, never through arguments, and no question
 * costs more than one process. Names are relative to the checkout's root, with bytes that are no UTF-8 as in `raw-path.ts`. What git
 * refuses throws, in its words. Sources: gitformat-index(5), git-diff-index(1) "Raw output format", git-ls-files(1) "Output",
 * git-cat-file(1) "Batch output", git-update-index(1) "Using --index-info".
 */
export interface GitIndex {
  readonly root: string;
  /** The folder that this checkout alone keeps things in: `.git`, or below it for a second worktree. Absolute. */
  readonly folder: string;
  /** What a commit would do; a renamed file is one that is deleted and one that is added. */
  staged(): Promise<StagedChanges>;
  /**
   * What a commit has that is not, or not so, in the newest that it shares with `from`; without `from`, all that it has.
   */
  changed(from: string | undefined, to: string): Promise<readonly IndexedFile[]>;
  /** The files of the index that the checkout has, in whatever state. */
  filesThere(): Promise<readonly IndexedFile[]>;
  /** Every file of the index; what is only intended to be added has no content yet and is left out. */
  files(): Promise<readonly IndexedFile[]>;
  /** Their names alone, and of what is only intended to be added, each with a zero byte behind it. */
  names(): Promise<string>;
  /** Contents one after another, in the order asked for. `undefined` for what the repository does not have (a partial clone). */
  readBlobs(ids: readonly string[], take: (bytes: Buffer | undefined, at: number) => void): Promise<void>;
  /** How many bytes each of these contents has; 0 for what the repository does not have. */
  sizes(ids: readonly string[]): Promise<readonly number[]>;
  /** Tracked files that are not in the checkout as they are in the index, without submodules. */
  unstaged(): Promise<readonly UnstagedFile[]>;
  /** Files that git neither tracks nor ignores; a repository within this one ends with `/`. */
  untracked(): Promise<readonly string[]>;
  /** Puts the contents of these files (absolute paths) into the repository as they are, and gives their ids. */
  keepBlobs(paths: readonly string[]): Promise<readonly string[]>;
  /** Changes entries of the index. */
  update(files: readonly Pick<IndexedFile, 'path' | 'mode' | 'id' | 'isSparse'>[]): Promise<void>;
  /** Takes files into the index as they are in the checkout, with all that attributes and settings do to them. */
  stage(names: readonly string[]): Promise<void>;
  /** Writes files into the checkout as they are in the index. */
  checkOut(names: readonly string[]): Promise<void>;
  /** The value of an attribute for each of the names that has one. */
  attribute(attribute: string, names: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export interface StagedChanges {
  /** What it adds or changes. */
  readonly files: readonly IndexedFile[];
  readonly deleted: readonly string[];
  /** What git cannot commit yet: a merge has left it in conflict. */
  readonly unmerged: readonly string[];
}

export interface UnstagedFile {
  readonly path: string;
  readonly kind: 'changed' | 'deleted';
  /** The mode in the index. */
  readonly mode: string;
}

export const LINK_MODE = '120000';
export const SUBMODULE_MODE = '160000';
export const PROGRAM_MODE = '100755';

/** Both names of a rename, whole ids, and nothing that a user's settings would leave out. */
const RAW = ['--raw', '-z', '--no-renames', '--no-abbrev', '--no-ext-diff', '--no-relative'];

/** `undefined` outside of a checkout. `env` is what `takeGitEnvironment` gave. */
export async function openGitIndex(
  directory: string,
  env: Readonly<Record<string, string>>,
): Promise<GitIndex | undefined> {
  const checkout = await findCheckout(directory, env);
  return checkout && new SystemIndex(checkout);
}

class SystemIndex implements GitIndex {
  readonly root: string;
  readonly folder: string;
  readonly #objects: string | undefined;
  readonly #env: Readonly<Record<string, string>>;

  constructor({ root, folder, objects, env }: GitCheckout) {
    this.root = root;
    this.folder = folder;
    this.#objects = objects;
    this.#env = env;
  }

  async #git(args: readonly string[], input?: Uint8Array): Promise<Buffer> {
    const result = await runByteCommand('git', args, {
      cwd: this.root,
      env: this.#env,
      ...(input !== undefined && { input }),
    });
    if (result.code !== 0)
      throw new Error(`git ${args[0]} failed: ${result.stderr.trim() || 'no reason given'}`);
    return result.stdout;
  }

  async staged(): Promise<StagedChanges> {
    // The empty tree where nothing is committed yet: `git diff --cached` knows it by itself.
    const changes = rawChanges(await this.#git(['diff', '--cached', ...RAW]));
    const unmerged = changes.filter(({ status }) => status === 'U').map(({ path }) => path);
    const deleted = changes.filter(({ status }) => status === 'D').map(({ path }) => path);
    return { files: changes.filter(isThere), deleted, unmerged };
  }

  async changed(from: string | undefined, to: string): Promise<readonly IndexedFile[]> {
    const sides = from === undefined ? [await this.#emptyTree(), to] : [`${from}...${to}`];
    return rawChanges(await this.#git(['diff', ...RAW, ...sides, '--'])).filter(isThere);
  }

  /** git knows it without its being kept; its id depends on the kind of ids that the repository has. */
  async #emptyTree(): Promise<string> {
    return (await this.#git(['hash-object', '-t', 'tree', '--stdin'], Buffer.alloc(0))).toString().trim();
  }

  async filesThere(): Promise<readonly IndexedFile[]> {
    // What is gone is listed a second time.
    const files = await this.#list(['--cached', '--deleted']);
    const gone = new Set(files.flatMap(({ path, isGone }) => (isGone ? [path] : [])));
    return files.filter(({ path, isSparse }) => !isSparse && !gone.has(path));
  }

  async files(): Promise<readonly IndexedFile[]> {
    return this.#list([]);
  }

  async #list(which: readonly string[]): Promise<readonly ListedEntry[]> {
    const [listed, intended] = await Promise.all([
      this.#git(['ls-files', '-t', '--stage', '-z', ...which]),
      this.#git(['diff', '--cached', '--name-only', '-z', '--diff-filter=A', '--no-relative']),
    ]);
    const added = new Set(splitNames(intended));
    const files = splitNames(listed).flatMap((line) => indexedFile(line, added));
    if (!files.some((file) => isEmptyBlob(file.id))) return files;
    // An intent to add looks like an empty file here. Only the comparison with the checkout tells it as new.
    const ahead = await this.#git(['diff-files', '-z', '--name-only', '--diff-filter=A']);
    const only = new Set(splitNames(ahead));
    return files.filter(({ path }) => !only.has(path));
  }

  async names(): Promise<string> {
    const bytes = await this.#git(['ls-files', '-z']);
    const text = bytes.toString('utf8');
    return text.includes('\ufffd')
      ? splitNames(bytes)
          .map((name) => `${name}\0`)
          .join('')
      : text;
  }

  async readBlobs(
    ids: readonly string[],
    take: (bytes: Buffer | undefined, at: number) => void,
  ): Promise<void> {
    if (ids.length === 0) return;
    const loose = this.#objects === undefined ? undefined : readLooseBlobs(this.#objects, ids);
    if (loose !== undefined) {
      loose.forEach(take);
      return;
    }
    const reader = new BatchReader(take);
    const { code, stderr } = await runByteCommand('git', ['cat-file', '--batch', '--buffer'], {
      cwd: this.root,
      env: this.#env,
      input: Buffer.from(`${ids.join('\n')}\n`),
      listen: (part) => reader.add(part),
    });
    if (code !== 0 || reader.taken !== ids.length)
      throw new Error(`git cat-file failed: ${stderr.trim() || 'it ended early'}`);
  }

  async sizes(ids: readonly string[]): Promise<readonly number[]> {
    if (ids.length === 0) return [];
    const input = Buffer.from(`${ids.join('\n')}\n`);
    const told = await this.#git(['cat-file', '--batch-check=%(objectsize)', '--buffer'], input);
    return told
      .toString('latin1')
      .trim()
      .split('\n')
      .map((line) => (/^\d+$/.test(line) ? Number(line) : 0));
  }

  async unstaged(): Promise<readonly UnstagedFile[]> {
    // Not `diff-files`: that one takes a file that was only touched for a changed one.
    const changes = rawChanges(await this.#git(['diff', ...RAW, '--ignore-submodules=all']), 'before');
    return changes.flatMap(({ path, mode, status }): UnstagedFile[] => {
      if (status === 'U' || mode === NO_FILE || mode === SUBMODULE_MODE) return [];
      return [{ path, kind: status === 'D' ? 'deleted' : 'changed', mode }];
    });
  }

  async untracked(): Promise<readonly string[]> {
    // An intended file is in no commit either.
    const [others, intended] = await Promise.all([
      this.#git(['ls-files', '--others', '--exclude-standard', '-z']),
      this.#git(['diff', '--name-only', '-z', '--diff-filter=A', '--no-relative', '--no-renames']),
    ]);
    return [...new Set([...splitNames(others), ...splitNames(intended)])];
  }

  async keepBlobs(paths: readonly string[]): Promise<readonly string[]> {
    if (paths.length === 0) return [];
    const input = Buffer.from(`${paths.join('\n')}\n`);
    const printed = await this.#git(['hash-object', '-w', '--no-filters', '--stdin-paths'], input);
    return printed.toString('latin1').trim().split('\n');
  }

  async update(files: readonly Pick<IndexedFile, 'path' | 'mode' | 'id' | 'isSparse'>[]): Promise<void> {
    if (files.length === 0) return;
    const lines = joinNames(
      files.map(({ path }) => path),
      (_, at) => `${files[at]?.mode} ${files[at]?.id}\t`,
    );
    const sparse = files.filter(({ isSparse }) => isSparse).map(({ path }) => path);
    for (const file of await this.#indexes()) {
      const env = { ...this.#env, ...file };
      const changed = await runByteCommand('git', ['update-index', '-z', '--index-info'], {
        cwd: this.root,
        env,
        input: lines,
      });
      if (changed.code !== 0) throw new Error(`git update-index failed: ${changed.stderr.trim()}`);
      // A new entry has lost the mark that keeps it out of a sparse checkout.
      if (sparse.length > 0)
        await runByteCommand('git', ['update-index', '-z', '--skip-worktree', '--stdin'], {
          cwd: this.root,
          env,
          input: joinNames(sparse),
        });
    }
  }

  async stage(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const input = joinNames(names);
    for (const file of await this.#indexes()) {
      const env = { ...this.#env, ...file };
      const done = await runByteCommand('git', ['update-index', '-z', '--stdin'], {
        cwd: this.root,
        env,
        input,
      });
      if (done.code !== 0) throw new Error(`git update-index failed: ${done.stderr.trim()}`);
    }
  }

  async checkOut(names: readonly string[]): Promise<void> {
    if (names.length > 0)
      await this.#git(['checkout-index', '-f', '-u', '-q', '-z', '--stdin'], joinNames(names));
  }

  async attribute(attribute: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (names.length === 0) return new Map();
    const answers = splitNames(await this.#git(['check-attr', '--stdin', '-z', attribute], joinNames(names)));
    const values = new Map<string, string>();
    for (let at = 0; at + 2 < answers.length; at += 3)
      if (answers[at + 2] !== 'unspecified') values.set(answers[at] ?? '', answers[at + 2] ?? '');
    return values;
  }

  /**
   * `git commit -- <paths>` makes the commit from an index of its own (`next-index-<pid>.lock`), and holds what will be the index
   * afterwards in `index.lock`: a change made to the first alone would come back as a staged reversal.
   */
  async #indexes(): Promise<readonly Readonly<Record<string, string>>[]> {
    const file = this.#env.GIT_INDEX_FILE;
    if (file === undefined || !/[\\/]next-index-\d+\.lock$/.test(file)) return [{}];
    return [{}, { GIT_INDEX_FILE: join(file, '..', 'index.lock') }];
  }
}
