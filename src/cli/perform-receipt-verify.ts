import { resolve } from 'node:path';
import { systemGit } from '../platform/git.ts';
import type { ReceiptVerdict } from '../release/receipts/receipt-verdict.ts';
import { requiredChecks } from '../release/receipts/required-checks.ts';
import type { ReceiptSubject } from '../run/receipt.ts';
import { carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { SigningFailed } from './open-signer.ts';
import { findReceipts } from './receipts/find-receipts.ts';
import { judgeCommit } from './receipts/judge-commit.ts';
import { subjectOf } from './receipts/receipt-subject.ts';
import { type FoundPolicy, findPolicy, type PolicyOptions } from './receipts/verify-policy.ts';
import { type SummaryOptions, type WrittenSummary, writeSummary } from './receipts/write-summary.ts';
import { verdictJson, verdictLines } from './render/receipts.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

export interface ReceiptVerifyOptions extends PolicyOptions, SummaryOptions {
  readonly commit?: string;
  readonly notes?: boolean;
  readonly trustedRoot?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * `lockstep receipt verify`: does every required check have a receipt that counts? 1 when one has not, 4 when there was nothing to look at. What
 * cannot be read is no receipt: it fails nothing by itself, as anybody can put a file into a folder, and is named.
 */
export async function performReceiptVerify(
  invocation: Invocation,
  names: readonly string[],
  options: ReceiptVerifyOptions,
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const found = await findPolicy(invocation, workplace, options);
  const required = requiredChecks(workplace.definition.pipeline, found.policy);
  if (required.unknownJobs.length > 0)
    throw new UsageError(
      `a push to ${found.policy.branches[0]} never runs ${required.unknownJobs.map((job) => `'${job}'`).join(', ')}`,
      'Name jobs that it runs, or another branch.',
    );
  const subject = await findSubject(invocation, options.commit);
  const readings = await findReceipts(invocation.directory, {
    names,
    notes: options.notes === true,
    tree: subject.tree,
  });
  const nothing =
    required.checks.length === 0
      ? `a push to ${found.policy.branches[0]} runs no check`
      : readings.length === 0
        ? 'there are no receipts'
        : undefined;
  if (nothing !== undefined) {
    if (options.json === true)
      carefulOutput(invocation.console).json({ verdict: 'not_checked', ...subject, reason: nothing });
    invocation.console.remark(`There was nothing to look at: ${nothing}.`);
    return EXIT.notScanned;
  }
  const verdict = await judgeCommit(workplace, found, {
    subject,
    readings,
    required: required.checks,
    trustedRoot: options.trustedRoot,
    directory: invocation.directory,
  });
  return conclude(invocation, { workplace, found, verdict, options });
}

async function findSubject({ directory }: Invocation, revision = 'HEAD'): Promise<ReceiptSubject> {
  const commit = await systemGit.commitOf(resolve(directory), revision);
  if (commit === undefined)
    throw new UsageError(
      `'${revision}' is no commit of this repository`,
      'Fetch it, or name another with --commit.',
    );
  return subjectOf(resolve(directory), commit);
}

interface Conclusion {
  readonly workplace: Workplace;
  readonly found: FoundPolicy;
  readonly verdict: ReceiptVerdict;
  readonly options: ReceiptVerifyOptions;
}

async function conclude(invocation: Invocation, conclusion: Conclusion): Promise<ExitCode> {
  const { verdict, options } = conclusion;
  const passed = verdict.objections.length === 0 && verdict.findings.every(({ kind }) => kind === 'proved');
  let console = carefulOutput(invocation.console);
  let summary: WrittenSummary | undefined;
  try {
    if (passed && options.vsa !== undefined && options.dryRun !== true)
      summary = await writeSummary(invocation, conclusion);
  } catch (error) {
    if (!(error instanceof SigningFailed)) throw error;
    console.remark(
      `${console.errorStyle.red('error')}: the verification summary was not signed: ${error.message}`,
    );
    return EXIT.failed;
  }
  if (summary !== undefined) console = carefulOutput(invocation.console, summary.secrets);
  if (options.json === true) console.json(verdictJson(verdict, { passed, summary }));
  else {
    for (const remark of verdict.remarks) console.remark(remark);
    console.print(
      verdictLines(verdict, { passed, summary, style: console.style, now: Date.now() }).join('\n'),
    );
  }
  return passed ? EXIT.fine : EXIT.failed;
}
