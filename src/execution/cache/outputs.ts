import { sha256 } from '../../platform/digest.ts';
import { entryMatcher, type FoundEntry, findEntries } from '../../platform/find-entries.ts';
import { below, dirname, foldersOf, isAbsolute, join, toPosix } from '../../platform/paths.ts';
import { describeEntry, describeTarget, readEntry, usualDirectoryMode } from '../../platform/tree-entry.ts';
import { LARGE_CONTENT, type StoredFile } from '../result-cache.ts';
import type { FileDigests } from './file-digests.ts';

/** What globs of outputs match in a workspace now. */
export interface FoundOutputs {
  readonly outputs: readonly StoredFile[];
  /** Of each, what changes whenever somebody writes it. */
  readonly stamps: ReadonlyMap<string, string>;
  /** Why not all of it can be told, in a sentence without a full stop. */
  readonly problem: string | undefined;
}

export function findOutputs(globs: readonly string[], workspace: string, digests: FileDigests): FoundOutputs {
  const outputs: StoredFile[] = [];
  const stamps = new Map<string, string>();
  let problem: string | undefined;
  const entries = findEntries(globs, workspace);
  for (const found of [...entries, ...unusualFolders(entries, globs, workspace)].sort(byPath)) {
    const seen = seeOutput(found, workspace, digests);
    if ('problem' in seen) problem ??= `${found.path} ${seen.problem}`;
    else {
      outputs.push(seen.output);
      stamps.set(found.path, seen.stamp);
    }
  }
  return { outputs, stamps, problem };
}

function byPath(one: FoundEntry, two: FoundEntry): number {
  return one.path < two.path ? -1 : 1;
}

/** Directories around what was found that are a job's own, and not as `mkdir` makes them: one that is private must not be restored open. */
function unusualFolders(
  entries: readonly FoundEntry[],
  globs: readonly string[],
  workspace: string,
): readonly FoundEntry[] {
  const usual = usualDirectoryMode();
  return foldersAround(entries, globs).flatMap((path) => {
    const entry = describeEntry(join(workspace, path));
    return entry?.kind === 'directory' && entry.mode !== usual ? [{ path, kind: 'directory' }] : [];
  });
}

/** Directories on the way to paths that the globs take in too. */
export function foldersAround(
  paths: readonly { readonly path: string }[],
  globs: readonly string[],
): readonly string[] {
  const isOwn = entryMatcher(globs);
  return [...new Set(paths.flatMap(({ path }) => foldersOf(path)))].filter(isOwn);
}

function seeOutput(
  { path, kind }: FoundEntry,
  workspace: string,
  digests: FileDigests,
): { readonly output: StoredFile; readonly stamp: string } | { readonly problem: string } {
  const entry = describeEntry(below(workspace, path));
  if (kind === 'directory') {
    if (entry?.kind !== 'directory') return { problem: 'is gone' };
    const mode = entry.mode === usualDirectoryMode() ? {} : { mode: entry.mode };
    return { output: { kind, path, ...mode }, stamp: '' };
  }
  if (entry?.kind === 'link')
    return { output: { kind: 'link', path, target: entry.target }, stamp: entry.stamp };
  if (entry?.kind !== 'file') return { problem: 'is gone' };
  // Who restored it would hand out a right that nobody gave them.
  if (entry.mode > 0o777) return { problem: 'has a mode that is not kept' };
  const look = digests.look(path, entry);
  if ('problem' in look) return look;
  const digest = look.value.split(' ')[1] ?? '';
  return { output: { kind: 'file', path, mode: entry.mode, digest, size: entry.size }, stamp: look.stamp };
}

/**
 * Digest of what a leg has made, by its bytes: that it ran again and made the same changes nothing for those who need it. A link counts
 * with what it leads to, unless that is made by the leg too.
 */
export function madeDigest(
  made: { readonly outputs: readonly StoredFile[]; readonly values: Readonly<Record<string, string>> },
  globs: readonly string[],
  digests: FileDigests,
): string {
  const isOwn = entryMatcher(globs);
  const behind = made.outputs.flatMap((output) => {
    if (output.kind !== 'link' || isOwn(targetPath(output.path, output.target))) return [];
    const look = digests.look(output.path);
    return [[output.path, 'problem' in look ? look.problem : look.value]];
  });
  return sha256(JSON.stringify([made.outputs, Object.entries(made.values).sort(), behind]));
}

function targetPath(path: string, target: string): string {
  if (isAbsolute(target)) return target;
  return toPosix(join(dirname(path), target));
}

/** A link to a directory that the globs do not take in: what is written through it, nobody would restore. */
export function leadsElsewhere(path: string, globs: readonly string[], workspace: string): boolean {
  const entry = describeEntry(join(workspace, path));
  return (
    entry?.kind === 'link' &&
    describeTarget(join(workspace, path))?.kind === 'directory' &&
    !entryMatcher(globs)(targetPath(path, entry.target))
  );
}

/** Of what globs match now, by path: what changes whenever somebody writes it; of directories that `mkdir` does not make so, the mode. */
export function outputStamps(globs: readonly string[], workspace: string): ReadonlyMap<string, string> {
  const stamps = new Map<string, string>();
  const entries = findEntries(globs, workspace);
  for (const { path } of unusualFolders(entries, globs, workspace)) {
    const entry = describeEntry(below(workspace, path));
    if (entry?.kind === 'directory') stamps.set(path, modeStamp(entry.mode));
  }
  for (const { path } of entries) {
    const entry = describeEntry(below(workspace, path));
    if (entry?.kind === 'file' || entry?.kind === 'link') stamps.set(path, entry.stamp);
  }
  return stamps;
}

/** As a directory's mode is told before a leg runs. */
export function modeStamp(mode: number): string {
  return `mode ${mode.toString(8)}`;
}

/** Where the contents of outputs are that are too large to go through memory. */
export function largeFiles(
  outputs: readonly StoredFile[],
  workspace: string,
): (digest: string) => string | undefined {
  const paths = new Map(
    outputs.flatMap((output) =>
      output.kind === 'file' && output.size >= LARGE_CONTENT
        ? [[output.digest, join(workspace, output.path)]]
        : [],
    ),
  );
  return (digest) => paths.get(digest);
}

/** The contents of outputs as they are now; undefined for one that has changed since it was collected. */
export function contentReader(
  outputs: readonly StoredFile[],
  workspace: string,
): (digest: string) => Uint8Array | undefined {
  const paths = new Map(
    outputs.flatMap((output) => (output.kind === 'file' ? [[output.digest, output.path]] : [])),
  );
  return (digest) => {
    const path = paths.get(digest);
    const content = path === undefined ? undefined : readEntry(join(workspace, path));
    return content !== undefined && sha256(content) === digest ? content : undefined;
  };
}
