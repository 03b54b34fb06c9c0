import {
  formatPlatform,
  type Job,
  type JobName,
  type Pipeline,
  type Platform,
  type Workflow,
} from './pipeline.ts';

/** The platform both can mean; undefined when there is none. An absent architecture means any. */
export function commonPlatform(a: Platform, b: Platform): Platform | undefined {
  if (a.os !== b.os) return undefined;
  if (a.arch !== undefined && b.arch !== undefined && a.arch !== b.arch) return undefined;
  return { os: a.os, arch: a.arch ?? b.arch };
}

/** Where a job runs within a workflow: on the workflow's platforms, or on those of its own that the workflow has too. */
export function platformsIn(workflow: Workflow, job: Job): readonly Platform[] {
  const { platforms } = job;
  const met =
    platforms === undefined
      ? workflow.platforms
      : platforms.flatMap((own) =>
          workflow.platforms.flatMap((offered) => commonPlatform(own, offered) ?? []),
        );
  return [...new Map(met.map((platform) => [formatPlatform(platform), platform])).values()];
}

/** The jobs of a workflow: those it names, and all that these need. Names that no job has are left out. */
export function jobsOf(pipeline: Pipeline, workflow: Workflow): readonly Job[] {
  return withNeeds(pipeline, workflow.jobs ?? pipeline.jobs.map((job) => job.name));
}

/** The jobs named, and all that these need, in the order of the definition. Names that no job has are left out. */
export function withNeeds(pipeline: Pipeline, names: readonly JobName[]): readonly Job[] {
  const byName = new Map<string, Job>(pipeline.jobs.map((job) => [job.name, job]));
  const taken = new Set<string>();
  const pending: string[] = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const job = byName.get(name);
    if (job === undefined || taken.has(name)) continue;
    taken.add(name);
    pending.push(...job.needs.map((need) => need.job));
  }
  return pipeline.jobs.filter((job) => taken.has(job.name));
}

/** Do two platforms mean machines in common, an unnamed architecture being any? */
export function platformsOverlap(a: Platform, b: Platform): boolean {
  return commonPlatform(a, b) !== undefined;
}

/** Is a machine of this platform meant by any of these? An absent list means every platform. */
export function includesPlatform(platforms: readonly Platform[] | undefined, platform: Platform): boolean {
  return platforms?.some((one) => platformsOverlap(one, platform)) ?? true;
}
