import { isAbsolute, relative, sep } from 'node:path';

export { basename, delimiter, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
export { pathToFileURL } from 'node:url';

/** With forward slashes, as definitions, events and reports write paths on every system. */
export function toPosix(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** `join` where both are tidy already: an absolute directory, and a path in it without `.` and `..`. Some thousand times in a run. */
export function below(directory: string, path: string): string {
  return path === '' ? directory : `${directory}${directory.endsWith(sep) ? '' : sep}${path}`;
}

/** Is `path` this directory or something below it? Both absolute. */
export function isInside(path: string, directory: string): boolean {
  const between = relative(directory, path);
  return between === '' || (!isAbsolute(between) && between.split(sep)[0] !== '..');
}

/** The directories on the way to a path with forward slashes, the outermost first: `a` and `a/b` of `a/b/c`. */
export function foldersOf(path: string): readonly string[] {
  const names = path.split('/');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
}
