import type { Job, JobName, Pipeline } from '../pipeline/pipeline.ts';

/**
 * The pipeline of `fix` commands: each job that has one, with that in place of its steps. They change the same files, so they share
 * a lock and run one after another.
 */
export function fixPipeline(pipeline: Pipeline, only: readonly JobName[] = []): Pipeline {
  const jobs = pipeline.jobs.filter(
    (job) => job.fix.length > 0 && (only.length === 0 || only.includes(job.name)),
  );
  return { ...pipeline, jobs: jobs.map(fixJob), workflows: [], defaultWorkflow: undefined };
}

function fixJob(job: Job): Job {
  return {
    ...job,
    title: `fix ${job.title}`,
    steps: job.fix,
    needs: [],
    when: 'on_success',
    locks: ['lockstep-fix'],
    matrix: undefined,
    shards: 1,
    artifacts: [],
    reports: [],
    values: [],
    retries: 0,
    allowFailure: false,
    services: [],
  };
}
