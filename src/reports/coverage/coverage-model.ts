import type { Check } from '../../run/check.ts';
import type { AggregatedCoverage } from './aggregated-coverage.ts';
import type { DiffCoverage } from './diff-coverage.ts';

/** All there is to show of coverage: what every screen, table and page is rendered from. */
export interface CoverageModel {
  readonly coverage: AggregatedCoverage;
  readonly checks: readonly Check[];
  /** Absent when nobody asked about changes. */
  readonly diff?: DiffCoverage;
  /** What the changes are since: `since main (9f1c2ab)`. */
  readonly since?: string;
}
