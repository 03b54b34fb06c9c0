import { isExpired } from '../dated-exceptions.ts';
import type { Baseline } from './baseline.ts';
import { FINDING_CLASSES, type Finding, type SeverityLabel } from './finding.ts';
import type {
  AssessedFinding,
  FindingsAssessment,
  FindingsReading,
  FindingVerdict,
  NotScanned,
} from './findings-assessment.ts';
import { findingsCheck } from './findings-check.ts';
import { type FindingsPolicy, isBlocking, mappedSeverity } from './findings-policy.ts';
import { fingerprintsOf, type IdentifiedFinding, identifyFindings } from './identify-findings.ts';
import type { Suppression } from './suppressions.ts';
import { uniteFindings } from './unite-findings.ts';

export interface FindingsQuestion {
  readonly readings: readonly FindingsReading[];
  /** Files that are not there or cannot be read. */
  readonly unread: readonly NotScanned[];
  readonly policy: FindingsPolicy;
  readonly suppressions: readonly Suppression[];
  readonly baseline?: Baseline;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Pure: what was read, and what a project asks of it, become one verdict. */
export function assessFindings(question: FindingsQuestion): FindingsAssessment {
  const { readings, policy, suppressions, baseline, now } = question;
  const all = readings.flatMap(({ report }) => report.findings.map((one) => mapped(one, policy)));
  const looked = all.filter((one) => policy.classes.length === 0 || policy.classes.includes(one.class));
  const active = suppressions.filter((one) => !isExpired(one, now));
  const used = new Set<Suppression>();
  const findings = identifyFindings(uniteFindings(looked)).map((finding): AssessedFinding => {
    const fitting = active.filter((one) => one.matches(finding));
    for (const one of fitting) used.add(one);
    const [suppression] = fitting;
    if (suppression !== undefined) return { ...finding, verdict: 'suppressed', suppression };
    return { ...finding, verdict: verdictOf(finding, policy, baseline) };
  });
  const present = new Set(findings.flatMap(fingerprintsOf));
  const assessment = {
    policy,
    findings,
    readings,
    notScanned: notScanned(question),
    expired: suppressions.filter((one) => isExpired(one, now)),
    unused: active.filter((one) => !used.has(one)),
    foreign: findings.filter(({ foreignSuppression }) => foreignSuppression !== undefined).length,
    outside: all.length - looked.length,
    ...(baseline !== undefined && {
      gone: baseline.findings.filter((names) => !names.some((name) => present.has(name))).length,
    }),
  };
  return { ...assessment, check: findingsCheck(assessment) };
}

function mapped(finding: Finding, { mappings }: FindingsPolicy): Finding {
  const severity: SeverityLabel = mappedSeverity(finding, mappings);
  return severity === finding.severity ? finding : { ...finding, severity };
}

function verdictOf(
  finding: IdentifiedFinding,
  policy: FindingsPolicy,
  baseline: Baseline | undefined,
): FindingVerdict {
  if (baseline !== undefined && fingerprintsOf(finding).some((one) => baseline.known.has(one)))
    return 'known';
  if (!isBlocking(finding.severity, policy)) return 'told';
  const hopeless = finding.class === 'vulnerability' && finding.fix === 'none';
  return policy.ignoreUnfixed && hopeless ? 'unfixed' : 'blocks';
}

function notScanned({ readings, unread, policy, now }: FindingsQuestion): readonly NotScanned[] {
  const found: NotScanned[] = [...unread];
  for (const { file, report } of readings) {
    found.push(...report.gaps.map((reason) => ({ file, reason })));
    const { databaseBuilt: built } = report;
    if (built !== undefined && now - built > policy.longestDatabaseAge)
      found.push({ file, reason: `its database of vulnerabilities is of ${day(built)}, ${allowed(policy)}` });
  }
  if (readings.length + unread.length === 0)
    found.push({ file: '', reason: 'there is no report of a scanner' });
  const asked =
    policy.classes.length === 0 ? [] : FINDING_CLASSES.filter((one) => policy.classes.includes(one));
  for (const one of asked)
    if (readings.length > 0 && !readings.some(({ report }) => report.looksFor.includes(one)))
      found.push({ file: '', reason: `none of the reports looks for findings of class ${one}` });
  return found;
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const DAY = 86_400_000;

/** `more than 5 days old` */
function allowed({ longestDatabaseAge }: FindingsPolicy): string {
  const days = Math.round((10 * longestDatabaseAge) / DAY) / 10;
  return `more than ${days === 1 ? '1 day' : `${days} days`} old`;
}
