import { type JsonObject, numberOf, objectOf, optional, textsOf } from '../../../json/json-value.ts';
import type { SeverityLabel } from '../../finding.ts';
import { labelOf, labelOfScore } from '../../severity-policy.ts';
import { nameOf } from '../finding-text.ts';
import type { SarifTool } from './sarif-tool.ts';

export interface SarifSeverity {
  readonly label: SeverityLabel;
  readonly says?: string;
  readonly score?: number;
}

/**
 * SARIF has levels and no severities. In this order: what is known of the tool (gitleaks, bandit, semgrep); a label among the rule's tags, as Trivy writes
 * it; `security-severity`, a CVSS score, as CodeQL and grype write it for GitHub; the level. A level that is not there would be `warning` (§3.27.10): that
 * is what a viewer shows, and no judgement of the tool's, so that it is unknown here.
 */
export function sarifSeverity(result: JsonObject, rule: JsonObject, tool: SarifTool): SarifSeverity {
  if (tool.policy === 'gitleaks') return { label: labelOf('gitleaks', undefined) };
  const properties = { ...objectOf(rule.properties), ...objectOf(result.properties) };
  const level = nameOf(result.level) ?? nameOf(objectOf(rule.defaultConfiguration)?.level);
  if (tool.policy === 'bandit') {
    const word = nameOf(properties.issue_severity);
    return { label: labelOf('bandit', word), ...optional('says', word) };
  }
  if (tool.policy === 'semgrep') return { label: labelOf('semgrep', level), ...optional('says', level) };
  const score = scoreOf(properties);
  const tag = textsOf(properties.tags).find((one) => /^(?:CRITICAL|HIGH|MEDIUM|LOW|UNKNOWN)$/u.test(one));
  if (tag !== undefined) return { label: labelOf('sarif', tag), says: tag, ...optional('score', score) };
  if (score !== undefined) return { label: labelOfScore(score), says: String(score), score };
  return { label: labelOf('sarif', level), ...optional('says', level) };
}

/** A number, as text for GitHub ("SARIF support for code scanning"), or as it is. */
function scoreOf(properties: JsonObject): number | undefined {
  const value = properties['security-severity'];
  const score =
    typeof value === 'string' && /^\d{1,2}(?:\.\d+)?$/u.test(value.trim()) ? Number(value) : numberOf(value);
  return score === undefined || score < 0 || score > 10 ? undefined : score;
}
