import { sha256 } from '../../platform/digest.ts';
import { findEntries } from '../../platform/find-entries.ts';
import { foldersOf, join } from '../../platform/paths.ts';
import {
  describeEntry,
  placeFile,
  placeLink,
  readEntry,
  removeEntry,
  setMode,
} from '../../platform/tree-entry.ts';
import type { StoredFile } from '../result-cache.ts';
import type { FileDigests } from './file-digests.ts';

/** What a job has made, as it is in the workspace now. */
export function collectOutputs(
  globs: readonly string[],
  workspace: string,
  digests: FileDigests,
): readonly StoredFile[] {
  return findEntries(globs, workspace).flatMap((path): readonly StoredFile[] => {
    const absolute = join(workspace, path);
    const entry = describeEntry(absolute);
    if (entry?.kind === 'link') return [{ kind: 'link', path, target: entry.target }];
    if (entry?.kind !== 'file') return [];
    const digest = digests.value(path)?.split(' ')[1] ?? '';
    return [{ kind: 'file', path, mode: entry.mode, digest, size: entry.size }];
  });
}

export interface Restoring {
  readonly globs: readonly string[];
  readonly workspace: string;
  readonly digests: FileDigests;
  /** Undefined when a content is not to be had, or is damaged. */
  contentOf(digest: string): Promise<Uint8Array | undefined>;
}

/**
 * Makes the workspace have exactly these outputs: what is missing comes back, what was edited is as it was, what the globs match
 * beside them goes. Everything is read before anything is written, so that a content that is not to be had changes nothing: false.
 */
export async function restoreOutputs(outputs: readonly StoredFile[], restoring: Restoring): Promise<boolean> {
  const { globs, workspace, digests } = restoring;
  const wrong = outputs.filter((output) => !isThere(output, workspace, digests));
  if (wrong.some(({ path }) => isBehindLink(path, workspace))) return false;
  const contents = new Map<string, Uint8Array>();
  for (const output of wrong) {
    if (output.kind !== 'file' || contents.has(output.digest)) continue;
    const content = await restoring.contentOf(output.digest);
    if (content === undefined) return false;
    contents.set(output.digest, content);
  }
  const wanted = new Set(outputs.map(({ path }) => path));
  for (const stray of findEntries(globs, workspace))
    if (!wanted.has(stray)) removeEntry(join(workspace, stray));
  for (const output of wrong) {
    const path = join(workspace, output.path);
    if (describeEntry(path)?.kind === 'directory') removeEntry(path);
    clearWay(output.path, workspace);
    if (output.kind === 'link') placeLink(path, output.target);
    else if (output.kind === 'file')
      placeFile(path, contents.get(output.digest) ?? new Uint8Array(), output.mode);
  }
  return true;
}

function isThere(output: StoredFile, workspace: string, digests: FileDigests): boolean {
  const absolute = join(workspace, output.path);
  const entry = describeEntry(absolute);
  if (entry?.kind !== output.kind) return false;
  if (output.kind === 'link') return entry.kind === 'link' && entry.target === output.target;
  if (output.kind === 'directory') return true;
  if (entry.kind !== 'file' || entry.size !== output.size) return false;
  if (digests.value(output.path)?.split(' ')[1] !== output.digest) return false;
  if (entry.mode !== output.mode) setMode(absolute, output.mode);
  return true;
}

/** A link on the way could lead out of the workspace: the job itself may write there, a cache may not. */
function isBehindLink(path: string, workspace: string): boolean {
  return foldersOf(path).some((folder) => describeEntry(join(workspace, folder))?.kind === 'link');
}

/** A file where a directory is to be was an output of another kind once. */
function clearWay(path: string, workspace: string): void {
  for (const folder of foldersOf(path)) {
    const kind = describeEntry(join(workspace, folder))?.kind;
    if (kind === 'file' || kind === 'other') removeEntry(join(workspace, folder));
  }
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
