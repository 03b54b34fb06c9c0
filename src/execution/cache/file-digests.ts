import { sha256 } from '../../platform/digest.ts';
import type { Files } from '../../platform/files.ts';
import { findEntries } from '../../platform/find-entries.ts';
import { below } from '../../platform/paths.ts';
import { sealText, unsealJson } from '../../platform/sealed-text.ts';
import {
  describeEntry,
  describeTarget,
  digestEntry,
  type FileEntry,
  realPathOf,
  type TreeEntry,
} from '../../platform/tree-entry.ts';

/** All of a path that a program can tell from another state of it. */
export interface Look {
  /**
   * `<mode> <digest>` of a file, `directory` of an empty one, `link <target> <what it leads to>`: `-` for nothing, the mode and digest of a
   * file, `tree <digest>` of a directory.
   */
  readonly value: string;
  /** Changes whenever somebody writes there, whatever they write. */
  readonly stamp: string;
}

/** Why nobody can say what is at a path, in words that follow its name. */
export interface Unsettled {
  readonly problem: string;
}

interface Known {
  readonly stamp: string;
  readonly digest: string;
}

const FORMAT = 'lockstep-files 2';

/** Files behind one link: what leads to more is not looked through. */
const MOST_LINKED = 10_000;

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
  readonly #seen = new Set<string>();
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

  /** `path` is relative to the workspace, `entry` what was found there just now. */
  look(path: string, entry?: TreeEntry): Look | Unsettled {
    try {
      return this.#look(path, { open: new Set(), left: MOST_LINKED }, entry);
    } catch (error) {
      if (error instanceof TooMuchBehindLink) return { problem: 'leads to too many files' };
      return { problem: `cannot be read: ${(error as { code?: string }).code ?? (error as Error).message}` };
    }
  }

  #look(path: string, behind: Behind, seen?: TreeEntry): Look | Unsettled {
    const entry = seen ?? describeEntry(below(this.#workspace, path));
    switch (entry?.kind) {
      case 'file': {
        const digest = this.#digest(path, entry);
        if (digest === undefined) return GONE;
        return { value: `${modeText(entry)} ${digest}`, stamp: entry.stamp };
      }
      case 'link': {
        const { value, stamp } = this.#target(path, behind);
        return { value: `link ${JSON.stringify(entry.target)} ${value}`, stamp: `${entry.stamp} ${stamp}` };
      }
      case 'directory':
        return { value: 'directory', stamp: '' };
      case 'other':
        return { problem: 'is neither file nor link' };
      default:
        return GONE;
    }
  }

  /** What a link leads to: a command that reads through it depends on that. */
  #target(path: string, behind: Behind): Look {
    const entry = describeTarget(below(this.#workspace, path));
    if (entry?.kind === 'file') {
      const digest = this.#digest(path, entry);
      return { value: digest === undefined ? '-' : `${modeText(entry)} ${digest}`, stamp: entry.stamp };
    }
    if (entry?.kind !== 'directory') return { value: '-', stamp: '' };
    const place = realPathOf(below(this.#workspace, path));
    if (behind.open.has(place)) return { value: 'circle', stamp: '' };
    behind.open.add(place);
    const lines: string[] = [];
    const stamps: string[] = [];
    const all = findEntries(['**'], below(this.#workspace, path), behind.left);
    behind.left -= all.length;
    if (behind.left < 0) throw new TooMuchBehindLink();
    for (const found of all) {
      const look = this.#look(`${path}/${found.path}`, behind);
      lines.push(JSON.stringify([found.path, 'problem' in look ? look.problem : look.value]));
      if (!('problem' in look)) stamps.push(look.stamp);
    }
    behind.open.delete(place);
    return { value: `tree ${sha256(lines.join('\n'))}`, stamp: sha256(stamps.join('\n')) };
  }

  #digest(path: string, entry: FileEntry): string | undefined {
    this.#seen.add(path);
    const known = this.#known.get(path);
    if (known?.stamp === entry.stamp) return known.digest;
    const began = this.#now();
    const digest = digestEntry(below(this.#workspace, path));
    if (digest === undefined) return undefined;
    this.#changed = true;
    if (entry.changed + entry.tick < began) this.#known.set(path, { stamp: entry.stamp, digest });
    else this.#known.delete(path);
    return digest;
  }

  /** Writes down what was learned; two runs that do so at once each write a whole file. */
  async save(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    this.#forgetGone();
    const files = Object.fromEntries(
      [...this.#known].map(([path, { stamp, digest }]) => [path, [stamp, digest]]),
    );
    const body = JSON.stringify({ workspace: this.#workspace, files });
    await this.#files.writeAtomic(this.#path, sealText(FORMAT, body));
  }

  /** Tools put digests into names: what they made yesterday would be remembered for ever. */
  #forgetGone(): void {
    for (const path of this.#known.keys())
      if (!this.#seen.has(path) && isGone(below(this.#workspace, path))) this.#known.delete(path);
  }
}

function isGone(path: string): boolean {
  try {
    return describeEntry(path) === undefined;
  } catch {
    return false;
  }
}

/** What is being looked through, by real path, and how much more may be. */
interface Behind {
  readonly open: Set<string>;
  left: number;
}

class TooMuchBehindLink extends Error {}

const GONE: Unsettled = { problem: 'is gone' };

function modeText({ mode }: FileEntry): string {
  return `100${mode.toString(8).padStart(3, '0')}`;
}

export interface FileDigestsOptions {
  readonly files: Files;
  readonly workspace: string;
  /** Where they are kept. */
  readonly path: string;
  /** Milliseconds since 1970, by the clock that files are stamped with. */
  readonly now: () => number;
}

/** What cannot be read is worked out again. */
async function readKnown({ files, path, workspace }: FileDigestsOptions): Promise<Map<string, Known>> {
  const text = await files.readText(path).catch(() => undefined);
  const saved = unsealJson(FORMAT, text ?? '') as Saved | undefined;
  if (saved?.workspace !== workspace) return new Map();
  return new Map(Object.entries(saved.files).map(([name, [stamp, digest]]) => [name, { stamp, digest }]));
}

interface Saved {
  readonly workspace: string;
  readonly files: Readonly<Record<string, readonly [stamp: string, digest: string]>>;
}
