import type { Check } from '../../run/check.ts';
import { SEVERITY_LABELS, type SeverityLabel } from './finding.ts';
import type { AssessedFinding, FindingsAssessment } from './findings-assessment.ts';

/** The verdict. What was not looked at is never clean, and what blocks blocks whatever else was not looked at. */
export function findingsCheck(assessment: Omit<FindingsAssessment, 'check'>): Check {
  const { findings, notScanned, expired } = assessment;
  const blocking = findings.filter(({ verdict }) => verdict === 'blocks');
  const failed = blocking.length > 0 || expired.length > 0;
  const parts = [
    ...(blocking.length > 0
      ? [
          `${counted(blocking.length, 'finding')} ${blocking.length === 1 ? 'blocks' : 'block'}: ${severitiesText(blocking)}`,
        ]
      : []),
    ...(expired.length > 0 ? [`${counted(expired.length, 'suppression')} expired`] : []),
    ...(notScanned.length > 0 ? [notScannedText(assessment)] : []),
    ...(failed || notScanned.length > 0 ? [] : ['no finding blocks']),
    ...others(assessment),
  ];
  return {
    name: 'findings',
    conclusion: failed ? 'failed' : notScanned.length > 0 ? 'not_checked' : 'passed',
    summary: parts.join('; '),
  };
}

/** `not scanned: trivy.json: it has no results`, and how many more there are. */
function notScannedText({ notScanned }: Pick<FindingsAssessment, 'notScanned'>): string {
  const [first] = notScanned;
  const told = first === undefined ? '' : [first.file, first.reason].filter((part) => part !== '').join(': ');
  return `not scanned: ${told}${notScanned.length > 1 ? `, and ${notScanned.length - 1} more` : ''}`;
}

function others({ findings, policy, outside }: Omit<FindingsAssessment, 'check'>): readonly string[] {
  const count = (verdict: AssessedFinding['verdict']): number =>
    findings.filter((one) => one.verdict === verdict).length;
  const below = policy.failOn === undefined ? 'told' : `below ${policy.failOn}`;
  return [
    ...(count('told') > 0 ? [`${count('told')} ${below}`] : []),
    ...(count('known') > 0 ? [`${count('known')} in the baseline`] : []),
    ...(count('unfixed') > 0 ? [`${count('unfixed')} without a fix`] : []),
    ...(count('suppressed') > 0 ? [`${count('suppressed')} suppressed`] : []),
    ...(outside > 0 ? [`${outside} of other classes not looked at`] : []),
  ];
}

/** `1 critical, 2 high` */
function severitiesText(findings: readonly { readonly severity: SeverityLabel }[]): string {
  return SEVERITY_LABELS.map((label) => ({
    label,
    count: findings.filter(({ severity }) => severity === label).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ label, count }) => `${count} ${label === 'unknown' ? 'of unknown severity' : label}`)
    .join(', ');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
