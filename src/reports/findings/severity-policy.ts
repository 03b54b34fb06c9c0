import type { SeverityLabel } from './finding.ts';

/** How the words of one tool become labels, and where it says what they mean. */
export interface SeverityPolicy {
  /** For people: what is looked at. */
  readonly looksAt: string;
  readonly source: string;
  /** By the tool's word in lower case; what is not here is `unknown`. */
  readonly labels: Readonly<Record<string, SeverityLabel>>;
}

/** Words that several tools share, and mean alike. */
const COMMON: SeverityPolicy['labels'] = { critical: 'critical', high: 'high', medium: 'medium', low: 'low' };

/**
 * One policy for each tool, in one place and in docs/reports.md (a test holds them together). A word that is not listed is `unknown`,
 * and blocks: a tool that has learnt a new word must not open the gate.
 */
export const SEVERITY_POLICIES = {
  trivy: {
    looksAt: '`Severity`',
    source: 'trivy.dev, "Vulnerability scanning", Severity selection',
    labels: COMMON,
  },
  grype: {
    looksAt: '`vulnerability.severity`',
    source: 'github.com/anchore/grype, grype/vulnerability/severity.go',
    labels: { ...COMMON, negligible: 'info' },
  },
  'osv-scanner': {
    looksAt: '`database_specific.severity` of the advisory, else `max_severity` of its group as a CVSS score',
    source: 'google.github.io/osv-scanner, "Output"; GitHub Advisory Database for the words',
    labels: { ...COMMON, moderate: 'medium' },
  },
  'npm-audit': {
    looksAt: '`severity` of the advisory',
    source: 'docs.npmjs.com, "About audit reports"',
    labels: { ...COMMON, moderate: 'medium', info: 'info' },
  },
  'pip-audit': {
    looksAt: 'nothing: the report has no severities',
    source: 'github.com/pypa/pip-audit, README',
    labels: {},
  },
  bandit: {
    looksAt: '`issue_severity`',
    source: 'bandit.readthedocs.io, bandit/core/constants.py',
    labels: { high: 'high', medium: 'medium', low: 'low' },
  },
  semgrep: {
    looksAt: '`severity`, in SARIF the level',
    source: 'semgrep.dev, "Rule syntax", severity: ERROR is High, WARNING Medium, INFO Low',
    labels: { ...COMMON, error: 'high', warning: 'medium', info: 'low', note: 'low' },
  },
  gitleaks: {
    looksAt: 'nothing: a leaked secret is `high`',
    source: 'github.com/gitleaks/gitleaks, report/finding.go and report/sarif.go have no severity',
    labels: { '': 'high' },
  },
  sarif: {
    looksAt:
      '`security-severity` of the rule as a CVSS score (CodeQL), a label among its tags (Trivy), else the level',
    source: 'docs.github.com, "SARIF support for code scanning"; SARIF 2.1.0 §3.27.10',
    labels: { ...COMMON, error: 'high', warning: 'medium', note: 'low' },
  },
} as const satisfies Record<string, SeverityPolicy>;

export type PolicyName = keyof typeof SEVERITY_POLICIES;

/** The label for a tool's own word. */
export function labelOf(tool: PolicyName, word: string | undefined): SeverityLabel {
  const { labels }: SeverityPolicy = SEVERITY_POLICIES[tool];
  const key = (word ?? '').trim().toLowerCase();
  return Object.hasOwn(labels, key) ? (labels[key] ?? 'unknown') : 'unknown';
}

/**
 * CVSS base scores as ratings (FIRST, "CVSS v3.1 Specification" §5; GitHub uses the same ranges for `security-severity`). 0 is a rating of
 * none; tools also write it where they know nothing, so that it is `unknown` here.
 */
export function labelOfScore(score: number): SeverityLabel {
  if (!(score > 0) || score > 10) return 'unknown';
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}
