import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomHex } from './digest.ts';

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
async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
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
  readText: (path) => unlessMissing(fs.readFile(path, 'utf8')),
  readBytes: (path) => unlessMissing(fs.readFile(path)),
  async writeAtomic(path, content, options = {}) {
    await fs.mkdir(dirname(path), { recursive: true });
    const aside = `${path}.${randomHex(6)}.tmp`;
    try {
      await fs.writeFile(aside, content, options);
      await fs.rename(aside, path);
    } catch (error) {
      await fs.rm(aside, { force: true });
      throw error;
    }
  },
  async createExclusive(path, content) {
    await fs.mkdir(dirname(path), { recursive: true });
    const aside = `${path}.${randomHex(6)}.tmp`;
    try {
      // A link appears with the content: nobody ever reads an empty file.
      await fs.writeFile(aside, content, { flag: 'wx' });
      await fs.link(aside, path).catch(async (error: NodeJS.ErrnoException) => {
        if (!WITHOUT_LINKS.has(error.code ?? '')) throw error;
        await fs.writeFile(path, content, { flag: 'wx' });
      });
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === 'EEXIST') return false;
      throw error;
    } finally {
      await fs.rm(aside, { force: true });
    }
  },
  exists: async (path) => (await unlessMissing(fs.stat(path))) !== undefined,
  async stat(path) {
    const found = await unlessMissing(fs.stat(path));
    return found && { kind: kindOf(found), size: found.size, modified: found.mtimeMs };
  },
  async list(path) {
    const entries = (await unlessMissing(fs.readdir(path, { withFileTypes: true }))) ?? [];
    return entries
      .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  },
  async makeDirectory(path) {
    await fs.mkdir(path, { recursive: true });
  },
  remove: (path) => fs.rm(path, { recursive: true, force: true, maxRetries: 3 }),
  async copy(from, to) {
    await fs.mkdir(dirname(to), { recursive: true });
    await fs.cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE, verbatimSymlinks: true });
  },
  async touch(path) {
    const now = new Date();
    await fs.utimes(path, now, now);
  },
  realPath: (path) => unlessMissing(fs.realpath(path)),
};
