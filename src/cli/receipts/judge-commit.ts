import { systemGit } from '../../platform/git.ts';
import { judgeReceipts, type ReceiptAtHand } from '../../release/receipts/judge-receipts.ts';
import type { SignedDocument, SignedReading } from '../../release/receipts/read-signed.ts';
import type { ReceiptVerdict } from '../../release/receipts/receipt-verdict.ts';
import { verifySignature } from '../../release/signing/verify-signature.ts';
import { readReceipt } from '../../run/read-receipt.ts';
import type { ReceiptSubject } from '../../run/receipt.ts';
import { isOnAny } from '../commit-branch.ts';
import type { Workplace } from '../workplace.ts';
import { openTrust } from './open-trust.ts';
import type { FoundPolicy } from './verify-policy.ts';

export interface CommitQuestion {
  readonly subject: ReceiptSubject;
  readonly readings: readonly SignedReading[];
  readonly required: Parameters<typeof judgeReceipts>[1]['required'];
  readonly trustedRoot: string | undefined;
  readonly directory: string;
}

/** What receipts at hand amount to for a commit: what certificates and git say of them is looked at here, all else is pure. */
export async function judgeCommit(
  { definition, root }: Workplace,
  { policy, keys }: FoundPolicy,
  { subject, readings, required, trustedRoot, directory }: CommitQuestion,
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
  const place = await placeOf(root, subject.commit, policy.branches);
  return { subject, findings: judgeReceipts(atHand, question), broken, foreign, ...place };
}

/** A certificate vouches for the commit; that the tree is that commit's is for git to say, where it knows it. */
async function lieAbout(directory: string, { commit, tree }: ReceiptSubject): Promise<string | undefined> {
  const its = await systemGit.treeOf(directory, commit);
  if (its === undefined || its === tree) return undefined;
  return `names tree ${tree.slice(0, 12)} as that of commit ${commit.slice(0, 12)}, whose tree is ${its.slice(0, 12)}`;
}

/** A tag on a commit that never was on the branch is no release of it, whatever its files prove. */
async function placeOf(
  root: string,
  commit: string,
  branches: readonly string[],
): Promise<Pick<ReceiptVerdict, 'objections' | 'remarks'>> {
  const names = branches.join(' or ');
  switch (await isOnAny(root, commit, branches)) {
    case true:
      return { objections: [], remarks: [] };
    case false:
      return { objections: [`the commit is not on ${names}`], remarks: [] };
    case undefined:
      return {
        objections: [],
        remarks: [`Whether the commit is on ${names} cannot be told here: that history is not fetched.`],
      };
  }
}
