import { planRelease } from '../release/plan/release-plan.ts';
import { carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { askedTag } from './release/asked-tag.ts';
import { gatherFacts, USUAL_TAG } from './release/release-facts.ts';
import type { ReceiptSources } from './release/release-receipts.ts';
import { releasePlanJson, renderReleasePlan } from './render/release-plan-view.ts';
import { openWorkplace } from './workplace.ts';

export interface ReleasePlanOptions extends ReceiptSources {
  readonly json?: boolean;
}

/** Says what a tag would release and what stands against it, and touches nothing: 1 when something does, 2 when it cannot be asked. */
export async function performReleasePlan(
  invocation: Invocation,
  named: string | undefined,
  options: ReleasePlanOptions,
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const { root, definition } = workplace;
  const pattern = definition.pipeline.release.tag ?? USUAL_TAG;
  const tag = await askedTag(root, named, { pattern, env: process.env });
  const plan = planRelease(await gatherFacts(invocation, workplace, { tag, sources: options }));
  const console = carefulOutput(invocation.console);
  if (options.json === true) console.json(releasePlanJson(plan));
  else console.print(renderReleasePlan(plan, { style: console.style, width: console.screen.columns - 1 }));
  return isAgainst(plan.conclusion) ? EXIT.failed : EXIT.fine;
}

/** What could not be looked at stands against a release as well. */
export function isAgainst(conclusion: string): boolean {
  return conclusion === 'failed' || conclusion === 'not_checked';
}
