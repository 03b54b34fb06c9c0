import {
  type BigIntStats,
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { randomHex } from './digest.ts';

/** What is at a path, without a link being followed. */
export type TreeEntry =
  | {
      readonly kind: 'file';
      /** Permission bits, 0o777 at most; always 0o644 on Windows, which has none. */
      readonly mode: number;
      readonly size: number;
      /** Changes with the content, unless somebody wrote within one tick of the file system's clock. */
      readonly stamp: string;
      /** When content or status last changed, by the file system: milliseconds since 1970, and how fine its clock seems to be. */
      readonly changed: number;
      readonly tick: number;
    }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'directory' }
  | { readonly kind: 'other' };

const WINDOWS = process.platform === 'win32';
/** Linux stamps files with the time of its last timer interrupt, every 1 to 10 ms; some leeway. */
const FINE_TICK = 50;
/** HFS+ counts whole seconds, FAT every second one. */
const COARSE_TICK = 2_000;

/** Undefined when nothing is there. */
export function describeEntry(path: string): TreeEntry | undefined {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) return { kind: 'link', target: readlinkSync(path) };
  if (stats.isDirectory()) return { kind: 'directory' };
  return stats.isFile() ? fileEntry(stats) : { kind: 'other' };
}

function fileEntry(stats: BigIntStats): TreeEntry {
  const { mtimeNs, ctimeNs, ino, dev, size } = stats;
  const latest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  return {
    kind: 'file',
    mode: WINDOWS ? 0o644 : Number(stats.mode) & 0o777,
    size: Number(size),
    stamp: `${mtimeNs}.${ctimeNs}.${ino}.${dev}.${size}`,
    changed: Number(latest / 1_000_000n),
    tick: latest % 1_000_000_000n === 0n ? COARSE_TICK : FINE_TICK,
  };
}

/** Follows links. Undefined for what is no file. */
export function readEntry(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ELOOP') return undefined;
    throw error;
  }
}

/** Puts a file in place of whatever file or link is there: whole, or not at all. */
export function placeFile(path: string, content: Uint8Array, mode: number): void {
  const aside = `${path}.${randomHex(6)}.tmp`;
  place(path, aside, () => {
    writeFileSync(aside, content, { mode, flag: 'wx' });
    // The umask has taken something away.
    if (!WINDOWS) chmodSync(aside, mode);
  });
}

export function placeLink(path: string, target: string): void {
  const aside = `${path}.${randomHex(6)}.tmp`;
  place(path, aside, () => symlinkSync(target, aside));
}

function place(path: string, aside: string, make: () => void): void {
  try {
    try {
      make();
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
      mkdirSync(dirname(path), { recursive: true });
      make();
    }
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

export function setMode(path: string, mode: number): void {
  if (!WINDOWS) chmodSync(path, mode);
}

/** A file, a link or a whole directory; nothing happens when it is not there. */
export function removeEntry(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
