import { LOCKSTEP_VERSION } from '../../../pipeline/lockstep-version.ts';
import { lockstepToolchain } from '../../../plan/lockstep-toolchain.ts';
import type { PlannedJob } from '../../../plan/plan.ts';
import { receiptLegs } from '../../../run/receipt-legs.ts';
import { type JobDocument, ownShellText, type RunStep, type UsesStep } from '../document.ts';
import {
  allOf,
  anyOf,
  call,
  context,
  type Expression,
  equal,
  literal,
  Template,
} from '../expression/expression.ts';
import { problem } from '../problem.ts';
import { addedJob } from './added-job.ts';
import { capabilitySteps } from './capability-steps.ts';
import { checkoutStep } from './checkout-step.ts';
import { actionOf, type JobContext, type WorkflowContext } from './job-context.ts';
import { lockstepSteps } from './toolchain-steps.ts';

const KEY = 'lockstep-receipts';
const FOLDER = 'lockstep-receipts';

/**
 * One job that signs receipts for all others, where the definition demands them: it alone may ask for an identity token, and runs nothing of the
 * project. It learns how the others ended from GitHub (docs.github.com, "Contexts", `needs`), not from them. For pushes to the branch of the policy.
 */
export function receiptsJob(flow: WorkflowContext): JobDocument | undefined {
  const { branch, legs } = receiptLegs(flow.pipeline, {
    workflow: flow.own.workflow.name,
    system: 'github',
  });
  const told = legs.filter((leg) => isTold(flow, leg));
  const jobs = [...new Set(told.map((leg) => leg.job as string))].filter((name) => flow.jobs.has(name));
  if (jobs.length === 0) return undefined;
  const added = addedJob(flow, KEY, 'workflows whose checks a release demands');
  if (added === undefined) return undefined;
  return {
    ...added,
    timeoutMinutes: 15,
    permissions: PERMISSIONS,
    remark: 'Signs for the jobs above what they came to: a release demands it.',
    name: `receipts (${flow.own.workflow.name})`,
    needs: jobs,
    condition: allOf(
      call('always'),
      equal(context('github', 'event_name'), 'push'),
      equal(context('github', 'ref'), `refs/heads/${branch}`),
    ),
    steps: [
      checkoutStep(flow),
      ...lockstepSteps(flow, lockstepOf(flow), false),
      writeStep(flow, told),
      keepStep(flow),
    ],
  };
}

const PERMISSIONS = [
  { scope: 'contents', access: 'read', reason: 'to check out the code' },
  { scope: 'id-token', access: 'write', reason: 'to sign, by the identity of this job' },
] as const;

/** A job that ends early and well for want of something says "success" of what it has not done. */
function isTold(flow: WorkflowContext, leg: PlannedJob): boolean {
  const job = flow.jobs.get(leg.job);
  if (job === undefined || !mayBeSkipped(flow, job)) return true;
  flow.problems.add(
    problem(
      'receipt-not-told',
      ['jobs', leg.job, 'wants'],
      `GitHub Actions cannot tell whether ${leg.id} ran or was skipped for want of something, so it gets no receipt.`,
      {
        severity: 'warning',
        fix: `Say 'requires' in place of 'wants', run '${leg.job}' only where all of it is there, or name the jobs that a release demands: release.receipts.jobs.`,
      },
    ),
  );
  return false;
}

function mayBeSkipped(flow: WorkflowContext, job: JobContext): boolean {
  return capabilitySteps(flow, job).met !== undefined;
}

/** The one that the definition's jobs call, so that all of them speak of the same; else the one that writes the file. */
function lockstepOf(flow: WorkflowContext) {
  const toolchains = flow.own.jobs
    .flatMap(({ legs }) => legs.map((leg) => leg.toolchains))
    .find((some) => lockstepToolchain(some) !== undefined);
  const own = toolchains?.filter(({ name }) => name === 'lockstep') ?? [];
  return own.length > 0 ? own : [{ name: 'lockstep' as const, version: LOCKSTEP_VERSION }];
}

/** A line for each leg. Of a job with several, GitHub tells one result for all: when one has failed, nothing is claimed of any. */
function writeStep(flow: WorkflowContext, legs: readonly PlannedJob[]): RunStep {
  const lines = legs.flatMap((leg, index): (string | Expression)[] => [
    index === 0 ? '' : '\n',
    resultOf(leg, flow.jobs.get(leg.job)?.own.legs.length ?? 1),
    ` ${leg.id}`,
  ]);
  return {
    kind: 'run',
    name: 'Write the receipts',
    id: 'lockstep-receipts',
    env: { LOCKSTEP_VERDICTS: new Template(lines.filter((part) => part !== '')) },
    run: ownShellText(`lockstep receipt create --workflow ${flow.own.workflow.name} --output ${FOLDER}`),
    shell: 'bash',
  };
}

function resultOf({ job }: PlannedJob, legs: number): Expression {
  const result = context('needs', job, 'result');
  if (legs === 1) return result;
  return anyOf(allOf(equal(result, 'failure'), literal('cancelled')), result);
}

function keepStep(flow: WorkflowContext): UsesStep {
  return {
    kind: 'uses',
    name: 'Keep the receipts',
    condition: undefined,
    uses: actionOf(flow, 'actions/upload-artifact'),
    with: {
      name: `${KEY}-${flow.own.workflow.name}`,
      path: [`${FOLDER}/*.json`],
      'if-no-files-found': 'ignore',
      'retention-days': RETENTION_DAYS,
    },
  };
}

/** As long as GitHub keeps anything of a public repository; a policy asks for younger ones anyway. */
const RETENTION_DAYS = 90;
