import { sha256 } from '../../platform/digest.ts';
import type { Files } from '../../platform/files.ts';
import { join } from '../../platform/paths.ts';
import { describeEntry, readEntry } from '../../platform/tree-entry.ts';

/** `<mode> <digest>`, `link <target> <digest of the file it leads to, or - >`: all of a file that a program can tell from another. */
export type FileValue = string;

interface Known {
  readonly stamp: string;
  readonly digest: string;
}

const FORMAT = 1;

/**
 * Digests of the files of a workspace, by what the file system says of them: a file whose stamp is the one it had when it was read is
 * not read again. One that had changed so shortly before it was read that another change could have the same stamp ("racily clean",
 * git's racy-git.txt) is not remembered. git's own index is not asked: it knows what git would check out after its filters, not the
 * bytes that are there, and nothing where there is no git.
 */
export class FileDigests {
  readonly #files: Files;
  readonly #workspace: string;
  readonly #path: string;
  readonly #now: () => number;
  readonly #known: Map<string, Known>;
  #changed = false;

  private constructor(options: FileDigestsOptions, known: Map<string, Known>) {
    this.#files = options.files;
    this.#workspace = options.workspace;
    this.#path = options.path;
    this.#now = options.now;
    this.#known = known;
  }

  static async open(options: FileDigestsOptions): Promise<FileDigests> {
    return new FileDigests(options, await readKnown(options));
  }

  /** Undefined for what is neither a file nor a link. `path` is relative to the workspace. */
  value(path: string, entry = describeEntry(join(this.#workspace, path))): FileValue | undefined {
    const absolute = join(this.#workspace, path);
    if (entry?.kind === 'link') {
      const content = readEntry(absolute);
      return `link ${JSON.stringify(entry.target)} ${content === undefined ? '-' : sha256(content)}`;
    }
    if (entry?.kind !== 'file') return undefined;
    const known = this.#known.get(path);
    const mode = `100${entry.mode.toString(8).padStart(3, '0')}`;
    if (known?.stamp === entry.stamp) return `${mode} ${known.digest}`;
    const began = this.#now();
    const content = readEntry(absolute);
    if (content === undefined) return undefined;
    const digest = sha256(content);
    this.#changed = true;
    if (entry.changed + entry.tick < began && describeEntry(absolute)?.kind === 'file')
      this.#known.set(path, { stamp: entry.stamp, digest });
    else this.#known.delete(path);
    return `${mode} ${digest}`;
  }

  /** Writes down what was learned; two runs that do so at once each write a whole file. */
  async save(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    const files = Object.fromEntries(
      [...this.#known].map(([path, { stamp, digest }]) => [path, [stamp, digest]]),
    );
    await this.#files.writeAtomic(
      this.#path,
      JSON.stringify({ format: FORMAT, workspace: this.#workspace, files }),
    );
  }
}

export interface FileDigestsOptions {
  readonly files: Files;
  readonly workspace: string;
  /** Where they are kept. */
  readonly path: string;
  /** Milliseconds since 1970, by the clock that files are stamped with. */
  readonly now: () => number;
}

async function readKnown({ files, path, workspace }: FileDigestsOptions): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  try {
    const data = JSON.parse((await files.readText(path)) ?? '{}') as Partial<Saved>;
    if (data.format !== FORMAT || data.workspace !== workspace) return known;
    for (const [name, entry] of Object.entries(data.files ?? {})) {
      const [stamp, digest] = Array.isArray(entry) ? entry : [];
      if (typeof stamp === 'string' && /^[0-9a-f]{64}$/.test(digest ?? ''))
        known.set(name, { stamp, digest: digest ?? '' });
    }
  } catch {
    // What cannot be read is worked out again.
    known.clear();
  }
  return known;
}

interface Saved {
  readonly format: number;
  readonly workspace: string;
  readonly files: Readonly<Record<string, readonly string[]>>;
}
