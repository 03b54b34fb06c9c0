import * as fs from 'node:fs';
import * as later from 'node:fs/promises';
import { dirname } from 'node:path';
import { asideName } from './aside-name.ts';

/** The file operations lockstep needs. Paths are absolute. Missing files are answers (`undefined`, `false`), not errors. */
export interface Files {
  readText(path: string): Promise<string | undefined>;
  readBytes(path: string): Promise<Uint8Array | undefined>;
  /** Writes beside the target and renames: a reader sees the old content or the new, never a part. Makes directories. */
  writeAtomic(
    path: string,
    content: string | Uint8Array,
    options?: { readonly mode?: number },
  ): Promise<void>;
  /** Creates a file, with all of its content at once, that must not exist yet; false when it does. */
  createExclusive(path: string, content: string): Promise<boolean>;
  exists(path: string): Promise<boolean>;
  stat(path: string): Promise<FileStat | undefined>;
  /** Entries of a directory, sorted by name; empty when there is no such directory. */
  list(path: string): Promise<readonly DirectoryEntry[]>;
  makeDirectory(path: string): Promise<void>;
  /** Removes a file or a whole directory; nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  /** Says that a file was used now. */
  touch(path: string): Promise<void>;
  realPath(path: string): Promise<string | undefined>;
}

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  readonly modified: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
}

/** `undefined` for "there is no such thing", and the error itself for everything else. */
function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * Bytes up to which content is read and written at once. A call that goes to Node's thread pool and comes back takes several times as
 * long as the call itself, and a run of reused jobs is little else; what is larger would keep the output of jobs waiting.
 */
const SMALL = 1 << 18;

async function readBytes(path: string): Promise<Buffer | undefined> {
  const size = unlessMissing(() => fs.statSync(path).size);
  if (size === undefined) return undefined;
  if (size <= SMALL) return unlessMissing(() => fs.readFileSync(path));
  return later.readFile(path).catch((error: unknown) =>
    unlessMissing(() => {
      throw error;
    }),
  );
}

function writeNew(
  path: string,
  content: string | Uint8Array,
  options: { readonly mode?: number },
): void | Promise<void> {
  if (content.length > SMALL) return later.writeFile(path, content, options);
  return fs.writeFileSync(path, content, options);
}

/** What file systems without hard links (FAT, some network shares) answer. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'UNKNOWN',
]);

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): FileStat['kind'] {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : 'other';
}

export const nodeFiles: Files = {
  readText: async (path) => (await readBytes(path))?.toString('utf8'),
  readBytes,
  async writeAtomic(path, content, options = {}) {
    const aside = asideName(path);
    try {
      try {
        await writeNew(aside, content, options);
      } catch (error) {
        if ((error as { code?: string }).code !== 'ENOENT') throw error;
        fs.mkdirSync(dirname(path), { recursive: true });
        await writeNew(aside, content, options);
      }
      fs.renameSync(aside, path);
    } catch (error) {
      fs.rmSync(aside, { force: true });
      throw error;
    }
  },
  async createExclusive(path, content) {
    fs.mkdirSync(dirname(path), { recursive: true });
    const aside = asideName(path);
    try {
      // A link appears with the content: nobody ever reads an empty file.
      fs.writeFileSync(aside, content, { flag: 'wx' });
      try {
        fs.linkSync(aside, path);
      } catch (error) {
        if (!WITHOUT_LINKS.has((error as { code?: string }).code ?? '')) throw error;
        fs.writeFileSync(path, content, { flag: 'wx' });
      }
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === 'EEXIST') return false;
      throw error;
    } finally {
      fs.rmSync(aside, { force: true });
    }
  },
  exists: async (path) => unlessMissing(() => fs.statSync(path)) !== undefined,
  async stat(path) {
    const found = unlessMissing(() => fs.statSync(path));
    return found && { kind: kindOf(found), size: found.size, modified: found.mtimeMs };
  },
  async list(path) {
    const entries = unlessMissing(() => fs.readdirSync(path, { withFileTypes: true })) ?? [];
    return entries
      .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  },
  async makeDirectory(path) {
    fs.mkdirSync(path, { recursive: true });
  },
  async remove(path) {
    // Mostly one file, as a lock, or nothing.
    const stats = unlessMissing(() => fs.lstatSync(path));
    if (stats === undefined) return;
    if (stats.isDirectory()) await later.rm(path, { recursive: true, force: true, maxRetries: 3 });
    else fs.rmSync(path, { force: true, maxRetries: 3 });
  },
  async copy(from, to) {
    fs.mkdirSync(dirname(to), { recursive: true });
    await later.cp(from, to, {
      recursive: true,
      mode: fs.constants.COPYFILE_FICLONE,
      verbatimSymlinks: true,
    });
  },
  async touch(path) {
    const now = new Date();
    fs.utimesSync(path, now, now);
  },
  realPath: async (path) => unlessMissing(() => fs.realpathSync.native(path)),
};
