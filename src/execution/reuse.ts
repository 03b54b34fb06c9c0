import type { PlannedJob } from '../plan/plan.ts';
import type { EndedLeg, JobResults } from './cache/job-results.ts';
import type { LegResult } from './leg-result.ts';
import type { RunContext } from './run-context.ts';
import { warn } from './warning.ts';

/** What was found when a leg's earlier result was looked for. */
export type Reuse =
  | { readonly kind: 'reused'; readonly result: LegResult }
  /** There is one, and what it made is not in the workspace as it should be. */
  | { readonly kind: 'restorable' }
  /** What it comes to now is to be kept, unless something is in the way. */
  | { readonly kind: 'none'; readonly because: string };

/**
 * Undefined for a leg that always runs. Files are written only with `restore`, which is for whoever holds the leg's lock: another run
 * may be at work with it.
 */
export async function tryToReuse(
  context: RunContext,
  job: PlannedJob,
  results: JobResults | undefined,
  { restore }: { readonly restore: boolean },
): Promise<Reuse | undefined> {
  if (results === undefined) return undefined;
  const found = await unlessRefused(() => results.lookUp(context, job));
  // A leg whose files cannot be looked at runs as it would without a cache.
  if (typeof found === 'string' || found.kind === 'unkept') return undefined;
  if (found.kind === 'unknown') return { kind: 'none', because: found.because };
  const gap = await results.gap(context, job, found.result);
  if (gap === undefined) return { kind: 'none', because: 'what it had made cannot be put in place' };
  const missing = gap.wrong.length + gap.modes.length + gap.strays.length > 0;
  if (missing && !restore) return { kind: 'restorable' };
  const because = await unlessRefused(() => results.restore(context, job, found.result, gap));
  if (because !== undefined) return { kind: 'none', because };
  const { values, run } = found.result;
  const result: LegResult = {
    verdict: 'reused',
    attempts: 0,
    reason: `nothing it depends on has changed since ${run}`,
    ...(Object.keys(values).length > 0 && { values }),
  };
  return { kind: 'reused', result };
}

/** Before a leg runs whose result is to be kept. What cannot be taken away is noticed when it is. */
export async function prepareToKeep(
  context: RunContext,
  job: PlannedJob,
  results: JobResults | undefined,
): Promise<void> {
  await unlessRefused(async () => results?.prepare(context, job));
}

/** What the system says when it refuses something: no cache may make a leg fail that passes without one. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return message;
  }
}

/** Keeps what a leg came to for the next run, and says so when that cannot be. */
export async function keepResult(
  context: RunContext,
  job: PlannedJob,
  results: JobResults | undefined,
  ended: EndedLeg,
): Promise<void> {
  const problem = await unlessRefused(async () => results?.keep(context, job, ended));
  if (problem !== undefined) warn(context, job, `its result is not kept for the next run: ${problem}`);
}
