import { printableLine } from '../../diagnostics/printable.ts';
import type { CheckFinding } from '../../release/receipts/judge-receipts.ts';
import type { ReceiptVerdict } from '../../release/receipts/receipt-verdict.ts';
import { isProof, resultOf } from '../../run/receipt.ts';
import type { CreatedReceipt } from '../receipts/created-receipt.ts';
import type { WrittenSummary } from '../receipts/write-summary.ts';
import type { Style } from './style.ts';

/** `✓ unit@linux: passed`, with its files below; then who signed them. */
export function createdLines(
  created: readonly CreatedReceipt[],
  { how, notes, style }: { readonly how: string; readonly notes: boolean; readonly style: Style },
): readonly string[] {
  const lines = created.flatMap(({ receipt, files }) => {
    const mark = isProof(receipt)
      ? style.green(style.glyphs.passed)
      : style.red(style.glyphs[receipt.verdict]);
    return [
      `${mark} ${printableLine(receipt.leg)}: ${receipt.verdict}`,
      ...files.map((file) => `    ${style.dim(printableLine(file))}`),
    ];
  });
  const [first] = created;
  const subject = first?.receipt.subject;
  const count = created.length === 1 ? '1 receipt' : `${created.length} receipts`;
  const where = `commit ${subject?.commit.slice(0, 12)}, tree ${subject?.tree.slice(0, 12)}`;
  const isDry = how === 'nothing';
  const more = notes ? ', and kept as git notes' : '';
  return [
    ...lines,
    isDry
      ? `${count} would be signed for ${where}.`
      : `${count} for ${where}, signed ${printableLine(how)}${more}.`,
  ];
}

export function createdJson(created: readonly CreatedReceipt[], dryRun: boolean): unknown {
  return {
    dryRun,
    receipts: created.map(({ receipt, files }) => ({ ...receipt, result: resultOf(receipt), files })),
  };
}

export interface VerdictView {
  readonly passed: boolean;
  readonly summary: WrittenSummary | undefined;
}

/** A line for each required check, then what stands against the commit, what could not be read, and the sum. */
export function verdictLines(
  verdict: ReceiptVerdict,
  { passed, summary, style, now }: VerdictView & { readonly style: Style; readonly now: number },
): readonly string[] {
  const { findings, objections, broken, foreign, subject } = verdict;
  const proved = findings.filter(({ kind }) => kind === 'proved').length;
  const tree = `commit ${subject.commit.slice(0, 12)}, tree ${subject.tree.slice(0, 12)}`;
  const sum = `${proved} of ${findings.length} required checks are proved for ${tree}.`;
  return [
    ...findings.map((finding) => findingLine(finding, style, now)),
    ...objections.map((objection) => `${style.red(style.glyphs.failed)} ${printableLine(objection)}`),
    ...broken.map(
      ({ source, why }) =>
        `${style.yellow(style.glyphs.warning)} ${printableLine(source)} was not looked at: it ${printableLine(why)}`,
    ),
    ...(foreign > 0
      ? [
          style.dim(
            `${foreign} signed ${foreign === 1 ? 'statement is' : 'statements are'} about something else.`,
          ),
        ]
      : []),
    passed ? style.green(sum) : style.red(sum),
    ...(summary === undefined ? [] : [`Wrote ${summary.files.map(printableLine).join(' and ')}`]),
  ];
}

function findingLine(finding: CheckFinding, style: Style, now: number): string {
  const { check, by } = finding;
  const name = printableLine(`${check.leg} (${check.system})`);
  if (finding.kind === 'proved') {
    const { receipt } = finding.by;
    const day = new Date(Math.min(receipt.finishedAt, now)).toISOString().slice(0, 16).replace('T', ' ');
    return `${style.green(style.glyphs.passed)} ${name}: ${receipt.verdict} ${day}, signed by ${printableLine(finding.signer)}`;
  }
  const source = by === undefined ? '' : style.dim(` ${style.dot} ${printableLine(by.source)}`);
  return `${style.red(style.glyphs.failed)} ${name}: ${finding.refusal}: ${printableLine(finding.message)}${source}`;
}

export function verdictJson(
  { subject, findings, objections, broken, foreign, remarks }: ReceiptVerdict,
  { passed, summary }: VerdictView,
): unknown {
  return {
    verdict: passed ? 'passed' : 'failed',
    ...subject,
    checks: findings.map(findingJson),
    objections,
    unreadable: broken.map(({ source, why }) => ({ source, why })),
    foreign,
    remarks,
    ...(summary !== undefined && { summary: { files: summary.files, policyDigest: summary.policyDigest } }),
  };
}

function findingJson(finding: CheckFinding): unknown {
  const { check, by } = finding;
  return {
    ...check,
    ...(finding.kind === 'proved'
      ? { state: 'proved', signer: finding.signer }
      : { state: 'refused', refusal: finding.refusal, message: finding.message }),
    ...(by !== undefined && {
      receipt: {
        source: by.source,
        sha256: by.digest,
        verdict: by.receipt.verdict,
        system: by.receipt.system,
        run: by.receipt.run,
        commit: by.receipt.subject.commit,
        finishedAt: new Date(by.receipt.finishedAt).toISOString(),
      },
    }),
  };
}
