import { isProof, type Receipt, type ReceiptSubject } from '../../run/receipt.ts';
import type { SignatureFinding } from '../signing/signature-finding.ts';
import type { ReceiptPolicy } from './policy.ts';
import type { RequiredCheck } from './required-checks.ts';
import { findSigner, isFromPullRequest } from './trusted-signer.ts';

/** A receipt that was read, and what its signature came to. */
export interface ReceiptAtHand {
  readonly source: string;
  /** SHA-256 of the text it was read from. */
  readonly digest: string;
  readonly receipt: Receipt;
  readonly signature: SignatureFinding;
}

/** Why a check is not proved. In the order in which they are looked for: the further a receipt came, the more it has to say. */
export const REFUSALS = [
  'absent',
  'other-tree',
  'untrusted-signer',
  'bad-signature',
  'contradicts-certificate',
  'pull-request',
  'not-on-branch',
  'other-configuration',
  'other-system',
  'from-the-future',
  'skipped',
  'failed',
  'too-old',
] as const;

export type Refusal = (typeof REFUSALS)[number];

export type CheckFinding =
  | {
      readonly kind: 'proved';
      readonly check: RequiredCheck;
      readonly by: ReceiptAtHand;
      readonly signer: string;
    }
  | {
      readonly kind: 'refused';
      readonly check: RequiredCheck;
      readonly refusal: Refusal;
      /** One sentence, with names from receipts that are not made harmless yet. */
      readonly message: string;
      readonly by: ReceiptAtHand | undefined;
    };

export interface JudgeQuestion {
  readonly required: readonly RequiredCheck[];
  readonly subject: ReceiptSubject;
  /** SHA-256 of the definition that the required checks were computed from. */
  readonly configuration: string;
  readonly policy: ReceiptPolicy;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A finding for every required check, in their order. */
export function judgeReceipts(
  receipts: readonly ReceiptAtHand[],
  question: JudgeQuestion,
): readonly CheckFinding[] {
  return question.required.map((check) =>
    judgeCheck(
      check,
      receipts.filter(({ receipt }) => receipt.leg === check.leg),
      question,
    ),
  );
}

interface Judged {
  readonly by: ReceiptAtHand;
  readonly signer: string;
  /** Undefined for one that counts. */
  readonly objection: { readonly refusal: Refusal; readonly message: string } | undefined;
}

/** Only receipts that count supersede others: what anybody can make must not hide what somebody trusted has said. */
function judgeCheck(
  check: RequiredCheck,
  receipts: readonly ReceiptAtHand[],
  question: JudgeQuestion,
): CheckFinding {
  const judged = receipts.map((by) => judgeReceipt(check, by, question));
  const refused = (by: ReceiptAtHand | undefined, refusal: Refusal, message: string): CheckFinding => ({
    kind: 'refused',
    check,
    refusal,
    message,
    by,
  });
  const latest = judged
    .filter(({ objection }) => objection === undefined)
    .sort(byTime)
    .at(-1);
  if (latest === undefined) {
    const rank = ({ objection }: Judged): number =>
      objection === undefined ? 0 : REFUSALS.indexOf(objection.refusal);
    const best = judged.toSorted((one, other) => rank(one) - rank(other)).at(-1);
    if (best?.objection === undefined) return refused(undefined, 'absent', 'there is no receipt for it');
    return refused(best.by, best.objection.refusal, best.objection.message);
  }
  const { by, signer } = latest;
  const { receipt } = by;
  if (receipt.verdict === 'skipped') return refused(by, 'skipped', 'it was skipped, which proves nothing');
  if (!isProof(receipt)) return refused(by, 'failed', `its latest verdict is '${receipt.verdict}'`);
  const age = question.now - receipt.finishedAt;
  if (age > question.policy.maxAge)
    return refused(
      by,
      'too-old',
      `it passed ${inDays(age)} ago, and may be ${inDays(question.policy.maxAge)} old`,
    );
  return { kind: 'proved', check, by, signer };
}

/** Clocks of machines differ by so much, in milliseconds. */
const SKEW = 5 * 60_000;

/** What stands against counting a receipt at all, whatever its verdict. */
function judgeReceipt(check: RequiredCheck, by: ReceiptAtHand, question: JudgeQuestion): Judged {
  const { receipt, signature } = by;
  const { subject, policy, configuration, now } = question;
  const no = (refusal: Refusal, message: string): Judged => ({
    by,
    signer: '',
    objection: { refusal, message },
  });
  if (receipt.subject.tree !== subject.tree)
    return no(
      'other-tree',
      `its receipt is for tree ${short(receipt.subject.tree)}, and this is ${short(subject.tree)}`,
    );
  if (signature.kind === 'wrong') return no('bad-signature', `its receipt's signature ${signature.why}`);
  if (signature.kind === 'unknown') return no('untrusted-signer', `its receipt ${signature.why}`);
  const found = findSigner(signature, receipt, policy.identities);
  if (found.kind === 'untrusted') return no('untrusted-signer', `its receipt ${found.why}`);
  if (found.kind === 'contradicts') return no('contradicts-certificate', `its receipt ${found.why}`);
  if (isFromPullRequest(receipt, found.certificate))
    return no('pull-request', 'its receipt is from a pull request, whose author decides what runs');
  if (
    !policy.branches.some((branch) => receipt.ref === `refs/heads/${branch}`) ||
    receipt.event === 'unknown'
  )
    return no(
      'not-on-branch',
      `it ran for ${receipt.ref ?? 'no ref'}, and not on ${policy.branches.join(' or ')}`,
    );
  if (receipt.configuration.digest !== configuration)
    return no(
      'other-configuration',
      `it ran under another definition than this one (${receipt.configuration.path})`,
    );
  if (receipt.system !== check.system && receipt.system !== 'local')
    return no('other-system', `it ran on ${receipt.system}, and belongs to ${check.system}`);
  if (receipt.finishedAt > now + SKEW)
    return no(
      'from-the-future',
      `its receipt is of ${new Date(receipt.finishedAt).toISOString()}, which is still to come`,
    );
  return { by, signer: found.signer, objection: undefined };
}

/** Attempts of one run by their number, everything else by when it was finished. */
function byTime({ by: { receipt: one } }: Judged, { by: { receipt: other } }: Judged): number {
  if (one.run.id === other.run.id && one.run.attempt !== other.run.attempt)
    return one.run.attempt - other.run.attempt;
  return one.finishedAt - other.finishedAt;
}

function short(id: string): string {
  return id.slice(0, 12);
}

function inDays(milliseconds: number): string {
  const days = Math.floor(milliseconds / 86_400_000);
  if (days >= 1) return days === 1 ? '1 day' : `${days} days`;
  const hours = Math.floor(milliseconds / 3_600_000);
  return hours === 1 ? '1 hour' : `${hours} hours`;
}
