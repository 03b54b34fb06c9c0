import type { ComparisonReport } from '../comparison/comparison-report.ts';
import type { BenchmarkSeries } from '../history/benchmark-series.ts';

/** What there is to show of benchmarks. */
export interface BenchmarksModel {
  /** What was measured in turns; absent where nothing was. */
  readonly comparison?: ComparisonReport;
  readonly series: readonly BenchmarkSeries[];
  /** Where commits can be looked at: `https://github.com/owner/name`. Absent where nobody knows. */
  readonly repository?: string;
}

/** Nothing but a host and names can be part of an address, and nothing but an id. */
const REPOSITORY = /^https:\/\/[a-z0-9.-]{1,100}\/[\w.-]{1,100}(?:\/[\w.-]{1,100}){1,3}$/iu;
const COMMIT = /^[0-9a-f]{7,64}$/u;

/** Where a commit can be looked at, and what changed since another one. */
export function commitAddress(
  repository: string | undefined,
  commit: string | undefined,
): string | undefined {
  if (repository === undefined || commit === undefined) return undefined;
  return REPOSITORY.test(repository) && COMMIT.test(commit) ? `${repository}/commit/${commit}` : undefined;
}

export function changesAddress(
  repository: string | undefined,
  before: string | undefined,
  commit: string | undefined,
): string | undefined {
  if (before === undefined || !COMMIT.test(before) || before === commit) return undefined;
  return commitAddress(repository, commit)?.replace(
    /\/commit\/[0-9a-f]+$/u,
    `/compare/${before}...${commit}`,
  );
}
