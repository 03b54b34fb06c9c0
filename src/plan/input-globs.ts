import picomatch from 'picomatch';

/**
 * What a list of globs means, as `platform/find-entries.ts` finds by them what a result depends on: what matches, and everything in a
 * folder that matches; `!` takes away again wherever it stands, hidden files match, `.git` and `.lockstep` never do. Names are relative
 * to the folder of the definition, with forward slashes.
 */
export interface InputGlobs {
  matches(name: string): boolean;
  /** Can the folder, or anything below it, match? May say yes where a closer look would say no. */
  reaches(folder: string): boolean;
}

export function compileGlobs(globs: readonly string[]): InputGlobs {
  const wanted = globs.filter(asks).map(normalize);
  // What is negated twice says nothing.
  const unwanted = globs
    .filter((glob) => takesAway(glob) && !takesAway(glob.slice(1)))
    .map((glob) => normalize(glob.slice(1)));
  const matchesWanted = picomatch([...wanted, ...wanted.map((glob) => `${glob}/**`)], OPTIONS);
  const matchesUnwanted = picomatch([...unwanted, '**/.git', '.lockstep'], OPTIONS);
  // A folder that is taken away is not looked into.
  const isOut = (name: string): boolean =>
    name.startsWith('../') || withFolders(name).some((one) => matchesUnwanted(one));
  const bases = wanted.map(literalBase);
  return {
    matches: (name) => matchesWanted(name) && !isOut(name),
    reaches: (folder) => !isOut(folder) && bases.some((base) => meet(base, folder)),
  };
}

/** Does any glob ask for files, or do all of them only take away? */
export function asksForFiles(globs: readonly string[]): boolean {
  return globs.some(asks);
}

function asks(glob: string): boolean {
  return glob !== '' && !takesAway(glob);
}

/**
 * What a glob leads to before its first pattern: `src/lib` of `src/lib/*.ts`, all of `src/a.ts`; empty for the folder of the definition
 * itself. Undefined for one that takes away.
 */
export function baseOf(glob: string): string | undefined {
  return takesAway(glob) ? undefined : literalBase(normalize(glob)).join('/');
}

/** `s`: a line break in a name is a character like any other. */
const OPTIONS = { dot: true, posix: true, flags: 's' };

/** What makes a part of a path a pattern. */
const PATTERN = /[*?[\]{}()|\\]/;

/** `!(a|b)` is a pattern of its own. */
function takesAway(glob: string): boolean {
  return glob.startsWith('!') && !glob.startsWith('!(');
}

/** Without what says nothing in a path: `./a//b/../c/` is `a/c`. */
function normalize(glob: string): string {
  const parts: string[] = [];
  for (const part of glob.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0 ? '**' : parts.join('/');
}

function literalBase(normalized: string): readonly string[] {
  const parts = normalized.split('/');
  const first = parts.findIndex((part) => PATTERN.test(part));
  return first === -1 ? parts : parts.slice(0, first);
}

/** Is one of them the other, or above it? */
function meet(base: readonly string[], folder: string): boolean {
  if (folder === '') return true;
  const parts = folder.split('/');
  return base.slice(0, parts.length).every((part, at) => part === parts[at]);
}

/** `a/b/c` as `a`, `a/b` and `a/b/c`. */
function withFolders(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}
