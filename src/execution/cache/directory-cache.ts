import { sha256 } from '../../platform/digest.ts';
import type { Files } from '../../platform/files.ts';
import { join } from '../../platform/paths.ts';
import { digestEntry, placeCopy, readEntry } from '../../platform/tree-entry.ts';
import { type ContentSource, contentsOf, type ResultCache, type StoredResult } from '../result-cache.ts';
import { parseResult, printResult } from './result-text.ts';

/** Milliseconds within which a content that nothing names may belong to a result that is just being stored. */
const GRACE = 3_600_000;

/**
 * Results in a folder:
 * ```
 * results/<two digits>/<key>     a result, as `result-text.ts` has it; its time is when it was last used
 * contents/<two digits>/<digest> contents of outputs and logs, each once
 * ```
 */
export class DirectoryCache implements ResultCache {
  readonly name = 'local';
  readonly #files: Files;
  readonly #root: string;

  constructor(files: Files, root: string) {
    this.#files = files;
    this.#root = root;
  }

  async find(key: string): Promise<StoredResult | undefined> {
    const path = this.#path('results', key);
    const bytes = readSafely(path);
    const result = bytes && parseResult(bytes, key);
    // What is used is kept longest.
    if (result !== undefined) await this.#files.touch(path).catch(() => undefined);
    return result;
  }

  async read(digest: string): Promise<Uint8Array | undefined> {
    const bytes = readSafely(this.#path('contents', digest));
    return bytes !== undefined && sha256(bytes) === digest ? bytes : undefined;
  }

  async copyTo(path: string, content: { readonly digest: string; readonly mode: number }): Promise<boolean> {
    return placeCopy(path, this.#path('contents', content.digest), content);
  }

  async store(
    result: StoredResult,
    contentOf: ContentSource,
    fileOf: (digest: string) => string | undefined = () => undefined,
  ): Promise<string | undefined> {
    try {
      for (const digest of contentsOf(result)) {
        const path = this.#path('contents', digest);
        if (digestEntry(path) === digest) {
          await this.#files.touch(path);
          continue;
        }
        const from = fileOf(digest);
        const content = from === undefined ? await contentOf(digest) : undefined;
        if (content !== undefined) await this.#files.writeAtomic(path, content);
        else if (from === undefined || !placeCopy(path, from, { digest, mode: 0o644 }))
          return 'a file changed while it was stored';
      }
      await this.#files.writeAtomic(this.#path('results', result.key), printResult(result));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** What is there, in bytes. */
  async size(): Promise<CacheSize> {
    const [results, contents] = [await this.#entries('results'), await this.#entries('contents')];
    const bytes = [...results, ...contents].reduce((sum, entry) => sum + entry.size, 0);
    return { results: results.length, contents: contents.length, bytes };
  }

  /** Removes what was used least recently until no more than so many bytes are left; 0 for all. Gives what went. */
  async shrink(limit: number, now: number): Promise<CacheSize> {
    const before = await this.size();
    if (limit > 0 && before.bytes <= limit) return { results: 0, contents: 0, bytes: 0 };
    const results = (await this.#entries('results')).toSorted((one, two) => two.modified - one.modified);
    const sizes = new Map((await this.#entries('contents')).map((entry) => [entry.name, entry.size]));
    const kept = new Set<string>();
    let bytes = 0;
    for (const { path, name, size } of results) {
      const stored = parseResult(readSafely(path) ?? new Uint8Array(), name);
      const digests = stored === undefined ? [] : contentsOf(stored).filter((digest) => !kept.has(digest));
      bytes += digests.reduce((sum, digest) => sum + (sizes.get(digest) ?? 0), size);
      if (stored === undefined || bytes > limit) await this.#files.remove(path);
      else for (const digest of digests) kept.add(digest);
    }
    for (const { path, name, modified } of await this.#entries('contents'))
      if (!kept.has(name) && (limit === 0 || now - modified > GRACE)) await this.#files.remove(path);
    const after = await this.size();
    return {
      results: before.results - after.results,
      contents: before.contents - after.contents,
      bytes: before.bytes - after.bytes,
    };
  }

  /** Reads everything, and removes what is not what it should be. */
  async verify(): Promise<Verification> {
    const damaged: string[] = [];
    const sound = new Set<string>();
    for (const { path, name } of await this.#entries('contents')) {
      if ((await this.read(name)) !== undefined) sound.add(name);
      else {
        damaged.push(`content ${name}`);
        await this.#files.remove(path);
      }
    }
    let results = 0;
    for (const { path, name } of await this.#entries('results')) {
      const stored = parseResult(readSafely(path) ?? new Uint8Array(), name);
      if (stored !== undefined && contentsOf(stored).every((digest) => sound.has(digest))) results++;
      else {
        damaged.push(stored === undefined ? `result ${name}` : `result of ${stored.leg} (${name})`);
        await this.#files.remove(path);
      }
    }
    return { results, contents: sound.size, damaged };
  }

  #path(kind: 'results' | 'contents', name: string): string {
    return join(this.#root, kind, name.slice(0, 2), name);
  }

  async #entries(kind: 'results' | 'contents'): Promise<readonly Entry[]> {
    const found: Entry[] = [];
    for (const folder of await this.#files.list(join(this.#root, kind)))
      for (const { name } of await this.#files.list(join(this.#root, kind, folder.name))) {
        const path = join(this.#root, kind, folder.name, name);
        const stat = await this.#files.stat(path);
        // Others are half written, by a process that works on them or was killed.
        if (stat !== undefined && /^[0-9a-f]{64}$/.test(name))
          found.push({ path, name, size: stat.size, modified: stat.modified });
      }
    return found;
  }
}

interface Entry {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly modified: number;
}

export interface CacheSize {
  readonly results: number;
  readonly contents: number;
  readonly bytes: number;
}

export interface Verification {
  /** How many are whole. */
  readonly results: number;
  readonly contents: number;
  /** What was not, and has gone. */
  readonly damaged: readonly string[];
}

/** A content that cannot be read is as good as none. */
function readSafely(path: string): Uint8Array | undefined {
  try {
    return readEntry(path);
  } catch {
    return undefined;
  }
}
