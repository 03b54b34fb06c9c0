import type { Job } from '../../../pipeline/pipeline.ts';
import type { UsesStep } from '../document.ts';
import { actionOf, type WorkflowContext } from './job-context.ts';

/** The token stays out of the checkout, where every later step could read it. `job` is whose steps come after. */
export function checkoutStep(flow: WorkflowContext, job?: Job): UsesStep {
  const judges =
    job?.steps.some(({ run }) => /\blockstep (?:release (?:plan|build)|receipt verify)\b/.test(run)) === true;
  return {
    kind: 'uses',
    name: 'Check out the code',
    uses: actionOf(flow, 'actions/checkout'),
    with: { 'persist-credentials': false, ...(judges && { 'fetch-depth': 0 }) },
    ...(judges && { reasons: { 'fetch-depth': 'whether a tag is on its branch, all of the history tells' } }),
  };
}
