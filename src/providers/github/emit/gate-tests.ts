import type { Job } from '../../../pipeline/pipeline.ts';
import { lockstepToolchain } from '../../../plan/lockstep-toolchain.ts';
import { ownShellText, type RunStep, type StepDocument } from '../document.ts';
import { checkoutStep } from './checkout-step.ts';
import { actionOf, type WorkflowContext } from './job-context.ts';
import { artifactNames } from './leg-name.ts';
import { lockstepSteps } from './toolchain-steps.ts';

const FOLDER = 'lockstep-reports';

/**
 * What every job's tests amount to, together. Only where the definition says which lockstep its jobs call: the gate then calls the
 * same. None where no check of the workflow reports tests.
 */
export function gateTests(flow: WorkflowContext, checks: readonly Job[]): readonly StepDocument[] {
  if (!checks.some(({ reports }) => reports.some(({ kind }) => kind === 'tests'))) return [];
  const toolchains = flow.own.jobs
    .flatMap(({ legs }) => legs.map((leg) => leg.toolchains))
    .find((some) => lockstepToolchain(some) !== undefined);
  if (toolchains === undefined) return [];
  return [
    checkoutStep(flow),
    ...lockstepSteps(
      flow,
      toolchains.filter(({ name }) => name === 'lockstep'),
      true,
    ),
    fetchReports(flow),
    JUDGE,
  ];
}

/** Each into a folder of its name, which is its leg's; no other artifact has an `@` in its name. */
function fetchReports(flow: WorkflowContext): StepDocument {
  const names = flow.own.jobs
    .filter(({ job }) => job.reports.length > 0)
    .flatMap(({ legs }) => [...artifactNames(legs).values()]);
  const [only] = names;
  return {
    kind: 'uses',
    name: 'Fetch the reports',
    uses: actionOf(flow, 'actions/download-artifact'),
    // A single one gets no folder by itself (README of the action, "Download multiple (filtered) Artifacts").
    with: { pattern: '*@*', path: names.length === 1 ? `${FOLDER}/${only}` : FOLDER },
  };
}

const JUDGE: RunStep = {
  kind: 'run',
  name: 'Judge the tests of all platforms',
  id: 'lockstep-tests',
  run: ownShellText(`lockstep report tests --kept ${FOLDER}`),
  shell: 'bash',
};
