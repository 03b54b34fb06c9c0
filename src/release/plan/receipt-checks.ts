import type { Check } from '../../run/check.ts';
import { count } from '../../run/run-words.ts';
import type { ReceiptVerdict } from '../receipts/receipt-verdict.ts';

/** What became of asking for receipts. `why` completes a sentence of its own. */
export type ReceiptsAsked =
  | { readonly kind: 'judged'; readonly verdict: ReceiptVerdict }
  | { readonly kind: 'not_judged'; readonly why: string };

/** One check when all is proved; else one for everything that is not, each with its own reason. */
export function receiptChecks(asked: ReceiptsAsked | undefined): readonly Check[] {
  if (asked === undefined) return [];
  if (asked.kind === 'not_judged')
    return [{ name: 'receipts', conclusion: 'not_checked', summary: asked.why }];
  const { findings, objections } = asked.verdict;
  const refused = findings.flatMap((finding) => (finding.kind === 'refused' ? [finding] : []));
  const checks = objections.map((why): Check => ({ name: 'receipts', conclusion: 'failed', summary: why }));
  if (refused.length > 1 && refused.every(({ refusal }) => refusal === 'absent'))
    return [
      ...checks,
      ...absentChecks(
        findings.length,
        refused.map(({ check }) => check.leg),
      ),
    ];
  for (const { check, refusal, message } of refused)
    checks.push({
      name: `${check.leg} on ${check.system}`,
      conclusion: 'failed',
      summary: `${message} (${refusal})`,
    });
  if (checks.length > 0) return checks;
  return [
    {
      name: 'receipts',
      conclusion: 'passed',
      summary: `${count(findings.length, 'required check')} proved for this tree`,
    },
  ];
}

/** Nobody reads thirty lines that say the same. */
function absentChecks(required: number, legs: readonly string[]): readonly Check[] {
  const which = legs.length === required ? `any of the ${required} required checks` : legs.join(', ');
  return [{ name: 'receipts', conclusion: 'failed', summary: `there is no receipt for ${which} (absent)` }];
}
