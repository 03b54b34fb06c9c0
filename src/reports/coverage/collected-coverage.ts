import { sha256 } from '../../platform/digest.ts';
import type { ReportOrigin } from '../report-origin.ts';
import { type BranchCoverage, uniteBranches } from './branch-coverage.ts';
import type { CoverageReport, FileCoverage, FunctionCoverage } from './coverage-report.ts';
import { addHits } from './file-coverage-builder.ts';
import type { RepositoryFiles } from './repository-files.ts';
import { resolveNames } from './resolve-names.ts';

/** All that one origin has to say about coverage, by files of the repository. */
export interface CollectedCoverage {
  readonly origin: ReportOrigin;
  readonly files: readonly CollectedFile[];
  /** Files of the reports that are not, or not certainly, files of the repository. They count nowhere. */
  readonly unresolved: readonly UnresolvedFile[];
}

export interface CollectedFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly lines: ReadonlyMap<number, number>;
  readonly branches: ReadonlyMap<number, BranchCoverage>;
  readonly functions: readonly FunctionCoverage[];
  readonly stub: boolean;
  /** Of the file that was measured; absent when it was not at hand. */
  readonly source?: SourceMark;
}

/** Tells two versions of a source file apart, but not line endings: a checkout on Windows may have others. */
export interface SourceMark {
  readonly lines: number;
  readonly digest: string;
}

export interface UnresolvedFile {
  readonly name: string;
  /** More than one when nobody can tell which is meant; none when no file is like it. */
  readonly candidates: readonly string[];
}

/** The mark of a source text. A last line without a line break counts as one. */
export function markSource(text: string): SourceMark {
  const plain = text.replace(/\r\n?/gu, '\n');
  let lines = plain === '' || plain.endsWith('\n') ? 0 : 1;
  for (let at = plain.indexOf('\n'); at !== -1; at = plain.indexOf('\n', at + 1)) lines += 1;
  return { lines, digest: sha256(plain).slice(0, 16) };
}

/** Puts the reports of one origin together: what two of them say about a file adds up. */
export function collectCoverage(
  origin: ReportOrigin,
  reports: readonly CoverageReport[],
  repository: RepositoryFiles,
): CollectedCoverage {
  const found = new Map<string, FileCoverage[]>();
  const unresolved = new Map<string, UnresolvedFile>();
  for (const report of reports) {
    const names = resolveNames(report, repository);
    for (const [index, file] of report.files.entries()) {
      const resolved = names[index];
      if (resolved?.kind === 'found') {
        const before = found.get(resolved.path);
        if (before === undefined) found.set(resolved.path, [file]);
        else before.push(file);
      } else {
        const candidates = resolved?.kind === 'ambiguous' ? resolved.candidates : [];
        unresolved.set(file.name, { name: file.name, candidates });
      }
    }
  }
  const files = Array.from(found, ([path, parts]) => ({ path, ...uniteFiles(parts) }));
  return { origin, files: files.sort(byPath), unresolved: [...unresolved.values()] };
}

export function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  if (one.path === other.path) return 0;
  return one.path < other.path ? -1 : 1;
}

type Measured = Pick<FileCoverage, 'lines' | 'branches' | 'functions' | 'stub'>;

/** Measurements of one file on one platform. Made-up ones give way. */
export function uniteFiles(parts: readonly Measured[]): Measured {
  const real = parts.filter(({ stub }) => !stub);
  const counted = real.length === 0 ? parts.slice(0, 1) : real;
  const [only] = counted;
  if (only !== undefined && counted.length === 1) {
    const { lines, branches, functions, stub } = only;
    return { lines, branches, functions, stub };
  }
  const lines = new Map<number, number>();
  const branches = new Map<number, BranchCoverage[]>();
  const functions = new Map<string, FunctionCoverage>();
  for (const part of counted) {
    for (const [line, hits] of part.lines) lines.set(line, addHits(lines.get(line) ?? 0, hits));
    for (const [line, one] of part.branches) branches.set(line, [...(branches.get(line) ?? []), one]);
    for (const one of part.functions) {
      const key = `${one.line} ${one.name}`;
      functions.set(key, { ...one, hits: addHits(functions.get(key)?.hits ?? 0, one.hits) });
    }
  }
  return {
    lines,
    branches: new Map(Array.from(branches, ([line, all]) => [line, uniteBranches(all)])),
    functions: [...functions.values()],
    stub: false,
  };
}
