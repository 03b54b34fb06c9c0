import type { CoverageReport, FileCoverage } from './coverage-report.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** Which file of the repository a report means. A tie is never decided by guessing. */
export type ResolvedName =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  | { readonly kind: 'unknown' };

const UNKNOWN: ResolvedName = { kind: 'unknown' };

/**
 * Finds the files of a report in the repository, wherever and on whatever system it was made. In this order:
 *
 * 1. As it stands: below this checkout, or relative to it, or to one of the report's roots.
 * 2. Below the checkout the report was made in. Where that was is told by the files whose names leave no doubt; it may have had drives
 *    and backslashes.
 * 3. The longest end of the name that one file alone has, two names at least. What lies outside of that checkout is no file of the
 *    repository, however it is called, but for packages that were installed from it (`site-packages`).
 *
 * Import paths of Go are looked up by the modules of the repository, classes of the JVM by package and name.
 */
export function resolveNames(report: CoverageReport, repository: RepositoryFiles): readonly ResolvedName[] {
  const variants = report.files.map((file) => variantsOf(file, report.roots));
  const first = report.files.map((file, index) => resolveFirst(file, variants[index] ?? [], repository));
  const checkout = checkoutOf(variants, repository);
  return report.files.map((file, index) => {
    const resolved = first[index];
    if (resolved !== undefined) return resolved;
    return resolveBySuffix(file, variants[index] ?? [], checkout, repository);
  });
}

/** What a name may be in full: with forward slashes, without `.` and `..`. */
function variantsOf({ name, naming }: FileCoverage, roots: readonly string[]): readonly string[] {
  const path = normal(name);
  if (naming !== 'path' || isAbsolute(path) || roots.length === 0) return [path];
  return [...new Set(roots.map((root) => normal(`${root}/${name}`)))];
}

function normal(name: string): string {
  const slashed = name.replace(/^file:\/\/(?=\/)/u, '').replaceAll('\\', '/');
  const start = /^(?:[A-Za-z]:\/|\/+)/u.exec(slashed)?.[0] ?? '';
  const names: string[] = [];
  for (const part of slashed.slice(start.length).split('/')) {
    if (part === '..' && names.length > 0 && names.at(-1) !== '..') names.pop();
    else if (part !== '' && part !== '.') names.push(part);
  }
  return (start.startsWith('/') ? '/' : start) + names.join('/');
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:\/)/u.test(path);
}

/** Undefined when this way says nothing. */
function resolveFirst(
  file: FileCoverage,
  variants: readonly string[],
  repository: RepositoryFiles,
): ResolvedName | undefined {
  if (file.naming === 'import-path') return resolveImportPath(file.name, repository);
  if (file.naming === 'package') return undefined;
  const found = variants.flatMap((path) => {
    const inside = below(path, repository.root) ?? (isAbsolute(path) ? undefined : path);
    return inside !== undefined && repository.paths.has(inside) ? [inside] : [];
  });
  if (found.length > 0) return oneOf(found);
  if (repository.paths.has(file.name)) return { kind: 'found', path: file.name };
  const plain = normal(file.name);
  return repository.paths.has(plain) ? { kind: 'found', path: plain } : undefined;
}

function below(path: string, folder: string): string | undefined {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

function oneOf(paths: readonly string[]): ResolvedName {
  const [path, ...others] = new Set(paths);
  if (path === undefined) return UNKNOWN;
  return others.length === 0
    ? { kind: 'found', path }
    : { kind: 'ambiguous', candidates: [path, ...others].sort() };
}

/** Undefined when the repository has no module at all. */
function resolveImportPath(name: string, { goModules, paths }: RepositoryFiles): ResolvedName | undefined {
  if (goModules.length === 0) return undefined;
  for (const module of goModules) {
    const rest = below(name, module.path);
    if (rest === undefined) continue;
    const path = module.folder === '' ? rest : `${module.folder}/${rest}`;
    if (paths.has(path)) return { kind: 'found', path };
  }
  return UNKNOWN;
}

/** The folder that stands before the names of the repository in most of the report's names. */
function checkoutOf(
  variants: readonly (readonly string[])[],
  { bySuffix }: RepositoryFiles,
): string | undefined {
  const votes = new Map<string, number>();
  for (const path of variants.flat()) {
    if (!isAbsolute(path)) continue;
    const { depth, count, paths } = bySuffix.longest(path);
    const [only] = paths;
    // The whole of a name in the repository, and of no other: what stands before it is the checkout.
    if (count !== 1 || only === undefined || only.split('/').length !== depth) continue;
    const folder = path.slice(0, path.length - only.length - 1);
    votes.set(folder, (votes.get(folder) ?? 0) + depth);
  }
  const [best] = [...votes].sort(([, one], [, other]) => other - one);
  return best?.[0];
}

function resolveBySuffix(
  file: FileCoverage,
  variants: readonly string[],
  checkout: string | undefined,
  repository: RepositoryFiles,
): ResolvedName {
  if (checkout !== undefined) {
    const found = variants.flatMap((path) => {
      const inside = below(path, checkout);
      if (inside === undefined) return [];
      if (repository.paths.has(inside)) return [inside];
      const other = /^[A-Za-z]:\//u.test(path) ? repository.byLowerCase.get(inside.toLowerCase()) : undefined;
      return other === undefined ? [] : [other];
    });
    if (found.length > 0) return oneOf(found);
  }
  const matches = variants.flatMap((path) => {
    const outside = checkout !== undefined && isAbsolute(path) && below(path, checkout) === undefined;
    if (outside && !/\/(?:site|dist)-packages\//u.test(path)) return [];
    const match = repository.bySuffix.longest(path);
    return isEnough(file, path, match.depth) ? [{ path, ...match }] : [];
  });
  const deepest = Math.max(0, ...matches.map(({ depth }) => depth));
  const best = matches.filter(({ depth }) => depth === deepest);
  if (best.length === 0) return UNKNOWN;
  if (best.every(({ count }) => count === 1)) return oneOf(best.flatMap(({ paths }) => paths));
  const inModules = best
    .flatMap(({ path }) => repository.bySuffix.all(path))
    .filter((path) => file.modules.some((module) => path.split('/').includes(module)));
  if (new Set(inModules).size === 1) return oneOf(inModules);
  return { kind: 'ambiguous', candidates: [...new Set(best.flatMap(({ paths }) => paths))].sort() };
}

/** Whether so many names at the end of a path say which file it is. The last one alone does only when there is no other. */
function isEnough({ naming, name }: FileCoverage, path: string, depth: number): boolean {
  if (depth >= 2) return true;
  if (depth === 0) return false;
  // Kotlin leaves out the folders that all packages have in common (kotlinlang.org, "Coding conventions", Directory structure).
  if (naming === 'package') return !name.includes('/') || name.endsWith('.kt');
  return !path.includes('/') || !normal(name).includes('/');
}
