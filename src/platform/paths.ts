import { isAbsolute, relative, sep } from 'node:path';

export { basename, delimiter, dirname, extname, join, relative, resolve } from 'node:path';
export { pathToFileURL } from 'node:url';

/** With forward slashes, as definitions, events and reports write paths on every system. */
export function toPosix(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** Is `path` this directory or something below it? Both absolute. */
export function isInside(path: string, directory: string): boolean {
  const between = relative(directory, path);
  return between === '' || (!isAbsolute(between) && between.split(sep)[0] !== '..');
}
