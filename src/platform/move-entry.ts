import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { asideName } from './aside-name.ts';
import { rawPath } from './raw-path.ts';

/**
 * Moves a file or a symbolic link, in place of whatever file or link is there: the content, the mode, the times, and within a file
 * system the very file. At every moment one of the two names has all of it. False when there is nothing to move. Paths are absolute,
 * with bytes that are no UTF-8 as in `raw-path.ts`.
 */
export function moveEntry(from: string, to: string): boolean {
  const [source, target] = [rawPath(from), rawPath(to)];
  if (lstatSync(source, { throwIfNoEntry: false }) === undefined) return false;
  try {
    renameSync(source, target);
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') {
      mkdirSync(rawPath(dirname(to)), { recursive: true });
      return moveEntry(from, to);
    }
    if (code !== 'EXDEV') throw error;
  }
  copyAcross(from, to);
  rmSync(source, { force: true });
  return true;
}

/** The same without taking the original away, as it is now. */
export function copyEntry(from: string, to: string): void {
  mkdirSync(rawPath(dirname(to)), { recursive: true });
  copyAcross(from, to);
}

/** Another file system: a whole copy, on the disk, before it gets its name. */
function copyAcross(from: string, to: string): void {
  const [source, aside] = [rawPath(from), rawPath(asideName(to))];
  const stats = lstatSync(source);
  try {
    if (stats.isSymbolicLink()) symlinkSync(readlinkSync(source, 'buffer'), aside);
    else {
      copyFileSync(source, aside);
      chmodSync(aside, stats.mode & 0o7777);
      utimesSync(aside, stats.atime, stats.mtime);
      const descriptor = openSync(aside, 'r');
      fsyncSync(descriptor);
      closeSync(descriptor);
    }
    renameSync(aside, rawPath(to));
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
