import type { ReceiptsAsked } from '../../release/plan/receipt-checks.ts';
import { requiredChecks } from '../../release/receipts/required-checks.ts';
import type { Invocation } from '../commands/command.ts';
import { findReceipts } from '../receipts/find-receipts.ts';
import { judgeCommit } from '../receipts/judge-commit.ts';
import { findPolicy } from '../receipts/verify-policy.ts';
import type { Workplace } from '../workplace.ts';

export interface ReceiptSources {
  /** A folder; the usual one, where it is there, unless said. */
  readonly receipts?: string;
  readonly trustedRoot?: string;
}

/** Asks for receipts as `receipt verify` does, in the folder and in git notes; undefined when the definition demands none, and nobody asks. */
export async function askReceipts(
  invocation: Invocation,
  workplace: Workplace,
  {
    subject,
    sources,
  }: { readonly subject: { commit: string; tree: string }; readonly sources: ReceiptSources },
): Promise<ReceiptsAsked | undefined> {
  const { pipeline } = workplace.definition;
  if (pipeline.release.receipts === undefined && sources.receipts === undefined) return undefined;
  const found = await findPolicy(invocation, workplace, {});
  const { checks, unknownJobs } = requiredChecks(pipeline, found.policy);
  const [branch] = found.policy.branches;
  if (unknownJobs.length > 0)
    return { kind: 'not_judged', why: `a push to ${branch} never runs ${unknownJobs.join(', ')}` };
  if (checks.length === 0) return { kind: 'not_judged', why: `a push to ${branch} runs no check` };
  const { directory } = invocation;
  const names = sources.receipts === undefined ? [] : [sources.receipts];
  const readings = await findReceipts(directory, { names, notes: true, tree: subject.tree });
  const verdict = await judgeCommit(workplace, found, {
    ...{ subject, readings, required: checks, directory },
    trustedRoot: sources.trustedRoot,
  });
  return { kind: 'judged', verdict };
}
