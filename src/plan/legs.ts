import {
  formatPlatform,
  type Job,
  type JobName,
  type MatrixCell,
  type Platform,
  type Workflow,
} from '../pipeline/pipeline.ts';
import { platformsIn } from '../pipeline/platform-match.ts';
import { expandMatrix } from './expand-matrix.ts';
import type { LegId, SkippedJob } from './plan.ts';

/** One cell of job × platform × matrix × shard, before its edges and values are known. */
export interface Leg {
  readonly id: LegId;
  readonly job: Job;
  readonly platform: Platform;
  readonly cell: MatrixCell;
  readonly shard: { readonly index: number; readonly total: number } | undefined;
}

const LINUX: Platform = { os: 'linux', arch: undefined };

export function legId(job: string, platform: Platform, cell: MatrixCell, shard?: Leg['shard']): LegId {
  const values = Object.entries(cell).map(([axis, value]) => `${axis}=${value}`);
  const matrix = values.length === 0 ? '' : `(${values.join(',')})`;
  const part = shard === undefined ? '' : `#${shard.index}of${shard.total}`;
  return `${job}@${formatPlatform(platform)}${matrix}${part}` as LegId;
}

/** The job of a leg, by the leg's id alone: no job's name has an `@`. */
export function jobOfLeg(leg: LegId): JobName {
  return (leg.split('@')[0] ?? leg) as JobName;
}

/** The platforms a job has: those of the workflow, or the job's own when there is no workflow. */
function platformsOf(job: Job, workflow: Workflow | undefined): readonly Platform[] {
  return workflow === undefined ? (job.platforms ?? [LINUX]) : platformsIn(workflow, job);
}

/** Expands jobs into legs; a job without a platform in this workflow is skipped, with the reason. */
export function expandLegs(
  jobs: readonly Job[],
  workflow: Workflow | undefined,
): { legs: Leg[]; skipped: SkippedJob[] } {
  const legs: Leg[] = [];
  const skipped: SkippedJob[] = [];
  for (const job of jobs) {
    const platforms = platformsOf(job, workflow);
    if (platforms.length === 0) {
      const only = (job.platforms ?? []).map(formatPlatform).join(', ');
      const offered = (workflow?.platforms ?? []).map(formatPlatform).join(', ');
      skipped.push({
        id: job.name,
        job: job.name,
        reason: `only on ${only}; ${workflow?.name} is for ${offered}`,
      });
    }
    for (const platform of platforms)
      for (const cell of expandMatrix(job.matrix)) legs.push(...shards(job, platform, cell));
  }
  return { legs, skipped };
}

function shards(job: Job, platform: Platform, cell: MatrixCell): Leg[] {
  if (job.shards <= 1)
    return [{ id: legId(job.name, platform, cell), job, platform, cell, shard: undefined }];
  return Array.from({ length: job.shards }, (_, index) => {
    const shard = { index: index + 1, total: job.shards };
    return { id: legId(job.name, platform, cell, shard), job, platform, cell, shard };
  });
}
