import type { Check } from '../../run/check.ts';
import type { FindingsPolicy } from './findings-policy.ts';
import type { FindingsReport } from './findings-report.ts';
import type { IdentifiedFinding } from './identify-findings.ts';
import type { Suppression } from './suppressions.ts';

/** A file that was read. */
export interface FindingsReading {
  /** As it is shown. */
  readonly file: string;
  readonly report: FindingsReport;
}

/** Something that was to be looked at and was not. */
export interface NotScanned {
  readonly file: string;
  /** A sentence without a full stop. */
  readonly reason: string;
}

/**
 * What becomes of a finding. `blocks`: the gate fails by it. `suppressed`: the project has agreed to live with it for now. `known`: it is in the baseline.
 * `unfixed`: nobody can do anything about it, and the policy lets such pass. `told`: it is not severe enough.
 */
export type FindingVerdict = 'blocks' | 'suppressed' | 'known' | 'unfixed' | 'told';

export interface AssessedFinding extends IdentifiedFinding {
  readonly verdict: FindingVerdict;
  readonly suppression?: Suppression;
}

export interface FindingsAssessment {
  readonly check: Check;
  readonly policy: FindingsPolicy;
  /** Worst first; those of other classes than were asked for are left out. */
  readonly findings: readonly AssessedFinding[];
  readonly readings: readonly FindingsReading[];
  readonly notScanned: readonly NotScanned[];
  /** Suppressions whose last day is over: each fails the gate by itself. */
  readonly expired: readonly Suppression[];
  /** Suppressions that nothing is called like. */
  readonly unused: readonly Suppression[];
  /** Findings that their own tool would have left out. They are judged like all others. */
  readonly foreign: number;
  /** Findings of classes that nobody asked for. */
  readonly outside: number;
  /** How many findings of the baseline are no longer there; absent without one. */
  readonly gone?: number;
}
