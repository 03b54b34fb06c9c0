import type { SystemName } from '../pipeline/config.ts';
import { isBad, isGood, type Verdict } from './run-event.ts';

/**
 * What one leg came to, and for what: the content of a receipt. It is written as an in-toto Statement v1
 * (github.com/in-toto/attestation, spec/v1/statement.md) with the predicate `test-result/v0.1` (spec/predicates/test-result.md).
 */
export interface Receipt {
  readonly subject: ReceiptSubject;
  /** The leg, `unit@linux(python=3.12)`: the name of the test in the predicate. */
  readonly leg: string;
  readonly job: string;
  /** `linux`, `macos/arm64`. */
  readonly platform: string;
  /** Values of the matrix. */
  readonly variant: Readonly<Record<string, string>>;
  readonly system: ReceiptSystem;
  /** Undefined when single jobs were run. */
  readonly workflow: string | undefined;
  readonly event: ReceiptEvent;
  /** `refs/heads/main`, `refs/tags/v1.2.3`, `refs/pull/7/merge`; undefined when nobody knows. */
  readonly ref: string | undefined;
  readonly verdict: Verdict;
  /** A failure that does not fail the run. */
  readonly allowed: boolean;
  readonly configuration: ReceiptConfiguration;
  readonly run: {
    /** The run's id here, or the CI system's. */
    readonly id: string;
    /** How often the run has been started: whole, from 1. A later one makes the earlier ones of the same run void. */
    readonly attempt: number;
    /** Page of the run. */
    readonly url: string | undefined;
  };
  /** Milliseconds since 1970; undefined when nobody measured it. */
  readonly startedAt: number | undefined;
  /** Milliseconds since 1970. */
  readonly finishedAt: number;
  /** Version of lockstep. */
  readonly lockstep: string;
}

/** Where and why something ran. */
export type ReceiptPlace = Pick<Receipt, 'system' | 'event' | 'ref' | 'run'>;

export type ReceiptSystem = SystemName | 'local';

/** Object ids in lower-case hexadecimal, SHA-1 or SHA-256 (spec/v1/digest_set.md, `gitCommit` and `gitTree`). */
export interface ReceiptSubject {
  readonly commit: string;
  readonly tree: string;
}

/** What happened that made it run; `unknown` is nothing that a policy accepts. */
export type ReceiptEvent =
  | 'push'
  | 'pull_request'
  | 'tag'
  | 'release'
  | 'manual'
  | 'schedule'
  | 'local'
  | 'unknown';

export interface ReceiptConfiguration {
  /** Path of the definition in the repository. */
  readonly path: string;
  /** SHA-256 of what it says: equal for equal meaning, whatever the format and the comments. */
  readonly digest: string;
}

export type TestResult = 'PASSED' | 'WARNED' | 'FAILED';

/**
 * What a verdict is called in the predicate. A check that was skipped, cancelled or not finished has no word there: it is FAILED with no test
 * named, so that whoever reads `result` alone does not take it for a pass, and whoever reads the names finds none.
 */
export function resultOf({ verdict, allowed }: Pick<Receipt, 'verdict' | 'allowed'>): TestResult {
  if (verdict === 'flaky' || (allowed && isBad(verdict))) return 'WARNED';
  return isGood(verdict) ? 'PASSED' : 'FAILED';
}

/** May what was checked go on? What is allowed to fail proves nothing when it has failed. */
export function isProof({ verdict }: Receipt): boolean {
  return isGood(verdict);
}
