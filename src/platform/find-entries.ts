import { type Dirent, readdirSync } from 'node:fs';
import picomatch from 'picomatch';
import { below, foldersOf, join } from './paths.ts';
import { pathText, rawPath } from './raw-path.ts';
import { describeEntry } from './tree-entry.ts';

export interface FoundEntry {
  /** Relative to the root, with forward slashes; bytes that are no UTF-8 as in `raw-path.ts`. */
  readonly path: string;
  /** Of directories those with nothing in them: the others are in the paths of what they hold. */
  readonly kind: 'file' | 'link' | 'directory';
}

/**
 * What globs match (picomatch syntax, as in `findFiles`): files, symbolic links and empty directories, sorted by code units. A glob
 * that begins with `!` takes away; the name of a directory means all in it. Links are found and not followed: where the way to what
 * a glob names leads through a link, that link is found. `.git` and `.lockstep` are never looked into, and `node_modules` only when a
 * glob names it: what is in there follows from lock files. Where there are more than `most`, some of them, and more than `most`.
 */
export function findEntries(
  globs: readonly string[],
  root: string,
  most = Number.POSITIVE_INFINITY,
): readonly FoundEntry[] {
  const wanted = wantedOf(globs);
  if (wanted.length === 0) return [];
  const search: Search = {
    root,
    most,
    matches: entryMatcher(globs),
    isUnwanted: matcherOf(unwantedOf(globs)),
    modules: globs.some((glob) => glob.includes('node_modules')),
    found: new Map(),
  };
  for (const base of basesOf(wanted)) begin(base, search);
  return [...search.found]
    .map(([path, kind]) => ({ path, kind }))
    .sort((one, two) => (one.path < two.path ? -1 : 1));
}

/** Whether `findEntries` could find a path, going by its name alone. */
export function entryMatcher(globs: readonly string[]): (path: string) => boolean {
  const isWanted = matcherOf(wantedOf(globs));
  const isUnwanted = matcherOf(unwantedOf(globs));
  return (path) => isWanted(path) && !isUnwanted(path);
}

/** Directories in front of the first wildcard, none within another; or the path itself, when there is no wildcard. `''` is the root. */
export function globBases(globs: readonly string[]): readonly string[] {
  return basesOf(wantedOf(globs));
}

interface Search {
  readonly root: string;
  readonly most: number;
  readonly matches: (path: string) => boolean;
  readonly isUnwanted: (path: string) => boolean;
  readonly modules: boolean;
  readonly found: Map<string, FoundEntry['kind']>;
}

/** `!(a|b)` is a pattern of its own. */
function takesAway(glob: string): boolean {
  return glob.startsWith('!') && !glob.startsWith('!(');
}

function wantedOf(globs: readonly string[]): readonly string[] {
  return globs.filter((glob) => glob !== '' && !takesAway(glob)).map(tidy);
}

/** What is negated twice says nothing. */
function unwantedOf(globs: readonly string[]): readonly string[] {
  return globs
    .filter((glob) => takesAway(glob) && !takesAway(glob.slice(1)))
    .map((glob) => tidy(glob.slice(1)));
}

/** Without what says nothing in a path: `./a//b/../c/` is `a/c`. `plan/input-globs.ts` reads globs the same way; a test holds them together. */
function tidy(glob: string): string {
  const parts: string[] = [];
  for (const part of glob.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0 ? '**' : parts.join('/');
}

/** What matches, and what is in a directory that matches. */
function matcherOf(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const key = JSON.stringify(globs);
  const known = matchers.get(key);
  if (known !== undefined) return known;
  const folders = globs.map(plainFolder);
  const matcher = folders.every((folder) => folder !== undefined)
    ? inFolders(folders)
    : patternMatcher(globs);
  matchers.set(key, matcher);
  return matcher;
}

/** A name may have line breaks in it: `s`. */
function patternMatcher(globs: readonly string[]): (path: string) => boolean {
  return picomatch([...globs, ...globs.map((glob) => `${glob}/**`)], { dot: true, flags: 's' });
}

/** `src` of `src` and `src/**`, which most globs are: an expression takes longer to be made than to be used. */
function plainFolder(glob: string): string | undefined {
  return /^((?:\w[\w.-]*\/)*\w[\w.-]*?)(?:\/\*\*)?$/.exec(glob)?.[1];
}

function inFolders(folders: readonly string[]): (path: string) => boolean {
  return (path) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** There are as many as lists of globs in a definition, and each is asked for several times in a run. */
const matchers = new Map<string, (path: string) => boolean>();

function basesOf(globs: readonly string[]): readonly string[] {
  const bases = [...new Set(globs.map((glob) => picomatch.scan(glob).base))].sort();
  if (bases.includes('') || bases.includes('.')) return [''];
  return bases.filter((base) => !bases.some((other) => other !== base && base.startsWith(`${other}/`)));
}

function begin(base: string, search: Search): void {
  const way = [...foldersOf(base), base].find(
    (path) => path !== '' && describeEntry(join(search.root, path))?.kind === 'link',
  );
  if (way === undefined) walk(base, search);
  else if (!search.isUnwanted(way)) search.found.set(way, 'link');
}

function walk(path: string, search: Search): void {
  const entries = entriesOf(below(search.root, path));
  if (entries === undefined) take(path, 'file', search);
  else if (entries.length === 0 && path !== '') take(path, 'directory', search);
  for (const { name, kind } of entries ?? []) {
    if (search.found.size > search.most) return;
    if (kind === 'other') continue;
    const child = path === '' ? name : `${path}/${name}`;
    if (isClosed(name, path, search)) continue;
    if (kind !== 'directory') take(child, kind, search);
    else if (!search.isUnwanted(child)) walk(child, search);
  }
}

interface Entry {
  readonly name: string;
  readonly kind: FoundEntry['kind'] | 'other';
}

const NOBODY_KNOWS: readonly Entry[] = [{ name: '', kind: 'other' }];

/** Undefined for what is no directory: a base without a wildcard may be a file. */
function entriesOf(path: string): readonly Entry[] | undefined {
  try {
    const entries = readdirSync(rawPath(path), { withFileTypes: true });
    if (!entries.some(({ name }) => name.includes('\ufffd')))
      return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    const exact = readdirSync(rawPath(path), { withFileTypes: true, encoding: 'buffer' });
    return (exact as unknown as Dirent<Buffer>[]).map((entry) => ({
      name: pathText(entry.name),
      kind: kindOf(entry),
    }));
  } catch (error) {
    const { code } = error as { code?: string };
    // So it is too for what would be in a file if that were a directory.
    if (code === 'ENOTDIR') return describeEntry(path) === undefined ? NOBODY_KNOWS : undefined;
    // Who may not look into it cannot say that it is empty.
    if (code === 'ENOENT' || code === 'EACCES') return NOBODY_KNOWS;
    throw error;
  }
}

function kindOf(entry: Dirent | Dirent<Buffer>): Entry['kind'] {
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'link';
  return entry.isFile() ? 'file' : 'other';
}

function isClosed(name: string, parent: string, { modules }: Search): boolean {
  return name === '.git' || (name === '.lockstep' && parent === '') || (name === 'node_modules' && !modules);
}

function take(path: string, kind: FoundEntry['kind'], { matches, found }: Search): void {
  if (matches(path)) found.set(path, kind);
}
