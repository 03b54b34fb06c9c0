import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { sha256 } from './digest.ts';

/** Bytes from which on a file is told by its time and size: reading it would take longer than whoever waits for it likes. */
const LARGE = 4_000_000;

/**
 * A text that changes when the content of a file does, or whether it can be executed; undefined when there is no file. Never throws.
 * At once: of thousands of small files most of the time would go into waiting for each.
 */
export function fileState(path: string): string | undefined {
  try {
    const found = lstatSync(path);
    if (found.isSymbolicLink()) return `link ${readlinkSync(path)}`;
    if (!found.isFile()) return undefined;
    const kind = (found.mode & 0o111) === 0 ? 'file' : 'program';
    return `${kind} ${found.size > LARGE ? `${found.size} ${found.mtimeMs}` : sha256(readFileSync(path))}`;
  } catch (error) {
    const { code } = error as { code?: string };
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : `unreadable ${code}`;
  }
}
