import { resolve } from 'node:path';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { judgeReceipts, type ReceiptAtHand } from '../release/receipts/judge-receipts.ts';
import type { SignedDocument, SignedReading } from '../release/receipts/read-signed.ts';
import type { ReceiptVerdict } from '../release/receipts/receipt-verdict.ts';
import { requiredChecks } from '../release/receipts/required-checks.ts';
import { verifySignature } from '../release/signing/verify-signature.ts';
import { readReceipt } from '../run/read-receipt.ts';
import type { ReceiptSubject } from '../run/receipt.ts';
import { carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { SigningFailed } from './open-signer.ts';
import { readReceiptFiles, readReceiptNotes } from './receipts/find-receipts.ts';
import { openTrust } from './receipts/open-trust.ts';
import { NOTES_REF, subjectOf } from './receipts/receipt-subject.ts';
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

/** Where receipts are looked for when nobody says. */
const RECEIPTS_FOLDER = 'lockstep-receipts';

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
  const readings = await readAll(invocation, names, subject, options);
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
  const verdict = await judge(workplace, found, {
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

async function readAll(
  { directory }: Invocation,
  names: readonly string[],
  { tree }: ReceiptSubject,
  { notes }: ReceiptVerifyOptions,
): Promise<readonly SignedReading[]> {
  const isDefault = names.length === 0;
  // The usual folder need not be there, above all where notes are asked.
  const there = isDefault && (await nodeFiles.exists(resolve(directory, RECEIPTS_FOLDER)));
  const files = await readReceiptFiles(directory, isDefault ? (there ? [RECEIPTS_FOLDER] : []) : names);
  return notes === true ? [...files, ...(await readReceiptNotes(directory, NOTES_REF, tree))] : files;
}

interface Judgement {
  readonly subject: ReceiptSubject;
  readonly readings: readonly SignedReading[];
  readonly required: Parameters<typeof judgeReceipts>[1]['required'];
  readonly trustedRoot: string | undefined;
  readonly directory: string;
}

async function judge(
  { definition, root }: Workplace,
  { policy, keys }: FoundPolicy,
  { subject, readings, required, trustedRoot, directory }: Judgement,
): Promise<ReceiptVerdict> {
  const broken = readings.flatMap((reading) => (reading.kind === 'broken' ? [reading] : []));
  const documents: SignedDocument[] = [];
  for (const reading of readings) if (reading.kind === 'signed') documents.push(reading.document);
  const trust = await openTrust({
    directory,
    trustedRoot,
    keys,
    needsRoot: documents.some(({ keyless }) => keyless),
  });
  const atHand: ReceiptAtHand[] = [];
  let foreign = 0;
  for (const document of documents) {
    const { source, digest } = document;
    const reading = readReceipt(document.statement);
    const lie = reading.kind === 'receipt' ? await lieAbout(root, reading.receipt.subject) : undefined;
    if (lie !== undefined) broken.push({ kind: 'broken', source, why: lie });
    else if (reading.kind === 'receipt')
      atHand.push({ source, digest, receipt: reading.receipt, signature: verifySignature(document, trust) });
    else if (reading.kind === 'broken') broken.push({ kind: 'broken', source, why: reading.why });
    else foreign += 1;
  }
  const question = { required, subject, configuration: definition.digest, policy, now: Date.now() };
  const place = await branchOf(root, subject.commit, policy.branches);
  return { subject, findings: judgeReceipts(atHand, question), broken, foreign, ...place };
}

/** A certificate vouches for the commit; that the tree is that commit's is for git to say, where it knows it. */
async function lieAbout(directory: string, { commit, tree }: ReceiptSubject): Promise<string | undefined> {
  const its = await systemGit.treeOf(directory, commit);
  if (its === undefined || its === tree) return undefined;
  return `names tree ${tree.slice(0, 12)} as that of commit ${commit.slice(0, 12)}, whose tree is ${its.slice(0, 12)}`;
}

/** A tag on a commit that never was on the branch is no release of it, whatever its files prove. */
async function branchOf(
  directory: string,
  commit: string,
  branches: readonly string[],
): Promise<Pick<ReceiptVerdict, 'objections' | 'remarks'>> {
  let known = false;
  for (const branch of branches)
    for (const name of [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`]) {
      const tip = await systemGit.commitOf(directory, name);
      if (tip === undefined) continue;
      known = true;
      if ((await systemGit.mergeBase(directory, commit, tip)) === commit)
        return { objections: [], remarks: [] };
    }
  const names = branches.join(' or ');
  if (!known || (await systemGit.isShallow(directory)))
    return {
      objections: [],
      remarks: [`Whether the commit is on ${names} cannot be told here: that history is not fetched.`],
    };
  return { objections: [`the commit is not on ${names}`], remarks: [] };
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
