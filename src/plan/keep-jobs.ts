import { madeBy } from './made-by.ts';
import type { Plan, PlannedJob } from './plan.ts';

/** The plan with some of its legs alone. Nobody waits for what is left out: whoever leaves it out sees to it. */
export function keepJobs(plan: Plan, predicate: (job: PlannedJob) => boolean): Plan {
  const all = new Map(plan.jobs.map((job) => [job.id, job]));
  const jobs = plan.jobs.filter(predicate);
  const kept = new Set(jobs.map((job) => job.id));
  return {
    ...plan,
    jobs: jobs.map((job) => {
      const leftOut = job.needs.flatMap(({ id }) => {
        const outputs = kept.has(id) ? [] : madeBy(all.get(id));
        return outputs.length === 0 ? [] : [{ id, outputs }];
      });
      return {
        ...job,
        needs: job.needs.filter((need) => kept.has(need.id)),
        ...(leftOut.length > 0 && { leftOut: [...(job.leftOut ?? []), ...leftOut] }),
      };
    }),
  };
}
