import type { SystemName } from '../pipeline/config.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { PipelineEvent } from '../plan/event.ts';
import type { ReadWorkflow } from '../providers/provider.ts';

/** A check that must have passed before something may be merged, as the system that owns it calls it. */
export interface RequiredCheck {
  readonly system: SystemName;
  readonly workflow: string;
  /** The file that the workflow stands in. */
  readonly path: string;
  /** As the system calls the job. */
  readonly name: string;
  /** What of the plan that is: several where shards are machines of one job. */
  readonly legs: readonly string[];
  /** Until when it must have begun. Milliseconds after the first that was heard of the commit. */
  readonly budget: number;
}

/** Of workflows without a budget. Milliseconds. */
export const USUAL_BUDGET = 30 * 60_000;

/**
 * What an event demands of both systems, by the files that lockstep emits for them, read back. No requirement is what may fail, what waits
 * for a person, what only runs after a failure, and what publishes.
 */
export function requiredChecks(
  pipeline: Pipeline,
  workflows: readonly ReadWorkflow[],
  event: PipelineEvent,
): readonly RequiredCheck[] {
  const jobs = new Map(pipeline.jobs.map((job) => [String(job.name), job]));
  const found = new Map<string, RequiredCheck>();
  for (const read of workflows) {
    const declared = pipeline.workflows.find(({ name }) => name === read.name);
    for (const { job: name, leg, checkName, approval } of read.react(event).runs) {
      const job = jobs.get(name);
      if (job === undefined || approval || job.allowFailure) continue;
      if (job.when === 'on_failure' || job.category === 'release') continue;
      const key = `${read.system} ${read.path} ${read.name} ${checkName}`;
      const known = found.get(key);
      found.set(key, {
        ...{ system: read.system, workflow: read.name, path: read.path, name: checkName },
        legs: [...(known?.legs ?? []), leg],
        budget: declared?.budget ?? USUAL_BUDGET,
      });
    }
  }
  return [...found.values()];
}
