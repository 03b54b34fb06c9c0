import type { JobFinished, Verdict } from '../run/run-event.ts';

/** How a leg ended, before it is written down. */
export interface LegResult {
  readonly verdict: Verdict;
  readonly attempts: number;
  readonly reason?: string;
  readonly failure?: NonNullable<JobFinished['failure']>;
  readonly values?: Readonly<Record<string, string>>;
}
