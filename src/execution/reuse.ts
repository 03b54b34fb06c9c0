import type { PlannedJob } from '../plan/plan.ts';
import type { Fingerprint } from '../run/fingerprint.ts';
import type { EndedLeg, JobResults } from './cache/job-results.ts';
import type { LegResult } from './leg-result.ts';
import type { RunContext } from './run-context.ts';
import { warn } from './warning.ts';

/** What was found when a leg's earlier result was looked for. */
export interface Reuse {
  /** The leg's result, when there was one. */
  readonly result?: LegResult;
  /** Why there was none. */
  readonly because?: string;
  readonly fingerprint: Fingerprint;
}

/** Undefined for a leg that always runs. */
export async function tryToReuse(
  context: RunContext,
  job: PlannedJob,
  results: JobResults | undefined,
): Promise<Reuse | undefined> {
  const found = await results?.lookUp(context, job);
  if (results === undefined || found === undefined || found.kind === 'unkept') return undefined;
  const { fingerprint } = found;
  if (found.kind === 'unknown') return { because: found.because, fingerprint };
  if (!(await results.restore(context, job, found.result)))
    return { because: 'what it had made could not be restored', fingerprint };
  const { values, run } = found.result;
  const result: LegResult = {
    verdict: 'reused',
    attempts: 0,
    reason: `nothing it depends on has changed since ${run}`,
    ...(Object.keys(values).length > 0 && { values }),
  };
  return { result, fingerprint };
}

/** Keeps what a leg came to for the next run, and says so when that cannot be. */
export async function keepResult(
  context: RunContext,
  job: PlannedJob,
  results: JobResults | undefined,
  ended: EndedLeg,
): Promise<void> {
  const problem = await results?.keep(context, job, ended);
  if (problem !== undefined) warn(context, job, `its result is not kept for the next run: ${problem}`);
}
