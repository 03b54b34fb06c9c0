import { type Dirent, readdirSync } from 'node:fs';
import picomatch from 'picomatch';
import { join } from './paths.ts';

/**
 * Files and symbolic links that globs match (picomatch syntax, as in `findFiles`), relative to `root` with forward slashes, sorted by
 * code units. A glob that begins with `!` takes away; the name of a directory means all in it. Links are found and not followed.
 * `.git` and `.lockstep` are never looked into, and `node_modules` only when a glob names it: what is in there follows from lock files.
 */
export function findEntries(globs: readonly string[], root: string): readonly string[] {
  const wanted = globs.filter((glob) => !glob.startsWith('!')).map(tidy);
  if (wanted.length === 0) return [];
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map((glob) => tidy(glob.slice(1)));
  const search: Search = {
    root,
    isWanted: matcherOf(wanted),
    isUnwanted: unwanted.length === 0 ? () => false : matcherOf(unwanted),
    modules: globs.some((glob) => glob.includes('node_modules')),
    found: new Set(),
  };
  for (const base of basesOf(wanted)) walk(base, search);
  return [...search.found].sort();
}

/** Whether `findEntries` with these globs could find a path: one relative to the root, with forward slashes. */
export function entryMatcher(globs: readonly string[]): (path: string) => boolean {
  const wanted = globs.filter((glob) => !glob.startsWith('!')).map(tidy);
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map((glob) => tidy(glob.slice(1)));
  const isWanted = matcherOf(wanted);
  const isUnwanted = unwanted.length === 0 ? () => false : matcherOf(unwanted);
  return (path) => wanted.length > 0 && isWanted(path) && !isUnwanted(path);
}

interface Search {
  readonly root: string;
  readonly isWanted: (path: string) => boolean;
  readonly isUnwanted: (path: string) => boolean;
  readonly modules: boolean;
  readonly found: Set<string>;
}

function tidy(glob: string): string {
  return glob.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
}

/** What matches, and what is in a directory that matches. */
function matcherOf(globs: readonly string[]): (path: string) => boolean {
  return picomatch([...globs, ...globs.map((glob) => `${glob}/**`)], { dot: true });
}

/** Directories in front of the first wildcard, none within another; or the path itself, when there is no wildcard. */
function basesOf(globs: readonly string[]): readonly string[] {
  const bases = [...new Set(globs.map((glob) => picomatch.scan(glob).base))].sort();
  if (bases.includes('') || bases.includes('.')) return [''];
  return bases.filter((base) => !bases.some((other) => other !== base && base.startsWith(`${other}/`)));
}

function walk(path: string, search: Search): void {
  const entries = entriesOf(join(search.root, path));
  if (entries === undefined) take(path, search);
  for (const entry of entries ?? []) {
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    if (!entry.isDirectory()) {
      if (entry.isFile() || entry.isSymbolicLink()) take(below, search);
    } else if (!isClosed(entry.name, path, search) && !search.isUnwanted(below)) walk(below, search);
  }
}

/** Undefined for what is no directory: a base without a wildcard may be a file. */
function entriesOf(path: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOTDIR') return undefined;
    if (code === 'ENOENT' || code === 'EACCES') return [];
    throw error;
  }
}

function isClosed(name: string, parent: string, { modules }: Search): boolean {
  return name === '.git' || (name === '.lockstep' && parent === '') || (name === 'node_modules' && !modules);
}

function take(path: string, { isWanted, isUnwanted, found }: Search): void {
  if (isWanted(path) && !isUnwanted(path)) found.add(path);
}
