import type { ReportOrigin } from '../report-origin.ts';
import type { BranchCoverage } from './branch-coverage.ts';
import type { UnresolvedFile } from './collected-coverage.ts';
import { addHits } from './file-coverage-builder.ts';
import type { Share } from './share.ts';

/** What all platforms together cover, and each by itself. */
export interface AggregatedCoverage {
  /** Those there is anything from, sorted. Everything that is told by platform is in this order. */
  readonly platforms: readonly string[];
  /** By path. */
  readonly files: readonly AggregatedFile[];
  readonly origins: readonly ReportOrigin[];
  /** Earlier attempts that later ones stand in the place of. */
  readonly superseded: readonly ReportOrigin[];
  readonly completeness: Completeness;
  readonly unresolved: readonly (UnresolvedFile & { readonly platform: string })[];
}

/** Which of the jobs that are expected to report coverage have. */
export interface Completeness {
  /** Platforms of the expected jobs, sorted; empty when nothing is known of what to expect. */
  readonly expected: readonly string[];
  /** Expected platforms from which no job or not every job has reported, with those jobs. */
  readonly missing: readonly { readonly platform: string; readonly jobs: readonly string[] }[];
}

export interface AggregatedFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  /** Lines that are coverable on any platform, ascending. */
  readonly lines: readonly number[];
  /** For each platform and each of `lines`, how often it ran; `NOT_COVERABLE` where it is no code to that platform's tool. */
  readonly hits: readonly (readonly number[])[];
  readonly branches: readonly AggregatedBranches[];
  readonly functions: readonly AggregatedFunction[];
}

export const NOT_COVERABLE = -1;

export interface AggregatedBranches {
  readonly line: number;
  readonly united: BranchCoverage;
  /** For each platform. */
  readonly by: readonly (BranchCoverage | undefined)[];
}

export interface AggregatedFunction {
  readonly name: string;
  readonly line: number;
  /** For each platform; `NOT_COVERABLE` where there is no such function. */
  readonly hits: readonly number[];
}

export interface CoverageFigures {
  readonly lines: Share;
  readonly branches: BranchFigures;
  readonly functions: Share;
}

/** Branches taken: a number when `covered` and `atMost` are the same, else an interval. */
export interface BranchFigures extends Share {
  readonly atMost: number;
}

/** Whether the line at this index of `lines` ran on any platform. */
export function isCovered(file: AggregatedFile, index: number): boolean {
  return file.hits.some((hits) => (hits[index] ?? NOT_COVERABLE) > 0);
}

/** How often a line ran, on all platforms together. */
export function hitsAt(file: AggregatedFile, index: number): number {
  return file.hits.reduce((sum, hits) => addHits(sum, Math.max(0, hits[index] ?? NOT_COVERABLE)), 0);
}

/** Lines that ran on this platform and on no other. */
export function coveredOnlyOn(file: AggregatedFile, platform: number): readonly number[] {
  return file.lines.filter((_, index) =>
    file.hits.every((hits, other) => (hits[index] ?? NOT_COVERABLE) > 0 === (other === platform)),
  );
}

export function uncoveredLines(file: AggregatedFile): readonly number[] {
  return file.lines.filter((_, index) => !isCovered(file, index));
}

/** Each file with the lines that nothing runs, those with the most of them first. */
export function byUncovered(
  files: readonly AggregatedFile[],
): readonly { readonly file: AggregatedFile; readonly uncovered: readonly number[] }[] {
  return files
    .map((file) => ({ file, uncovered: uncoveredLines(file) }))
    .sort((one, other) => other.uncovered.length - one.uncovered.length);
}

/** Of all platforms together, or of one. */
export function figuresOf(files: readonly AggregatedFile[], platform?: number): CoverageFigures {
  const lines = { covered: 0, total: 0 };
  const branches = { covered: 0, atMost: 0, total: 0 };
  const functions = { covered: 0, total: 0 };
  for (const file of files) {
    const hits = platform === undefined ? file.hits : file.hits.slice(platform, platform + 1);
    for (let index = 0; index < file.lines.length; index++) {
      if (hits.some((counts) => (counts[index] ?? NOT_COVERABLE) > 0)) lines.covered += 1;
      if (hits.some((counts) => (counts[index] ?? NOT_COVERABLE) !== NOT_COVERABLE)) lines.total += 1;
    }
    for (const { united, by } of file.branches) {
      const part = platform === undefined ? united : by[platform];
      branches.covered += part?.covered ?? 0;
      branches.atMost += part?.atMost ?? 0;
      branches.total += part?.total ?? 0;
    }
    for (const one of file.functions) {
      const counts = platform === undefined ? one.hits : one.hits.slice(platform, platform + 1);
      if (counts.some((count) => count > 0)) functions.covered += 1;
      if (counts.some((count) => count !== NOT_COVERABLE)) functions.total += 1;
    }
  }
  return { lines, branches, functions };
}

/** `3-5, 9`: lines as people write them. */
export function lineRanges(lines: readonly number[]): readonly string[] {
  const ranges: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const first = lines[at] ?? 0;
    let last = first;
    while (lines[at + 1] === last + 1) {
      at += 1;
      last += 1;
    }
    ranges.push(first === last ? String(first) : `${first}-${last}`);
    at += 1;
  }
  return ranges;
}
