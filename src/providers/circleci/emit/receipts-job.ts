import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { LOCKSTEP_VERSION } from '../../../pipeline/lockstep-version.ts';
import type { Pipeline, Trigger, Workflow } from '../../../pipeline/pipeline.ts';
import { lockstepToolchain, USUAL_NODE } from '../../../plan/lockstep-toolchain.ts';
import type { PlannedJob } from '../../../plan/plan.ts';
import type { SystemWorkflow } from '../../../plan/system-plan.ts';
import { receiptLegs } from '../../../run/receipt-legs.ts';
import { type DraftJob, type Invocation, type Requirement, shellText } from '../document.ts';
import { VERDICTS_VARIABLE, wrapping } from '../leg-tokens.ts';
import { circleName } from '../names.ts';
import type { Bodies } from './bodies.ts';
import { mayBeSkipped } from './capabilities.ts';
import { conditionOf } from './conditions.ts';
import { inFolder } from './definition-folder.ts';
import { imageOf } from './images.ts';
import { problem } from './problem.ts';
import { installLockstep } from './toolchain-steps.ts';

const NAME = 'lockstep-receipts';
const FOLDER = 'lockstep-receipts';

export interface ReceiptsOptions {
  readonly pipeline: Pipeline;
  readonly bodies: Bodies;
  readonly folder: string | undefined;
  readonly startable: boolean;
  /** What is to be waited for, so that all of these legs have passed. */
  requirementsOf(legs: readonly PlannedJob[]): readonly Requirement[];
}

/**
 * One job that signs receipts for all others, where the definition demands them: it runs nothing of the project, and only when all others have
 * passed, which CircleCI sees to (`requires`). For pushes to the branch of the policy.
 */
export function receiptsJob(
  { workflow, jobs }: SystemWorkflow,
  options: ReceiptsOptions,
): { readonly invocation: Invocation | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const { branch, legs } = receiptLegs(options.pipeline, { workflow: workflow.name, system: 'circleci' });
  const here = new Set(jobs.flatMap((job) => job.legs.map((leg) => leg.id)));
  const own = legs.filter((leg) => here.has(leg.id));
  const told = own.filter((leg) => !mayBeSkipped(leg));
  const diagnostics = own.filter((leg) => !told.includes(leg)).map(notTold);
  if (told.length === 0) return { invocation: undefined, diagnostics };
  const name = `${NAME}-${circleName(workflow.name)}`;
  const trigger: Trigger = { kind: 'push', branches: [branch] };
  const { text } = conditionOf(trigger, {
    workflow,
    index: 0,
    name: workflow.name,
    startable: options.startable,
  });
  return {
    diagnostics,
    invocation: {
      job: options.bodies.job([name], inFolder(bodyOf(workflow, told, options.folder), options.folder)),
      name: undefined,
      requires: options.requirementsOf(told),
      contexts: [],
      filters: text === undefined ? undefined : { kind: 'expression', text },
      serialGroup: undefined,
      matrix: undefined,
      arguments: {},
      raw: {},
    },
  };
}

function notTold(leg: PlannedJob): Diagnostic {
  return problem(
    'receipt-not-told',
    ['jobs', leg.job, 'wants'],
    `CircleCI cannot tell whether ${leg.id} ran or was skipped for want of something, so it gets no receipt.`,
    {
      severity: 'warning',
      fix: `Say 'requires' in place of 'wants', run '${leg.job}' only where all of it is there, or name the jobs that a release demands: release.receipts.jobs.`,
    },
  );
}

function bodyOf(workflow: Workflow, legs: readonly PlannedJob[], folder: string | undefined): DraftJob {
  const own = legs.map(({ toolchains }) => lockstepToolchain(toolchains)).find((one) => one !== undefined);
  const lockstep = own?.package ?? `lockstep@${LOCKSTEP_VERSION}`;
  const verdicts = legs.map(({ id }) => `success ${id}`).join('\n');
  return {
    description: 'signs for the other jobs what they came to: a release demands it',
    parameters: [],
    machine: {
      docker: [{ image: imageOf({ name: 'node', version: USUAL_NODE }, '').image }],
      resourceClass: 'small',
      shell: '/bin/bash -eo pipefail',
    },
    parallelism: undefined,
    environment: new Map([[VERDICTS_VARIABLE, verdicts]]),
    steps: [
      { kind: 'checkout' },
      installLockstep(lockstep),
      {
        kind: 'run',
        name: wrapping('write the receipts'),
        command: shellText(
          `"$HOME/lockstep/npm/bin/lockstep" receipt create --workflow ${workflow.name} --output ${FOLDER}`,
        ),
      },
      {
        kind: 'store_artifacts',
        path: folder === undefined ? FOLDER : `${folder}/${FOLDER}`,
        destination: FOLDER,
      },
    ],
    raw: {},
  };
}
