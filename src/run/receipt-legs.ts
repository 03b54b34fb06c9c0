import type { ReceiptsConfig } from '../pipeline/config.ts';
import type { Pipeline, WorkflowName } from '../pipeline/pipeline.ts';
import { planEvent } from '../plan/make-plan.ts';
import type { PlannedJob } from '../plan/plan.ts';
import { isCheck } from './receipts-of-run.ts';

/** The branch whose pushes say what is required, unless a policy names another. */
export const USUAL_BRANCH = 'main';

export interface CheckedLeg {
  readonly workflow: WorkflowName;
  readonly leg: PlannedJob;
}

/**
 * What a push to a branch runs and a release may demand: every leg of a matrix. What may fail (`allowFailure`), waits for a person or publishes is
 * none of it, unless `jobs` names it.
 */
export function checksOfPush(
  pipeline: Pipeline,
  branch: string,
  jobs: readonly string[] | undefined,
): readonly CheckedLeg[] {
  return planEvent(pipeline, { kind: 'push', branch }).flatMap(({ workflow, plan }) =>
    (plan?.jobs ?? [])
      .filter((leg) => leg.category !== 'setup')
      .filter((leg) => (jobs === undefined ? isCheck(leg) && !leg.allowFailure : jobs.includes(leg.job)))
      .map((leg) => ({ workflow: workflow.name, leg })),
  );
}

/** Has the definition said itself when its job writes a receipt? Then nobody writes a second one. */
function writesOwn({ steps }: PlannedJob): boolean {
  return steps.some(({ run }) => /\blockstep receipt create\b/.test(run));
}

/** The legs of a workflow whose receipts the files of a CI system write by themselves; none where no receipts are demanded. */
export function receiptLegs(
  pipeline: Pipeline,
  { workflow, system }: { readonly workflow: WorkflowName; readonly system: PlannedJob['owner'] },
): { readonly branch: string; readonly legs: readonly PlannedJob[] } {
  const { receipts }: { readonly receipts?: ReceiptsConfig } = pipeline.release;
  const [branch = USUAL_BRANCH] = receipts?.branches ?? [];
  if (receipts === undefined) return { branch, legs: [] };
  const legs = checksOfPush(pipeline, branch, receipts.jobs)
    .filter((one) => one.workflow === workflow && one.leg.owner === system)
    .map(({ leg }) => leg)
    .filter((leg) => !writesOwn(leg));
  return { branch, legs };
}
