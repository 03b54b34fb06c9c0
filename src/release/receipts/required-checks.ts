import type { SystemName } from '../../pipeline/config.ts';
import { formatPlatform, type Pipeline } from '../../pipeline/pipeline.ts';
import { checksOfPush, USUAL_BRANCH } from '../../run/receipt-legs.ts';
import type { ReceiptPolicy } from './policy.ts';

/** A check that must have passed, and where it runs. */
export interface RequiredCheck {
  readonly leg: string;
  readonly job: string;
  readonly platform: string;
  readonly system: SystemName;
  readonly workflow: string;
}

/** Jobs that a policy names and no push to its branch runs. */
export interface RequiredChecks {
  readonly checks: readonly RequiredCheck[];
  readonly unknownJobs: readonly string[];
}

/**
 * What a push to the policy's branch runs, by the plan: every leg of a matrix, each platform with the system that owns it. What may fail
 * (`allowFailure`), waits for a person, publishes or belongs to no system is no requirement, unless the policy names its job.
 */
export function requiredChecks(pipeline: Pipeline, { branches, jobs }: ReceiptPolicy): RequiredChecks {
  const [branch = USUAL_BRANCH] = branches;
  const found = new Map<string, RequiredCheck>();
  for (const { workflow, leg } of checksOfPush(pipeline, branch, jobs)) {
    if (leg.owner === undefined) continue;
    // A check that runs twice on purpose is required of both systems.
    const key = `${leg.owner} ${leg.id}`;
    if (found.has(key)) continue;
    const platform = formatPlatform(leg.platform);
    found.set(key, { leg: leg.id, job: leg.job, platform, system: leg.owner, workflow });
  }
  const known = new Set([...found.values()].map(({ job }) => job));
  return {
    checks: [...found.values()],
    unknownJobs: (jobs ?? []).filter((job) => !known.has(job)),
  };
}
