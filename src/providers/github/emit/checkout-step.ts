import type { UsesStep } from '../document.ts';
import { actionOf, type WorkflowContext } from './job-context.ts';

/** The token stays out of the checkout, where every later step could read it. */
export function checkoutStep(flow: WorkflowContext): UsesStep {
  return {
    kind: 'uses',
    name: 'Check out the code',
    uses: actionOf(flow, 'actions/checkout'),
    with: { 'persist-credentials': false },
  };
}
