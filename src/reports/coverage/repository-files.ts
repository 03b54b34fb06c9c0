import { SuffixIndex } from './suffix-index.ts';

/** The files that coverage may be about, and what helps to find them by the names that tools use. */
export interface RepositoryFiles {
  /** Absolute path of the checkout, with forward slashes; as tools on this machine may have written it. */
  readonly root: string;
  /** Relative to the checkout, with forward slashes. */
  readonly paths: ReadonlySet<string>;
  readonly bySuffix: SuffixIndex;
  /** Names in lower case to those that are meant; absent where two differ in nothing else. Windows does not tell them apart. */
  readonly byLowerCase: ReadonlyMap<string, string>;
  readonly goModules: readonly GoModule[];
}

export interface GoModule {
  /** `example.com/wind`, from the `module` line. */
  readonly path: string;
  /** The folder of its go.mod, relative to the checkout; empty for the checkout itself. */
  readonly folder: string;
}

export function repositoryFiles(
  root: string,
  paths: Iterable<string>,
  goModules: readonly GoModule[] = [],
): RepositoryFiles {
  const set = new Set(paths);
  const byLowerCase = new Map<string, string>();
  const twice = new Set<string>();
  for (const path of set) {
    const lower = path.toLowerCase();
    if (byLowerCase.has(lower)) twice.add(lower);
    byLowerCase.set(lower, path);
  }
  for (const lower of twice) byLowerCase.delete(lower);
  return {
    root: root.replaceAll('\\', '/').replace(/\/$/u, ''),
    paths: set,
    bySuffix: new SuffixIndex(set),
    byLowerCase,
    // The innermost module is the one that a package belongs to.
    goModules: [...goModules].sort((one, other) => other.path.length - one.path.length),
  };
}

/**
 * The module of a go.mod (go.dev/ref/mod, "module directive"): `module example.com/wind`, quoted or not, perhaps in brackets. Undefined
 * when it has none.
 */
export function goModulePath(text: string): string | undefined {
  const line = text.replace(/\/\/[^\n]*/gu, '').match(/^\s*module\s*\(?\s*("[^"\n]*"|`[^`\n]*`|[^\s()]+)/mu);
  return line?.[1]?.replace(/^["`]|["`]$/gu, '');
}
