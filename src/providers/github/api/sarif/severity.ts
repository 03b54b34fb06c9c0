import type { SarifResult, SarifRule } from './sarif-log.ts';

export type SarifLevel = 'error' | 'warning' | 'note' | 'none';

export const SARIF_LEVELS: readonly SarifLevel[] = ['error', 'warning', 'note', 'none'];

/** How bad a result is. */
export interface Severity {
  readonly level: SarifLevel;
  /** 0 to 10, for comparing results of one run with each other. */
  readonly weight: number;
  /** For people: `high (7.5)`, or the level where the rule has no score. */
  readonly words: string;
}

/**
 * What a level weighs against a score: the figures with which Trivy writes SARIF for what has a label and no score (aquasecurity/trivy,
 * pkg/report/sarif.go), the middle of each band.
 */
const WEIGHTS: Readonly<Record<SarifLevel, number>> = { error: 8, warning: 5.5, note: 2, none: 0 };

/**
 * A rule's `security-severity` is a number in a text; GitHub calls it critical above 9, high from 7, medium from 4, low above 0
 * (docs.github.com, "SARIF support for code scanning", reportingDescriptor object).
 */
export function severityOf(result: SarifResult, rule: SarifRule | undefined): Severity {
  const level = levelOf(result, rule);
  const given = rule?.properties?.['security-severity'];
  const score =
    typeof given === 'number' || (typeof given === 'string' && given !== '') ? Number(given) : NaN;
  if (!(score >= 0 && score <= 10)) return { level, weight: WEIGHTS[level], words: level };
  return { level, weight: score, words: `${bandOf(score)} (${score})` };
}

function bandOf(score: number): string {
  if (score > 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'none';
}

/** SARIF 2.1.0 §3.27.10: what is no failure has no level, then the result's own, then the rule's, then `warning`. */
function levelOf({ level, kind }: SarifResult, rule: SarifRule | undefined): SarifLevel {
  if (isLevel(level)) return level;
  if (typeof kind === 'string' && kind !== 'fail') return 'none';
  const usual = rule?.defaultConfiguration?.level;
  return isLevel(usual) ? usual : 'warning';
}

function isLevel(value: unknown): value is SarifLevel {
  return SARIF_LEVELS.includes(value as SarifLevel);
}

/** Below 0 when the first is worse: by weight, then by level. */
export function worstFirst(one: Severity, other: Severity): number {
  return other.weight - one.weight || SARIF_LEVELS.indexOf(one.level) - SARIF_LEVELS.indexOf(other.level);
}
