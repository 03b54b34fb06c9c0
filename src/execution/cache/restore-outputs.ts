import { entryMatcher, findEntries } from '../../platform/find-entries.ts';
import { below, dirname, foldersOf, join } from '../../platform/paths.ts';
import {
  describeEntry,
  placeDirectory,
  placeFile,
  placeLink,
  removeEmptyDirectory,
  removeEntry,
  setDirectoryMode,
  setMode,
  usualDirectoryMode,
} from '../../platform/tree-entry.ts';
import { LARGE_CONTENT, type ResultCache, type StoredFile } from '../result-cache.ts';
import type { FileDigests } from './file-digests.ts';
import { foldersAround } from './outputs.ts';

/** What tells a workspace from what a job has left in it. */
export interface OutputGap {
  /** Not there, or something else. */
  readonly wrong: readonly StoredFile[];
  /** There, with another mode; directories around outputs among them. */
  readonly modes: readonly StoredFile[];
  /** Matched by the globs of the outputs, and none of them. */
  readonly strays: readonly string[];
  /** Directories that have to be there although nothing is in them, or with a mode of their own. */
  readonly directories: readonly StoredDirectory[];
}

type StoredDirectory = StoredFile & { readonly kind: 'directory' };

export interface OutputPlace {
  readonly globs: readonly string[];
  readonly workspace: string;
}

/** Undefined where nothing can be put right: the way to an output leads through a link, or it is none that the job declares. */
export function outputGap(
  outputs: readonly StoredFile[],
  { globs, workspace }: OutputPlace,
  digests: FileDigests,
): OutputGap | undefined {
  const matches = entryMatcher(globs);
  // A link on the way could lead out of the workspace: the job itself may write there, a cache may not.
  if (outputs.some(({ path }) => !matches(path)) || leadsThroughLink(outputs, workspace)) return undefined;
  const wrong: StoredFile[] = [];
  const modes: StoredFile[] = [];
  for (const output of outputs) {
    const state = stateOf(output, workspace, digests);
    if (state === 'wrong') wrong.push(output);
    if (state === 'mode') modes.push(output);
  }
  const wanted = new Set(outputs.map(({ path }) => path));
  for (const path of foldersAround(outputs, globs)) {
    const folder = { kind: 'directory', path } as const;
    if (!wanted.has(path) && stateOf(folder, workspace, digests) === 'mode') modes.push(folder);
  }
  const strays = findEntries(globs, workspace).flatMap(({ path }) => (wanted.has(path) ? [] : [path]));
  const directories = outputs.filter((output) => output.kind === 'directory');
  return { wrong, modes, strays, directories };
}

function leadsThroughLink(outputs: readonly StoredFile[], workspace: string): boolean {
  const parents = new Set(outputs.map(({ path }) => dirname(path)));
  const folders = new Set([...parents].flatMap((parent) => [...foldersOf(parent), parent]));
  return [...folders].some((folder) => describeEntry(below(workspace, folder))?.kind === 'link');
}

function stateOf(output: StoredFile, workspace: string, digests: FileDigests): 'right' | 'mode' | 'wrong' {
  const entry = describeEntry(below(workspace, output.path));
  if (entry?.kind !== output.kind) return 'wrong';
  if (output.kind === 'link')
    return entry.kind === 'link' && entry.target === output.target ? 'right' : 'wrong';
  if (output.kind === 'directory')
    return entry.kind === 'directory' && entry.mode !== (output.mode ?? usualDirectoryMode())
      ? 'mode'
      : 'right';
  if (entry.kind !== 'file' || entry.size !== output.size) return 'wrong';
  const look = digests.look(output.path, entry);
  if ('problem' in look || look.value.split(' ')[1] !== output.digest) return 'wrong';
  return entry.mode === output.mode ? 'right' : 'mode';
}

/**
 * Makes the workspace have exactly these outputs; false when a content is not to be had. All small ones are read before anything is
 * written, and mostly nothing has changed then; otherwise what is there is cleared away before the leg runs.
 */
export async function closeGap(
  { wrong, modes, strays, directories }: OutputGap,
  place: OutputPlace,
  source: Pick<ResultCache, 'read' | 'copyTo'>,
): Promise<boolean> {
  const contents = await readSmall(wrong, source);
  if (contents === undefined) return false;
  removeOutputs(strays, place);
  for (const output of modes)
    if (output.kind === 'file') setMode(join(place.workspace, output.path), output.mode);
  const cleared = new Set<string>();
  for (const output of wrong) {
    const path = join(place.workspace, output.path);
    clearWay(output.path, place.workspace, cleared);
    if (describeEntry(path)?.kind === 'directory' || output.kind === 'directory') removeEntry(path);
    if (output.kind === 'link') placeLink(path, output.target);
    if (output.kind !== 'file') continue;
    const small = contents.get(output.digest);
    if (small === undefined && (await source.copyTo?.(path, output)) === true) continue;
    const content = small ?? (await source.read(output.digest));
    if (content === undefined) return false;
    placeFile(path, content, output.mode);
  }
  for (const { path } of directories) placeDirectory(join(place.workspace, path));
  closeFolders([...modes, ...directories], place);
  return true;
}

/** By digest, what is not large; undefined when one is not to be had. */
async function readSmall(
  outputs: readonly StoredFile[],
  source: Pick<ResultCache, 'read' | 'copyTo'>,
): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const contents = new Map<string, Uint8Array>();
  for (const output of outputs) {
    if (output.kind !== 'file' || output.size >= LARGE_CONTENT || contents.has(output.digest)) continue;
    const content = await source.read(output.digest);
    if (content === undefined) return undefined;
    contents.set(output.digest, content);
  }
  return contents;
}

/** Last of all, and the inner ones first: what nobody may write to, nothing can be put into. */
function closeFolders(outputs: readonly StoredFile[], { workspace }: OutputPlace): void {
  for (const output of outputs.toReversed()) {
    if (output.kind !== 'directory') continue;
    const path = join(workspace, output.path);
    const mode = output.mode ?? usualDirectoryMode();
    const entry = describeEntry(path);
    if (entry?.kind === 'directory' && entry.mode !== mode) setDirectoryMode(path, mode);
  }
}

/** A file where a directory is to be was an output of another kind once. */
function clearWay(path: string, workspace: string, cleared: Set<string>): void {
  for (const folder of foldersOf(path)) {
    if (cleared.has(folder)) continue;
    cleared.add(folder);
    const kind = describeEntry(join(workspace, folder))?.kind;
    if (kind === 'file' || kind === 'other') removeEntry(join(workspace, folder));
  }
}

/** Removes files and links, and the directories that are empty then, as far as the globs take them in. */
export function removeOutputs(paths: readonly string[], { globs, workspace }: OutputPlace): void {
  const matches = entryMatcher(globs);
  for (const path of paths) removeEntry(join(workspace, path));
  for (const path of paths)
    for (let folder = dirname(path); folder !== '.' && matches(folder); folder = dirname(folder))
      if (!removeEmptyDirectory(join(workspace, folder))) break;
}
