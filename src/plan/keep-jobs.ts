import { madeBy } from './made-by.ts';
import type { LegId, Plan, PlannedJob, PlannedNeed } from './plan.ts';

/**
 * The plan with some of its legs alone. Nobody waits for what is left out, but the order stays: who needed it waits for what it would
 * have waited for, and remembers what it has made.
 */
export function keepJobs(plan: Plan, predicate: (job: PlannedJob) => boolean): Plan {
  const kept = new Set(plan.jobs.filter(predicate).map((job) => job.id));
  const all = new Map(plan.jobs.map((job) => [job.id, job]));
  /** What a leg that is left out would have waited for. */
  const behind = new Map<LegId, readonly PlannedNeed[]>();
  const jobs: PlannedJob[] = [];
  for (const job of plan.jobs) {
    const direct = job.needs.filter((need) => kept.has(need.id));
    const known = new Set(direct.map((need) => need.id));
    const inherited: PlannedNeed[] = [];
    for (const { id } of job.needs.flatMap((need) => behind.get(need.id) ?? [])) {
      // What it hands on went to the leg between.
      if (!known.has(id)) inherited.push({ id, artifacts: [] });
      known.add(id);
    }
    const needs = [...direct, ...inherited];
    if (kept.has(job.id)) jobs.push({ ...job, needs, ...leftOutOf(job, kept, all) });
    else behind.set(job.id, needs);
  }
  return { ...plan, jobs };
}

function leftOutOf(
  job: PlannedJob,
  kept: ReadonlySet<LegId>,
  all: ReadonlyMap<LegId, PlannedJob>,
): Pick<PlannedJob, 'leftOut'> {
  const leftOut = job.needs.flatMap(({ id }) => {
    const outputs = kept.has(id) ? [] : madeBy(all.get(id));
    return outputs.length === 0 ? [] : [{ id, outputs }];
  });
  return leftOut.length === 0 ? {} : { leftOut: [...(job.leftOut ?? []), ...leftOut] };
}
