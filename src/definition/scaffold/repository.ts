import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import type { DirectoryEntry, Files } from '../../platform/files.ts';
import { resolve } from '../../platform/paths.ts';

/** Directories that hold other people's code, or what tools made. */
const NOT_SOURCE = new Set(['node_modules', 'vendor', 'target', 'dist', 'build', 'testdata', '__pycache__']);

/** A manifest larger than this was not written by a person. */
const LARGEST_MANIFEST = 1_000_000;

/** A repository as the detectors see it: paths are relative with forward slashes, and a file that cannot be read is a note. */
export class Repository {
  readonly root: string;
  /** One sentence about each file that is there and could not be understood. */
  readonly broken: string[] = [];
  readonly #files: Files;
  readonly #texts = new Map<string, Promise<string | undefined>>();

  constructor(files: Files, root: string) {
    this.#files = files;
    this.root = root;
  }

  text(path: string): Promise<string | undefined> {
    const known = this.#texts.get(path) ?? this.#read(path);
    this.#texts.set(path, known);
    return known;
  }

  async has(path: string): Promise<boolean> {
    return this.#files.exists(resolve(this.root, path));
  }

  /** The first of these paths that is there. */
  async first(paths: readonly string[]): Promise<string | undefined> {
    for (const path of paths) if (await this.has(path)) return path;
    return undefined;
  }

  list(path: string): Promise<readonly DirectoryEntry[]> {
    return this.#files.list(resolve(this.root, path));
  }

  async names(path: string, kind: DirectoryEntry['kind']): Promise<readonly string[]> {
    return (await this.list(path)).filter((entry) => entry.kind === kind).map((entry) => entry.name);
  }

  json(path: string): Promise<unknown> {
    return this.#parsed(path, 'JSON', (text) => JSON.parse(text.replace(/^\ufeff/, '')));
  }

  toml(path: string): Promise<unknown> {
    return this.#parsed(path, 'TOML', (text) => parseToml(text.replace(/^\ufeff/, '')));
  }

  yaml(path: string): Promise<unknown> {
    return this.#parsed(path, 'YAML', (text) => parseYaml(text, { logLevel: 'silent' }));
  }

  /** Source files below `path` whose name fits, nearest first, at most `limit` of them. */
  async find(path: string, fits: (name: string) => boolean, limit: number): Promise<readonly string[]> {
    const found: string[] = [];
    let visits = 2_000;
    for (const queue = [path]; queue.length > 0 && visits > 0; visits--) {
      const directory = queue.shift() ?? '';
      for (const entry of await this.list(directory)) {
        const inside = directory === '' ? entry.name : `${directory}/${entry.name}`;
        if (entry.kind === 'file' && fits(entry.name)) found.push(inside);
        if (found.length >= limit) return found;
        const isSource = !NOT_SOURCE.has(entry.name) && !entry.name.startsWith('.');
        if (entry.kind === 'directory' && isSource) queue.push(inside);
      }
    }
    return found;
  }

  async #read(path: string): Promise<string | undefined> {
    const absolute = resolve(this.root, path);
    const found = await this.#files.stat(absolute);
    if (found?.kind !== 'file') return undefined;
    if (found.size > LARGEST_MANIFEST && !/lock/.test(path)) {
      this.broken.push(`${path} is larger than a megabyte and was not read.`);
      return undefined;
    }
    return this.#files.readText(absolute);
  }

  async #parsed(path: string, format: string, parse: (text: string) => unknown): Promise<unknown> {
    const text = await this.text(path);
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      const [reason] = String(error instanceof Error ? error.message : error).split('\n');
      const sentence = `${path} is not valid ${format} and was passed over: ${reason}`;
      if (!this.broken.includes(sentence)) this.broken.push(sentence);
      return undefined;
    }
  }
}
