import type { Plan, PlannedJob } from './plan.ts';

/** The plan with some of its legs alone. Nobody waits for what is left out: whoever leaves it out sees to it. */
export function keepJobs(plan: Plan, predicate: (job: PlannedJob) => boolean): Plan {
  const jobs = plan.jobs.filter(predicate);
  const kept = new Set(jobs.map((job) => job.id));
  return {
    ...plan,
    jobs: jobs.map((job) => ({ ...job, needs: job.needs.filter((need) => kept.has(need.id)) })),
  };
}
