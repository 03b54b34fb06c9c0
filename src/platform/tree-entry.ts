import {
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { asideName } from './aside-name.ts';
import { DigestOfParts } from './digest.ts';
import { pathText, rawPath } from './raw-path.ts';
import { ownUmask } from './umask.ts';

/** What is at a path, without a link being followed. */
export type TreeEntry =
  | FileEntry
  | {
      readonly kind: 'link';
      readonly target: string;
      /** As that of a file. */
      readonly stamp: string;
    }
  | {
      readonly kind: 'directory';
      /** Permission bits, 0o777 at most: the others come from the directory around it. As `usualDirectoryMode()` on Windows. */
      readonly mode: number;
    }
  | { readonly kind: 'other' };

export interface FileEntry {
  readonly kind: 'file';
  /** Permission bits, 0o7777 at most; always 0o644 on Windows, which has none. */
  readonly mode: number;
  readonly size: number;
  /** Changes with the content, the mode and the name, unless somebody wrote within one tick of the file system's clock. */
  readonly stamp: string;
  /** When content or status last changed, by the file system: milliseconds since 1970, and how fine its clock seems to be. */
  readonly changed: number;
  readonly tick: number;
}

const WINDOWS = process.platform === 'win32';
/** Linux stamps files with the time of its last timer interrupt, every 1 to 10 ms; some leeway. */
const FINE_TICK = 50;
/** HFS+ counts whole seconds, FAT every second one. */
const COARSE_TICK = 2_000;

/** Undefined when nothing is there. */
export function describeEntry(path: string): TreeEntry | undefined {
  const raw = rawPath(path);
  // Mostly something is there, or nothing at all: neither throws.
  const stats = unlessMissing(() => lstatSync(raw, { bigint: true, throwIfNoEntry: false }));
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) {
    const target = unlessMissing(() => readlinkSync(raw, 'buffer'));
    return target && { kind: 'link', target: pathText(target), stamp: stampOf(stats) };
  }
  if (stats.isDirectory())
    return { kind: 'directory', mode: WINDOWS ? usualDirectoryMode() : Number(stats.mode) & 0o777 };
  return stats.isFile() ? fileEntry(stats) : { kind: 'other' };
}

/** What `mkdir` gives a directory here. */
export function usualDirectoryMode(): number {
  return 0o777 & ~ownUmask();
}

/** What a path leads to, through every link; undefined when that is nothing, or leads in a circle. */
export function describeTarget(
  path: string,
): FileEntry | { readonly kind: 'directory' | 'other' } | undefined {
  const stats = unlessMissing(() => statSync(rawPath(path), { bigint: true, throwIfNoEntry: false }));
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return { kind: 'directory' };
  return stats.isFile() ? fileEntry(stats) : { kind: 'other' };
}

/** Where a path leads through every link. Throws for what is not there. */
export function realPathOf(path: string): string {
  return pathText(realpathSync(rawPath(path), 'buffer'));
}

function fileEntry(stats: BigIntStats): FileEntry {
  const latest = stats.mtimeNs > stats.ctimeNs ? stats.mtimeNs : stats.ctimeNs;
  return {
    kind: 'file',
    mode: WINDOWS ? 0o644 : Number(stats.mode) & 0o7777,
    size: Number(stats.size),
    stamp: stampOf(stats),
    changed: Number(latest / 1_000_000n),
    tick: latest % 1_000_000_000n === 0n ? COARSE_TICK : FINE_TICK,
  };
}

function stampOf({ mtimeNs, ctimeNs, ino, dev, size }: BigIntStats): string {
  return `${mtimeNs}.${ctimeNs}.${ino}.${dev}.${size}`;
}

const MISSING: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'EINVAL']);

function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (MISSING.has((error as { code?: string }).code)) return undefined;
    throw error;
  }
}

/** Follows links. Undefined for what is no file. */
export function readEntry(path: string): Uint8Array | undefined {
  return unlessMissing(() => readFileSync(rawPath(path)));
}

/** One for all: nothing else happens while it is in use. */
let piece: Buffer | undefined;
const PIECE = 1 << 20;

/** SHA-256 of a file of any size. Follows links. Undefined for what is no file. */
export function digestEntry(path: string): string | undefined {
  return unlessMissing(() => digestOf(rawPath(path)));
}

function digestOf(path: string | Buffer): string {
  const descriptor = openSync(path, 'r');
  try {
    const digest = new DigestOfParts();
    piece ??= Buffer.allocUnsafe(PIECE);
    for (let length = 0; ; ) {
      length = readSync(descriptor, piece);
      if (length === 0) return digest.end();
      digest.add(piece.subarray(0, length));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Puts a file in place of whatever file or link is there: whole, or not at all. */
export function placeFile(path: string, content: Uint8Array, mode: number): void {
  place(path, (aside) => {
    writeFileSync(aside, content, { mode, flag: 'wx' });
    // The umask has taken something away.
    if (!WINDOWS) chmodSync(aside, mode);
  });
}

/**
 * The same with a copy of a file, of any size: where the file system can (Btrfs, XFS, APFS, ReFS), the copy shares its blocks with it
 * until one of them is written to. False when the file is not there, or is not what its digest says.
 */
export function placeCopy(
  path: string,
  from: string,
  { digest, mode }: { readonly digest: string; readonly mode: number },
): boolean {
  try {
    place(path, (aside) => {
      copyFileSync(rawPath(from), aside, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      if (!WINDOWS) chmodSync(aside, mode);
      if (digestOf(aside) !== digest) throw new NotWhatItShouldBe();
    });
    return true;
  } catch (error) {
    if (error instanceof NotWhatItShouldBe || (error as { code?: string }).code === 'ENOENT') return false;
    throw error;
  }
}

class NotWhatItShouldBe extends Error {}

export function placeLink(path: string, target: string): void {
  place(path, (aside) => symlinkSync(rawPath(target), aside));
}

export function placeDirectory(path: string): void {
  mkdirSync(rawPath(path), { recursive: true });
}

function place(path: string, make: (aside: string | Buffer) => void): void {
  const aside = rawPath(asideName(path));
  try {
    try {
      make(aside);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
      placeDirectory(dirname(path));
      make(aside);
    }
    renameSync(aside, rawPath(path));
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

export function setMode(path: string, mode: number): void {
  if (!WINDOWS) chmodSync(rawPath(path), mode);
}

/** Leaves it the bits that are none of permission, which it may have from the directory around it. */
export function setDirectoryMode(path: string, mode: number): void {
  if (WINDOWS) return;
  const raw = rawPath(path);
  chmodSync(raw, (lstatSync(raw).mode & 0o7000) | mode);
}

/** A file, a link or a whole directory; nothing happens when it is not there. */
export function removeEntry(path: string): void {
  rmSync(rawPath(path), { recursive: true, force: true });
}

/** False for a directory with something in it, and for what is none. */
export function removeEmptyDirectory(path: string): boolean {
  try {
    rmdirSync(rawPath(path));
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || MISSING.has(code)) return false;
    throw error;
  }
}
