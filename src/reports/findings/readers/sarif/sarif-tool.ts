import type { FindingClass } from '../../finding.ts';
import type { PolicyName } from '../../severity-policy.ts';

/** What is known of a tool that writes SARIF, beyond what the format says. */
export interface SarifTool {
  /** As lockstep calls it. */
  readonly name: string;
  readonly policy: PolicyName;
  /** Undefined where nobody knows. */
  readonly looksFor?: readonly FindingClass[];
}

/** By the beginning of the driver's name in lower case; the names are those that the tools write. */
const TOOLS: readonly (readonly [string, SarifTool])[] = [
  ['gitleaks', { name: 'gitleaks', policy: 'gitleaks', looksFor: ['secret'] }],
  ['trufflehog', { name: 'trufflehog', policy: 'gitleaks', looksFor: ['secret'] }],
  ['semgrep', { name: 'semgrep', policy: 'semgrep', looksFor: ['code', 'secret'] }],
  ['bandit', { name: 'bandit', policy: 'bandit', looksFor: ['code', 'secret'] }],
  ['codeql', { name: 'codeql', policy: 'sarif', looksFor: ['code', 'secret'] }],
  [
    'trivy',
    { name: 'trivy', policy: 'sarif', looksFor: ['vulnerability', 'secret', 'misconfiguration', 'license'] },
  ],
  ['grype', { name: 'grype', policy: 'sarif', looksFor: ['vulnerability'] }],
  ['osv-scanner', { name: 'osv-scanner', policy: 'sarif', looksFor: ['vulnerability'] }],
];

export function knownTool(driver: string | undefined): SarifTool {
  const name = (driver ?? '').trim().toLowerCase();
  const known = TOOLS.find(([start]) => name === start || name.startsWith(`${start} `));
  return (
    known?.[1] ?? { name: name === '' ? 'sarif' : name.replace(/\s+/gu, '-').slice(0, 60), policy: 'sarif' }
  );
}
