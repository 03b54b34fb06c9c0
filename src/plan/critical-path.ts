import type { Milliseconds } from '../pipeline/pipeline.ts';
import type { LegId, PlannedJob } from './plan.ts';

export interface CriticalPath {
  /** From the first leg to the last. */
  readonly legs: readonly LegId[];
  readonly duration: Milliseconds;
}

/**
 * For each leg: its own duration and that of the longest chain of legs that wait for it. Starting the highest rank first
 * keeps the critical path moving (list scheduling by upward rank, as in HEFT: Topcuoglu, Hariri and Wu 2002).
 */
export function upwardRanks(
  jobs: readonly PlannedJob[],
  duration: (leg: LegId) => Milliseconds,
): ReadonlyMap<LegId, Milliseconds> {
  const ranks = new Map<LegId, Milliseconds>();
  const behind = new Map<LegId, Milliseconds>();
  // A plan lists needs before those who need them, so backwards every dependant is known first.
  for (const job of [...jobs].reverse()) {
    const rank = duration(job.id) + (behind.get(job.id) ?? 0);
    ranks.set(job.id, rank);
    for (const need of job.needs) behind.set(need.id, Math.max(behind.get(need.id) ?? 0, rank));
  }
  return ranks;
}

/** The longest chain of needs. Empty for a plan without jobs. */
export function criticalPath(
  jobs: readonly PlannedJob[],
  duration: (leg: LegId) => Milliseconds,
): CriticalPath {
  const ends = new Map<LegId, { total: Milliseconds; from: LegId | undefined }>();
  let last: LegId | undefined;
  for (const job of jobs) {
    let from: LegId | undefined;
    let before = 0;
    for (const need of job.needs) {
      const end = ends.get(need.id)?.total ?? 0;
      if (from === undefined || end > before) [from, before] = [need.id, end];
    }
    ends.set(job.id, { total: before + duration(job.id), from });
    if (last === undefined || before + duration(job.id) > (ends.get(last)?.total ?? 0)) last = job.id;
  }
  const legs: LegId[] = [];
  for (let leg = last; leg !== undefined; leg = ends.get(leg)?.from) legs.unshift(leg);
  return { legs, duration: last === undefined ? 0 : (ends.get(last)?.total ?? 0) };
}
