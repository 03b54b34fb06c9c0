import type { FindingClass, SeverityLabel } from './finding.ts';

/** What a project asks of its findings. */
export interface FindingsPolicy {
  /** A finding of this severity or a worse one blocks, and one of unknown severity; undefined: nothing blocks. */
  readonly failOn: JudgedSeverity | undefined;
  readonly mappings: readonly SeverityMapping[];
  /** What is looked at; all when it is empty. */
  readonly classes: readonly FindingClass[];
  /** Vulnerabilities that no version is without do not block. */
  readonly ignoreUnfixed: boolean;
  /** Milliseconds. An older database of vulnerabilities answers nothing. */
  readonly longestDatabaseAge: number;
}

/** Every severity but the one nobody knows. */
export type JudgedSeverity = Exclude<SeverityLabel, 'unknown'>;

export const JUDGED_SEVERITIES: readonly JudgedSeverity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** `unknown=low`, `semgrep:INFO=info`: what a label, or a tool's own word, is taken for. */
export interface SeverityMapping {
  /** Every tool when it is absent. */
  readonly tool?: string;
  /** A label of ours or the tool's own word, in lower case. */
  readonly word: string;
  readonly label: JudgedSeverity;
}

const DAY = 86_400_000;

/** What is asked where nobody has asked for anything. Five days are those after which grype itself refuses its database (`max-allowed-built-age`). */
export const DEFAULT_POLICY: FindingsPolicy = {
  failOn: 'high',
  mappings: [],
  classes: [],
  ignoreUnfixed: false,
  longestDatabaseAge: 5 * DAY,
};

/** Does this severity block? The list of labels is read as its lowest: nobody means to let critical findings pass where high ones block. */
export function isBlocking(severity: SeverityLabel, { failOn }: Pick<FindingsPolicy, 'failOn'>): boolean {
  if (failOn === undefined) return false;
  if (severity === 'unknown') return true;
  return JUDGED_SEVERITIES.indexOf(severity) <= JUDGED_SEVERITIES.indexOf(failOn);
}

/** What a severity is taken for; the last mapping that fits counts. */
export function mappedSeverity(
  {
    tool,
    severity,
    says,
  }: { readonly tool: string; readonly severity: SeverityLabel; readonly says?: string },
  mappings: readonly SeverityMapping[],
): SeverityLabel {
  const fits = mappings.findLast(
    (one) =>
      (one.tool === undefined || one.tool === tool) &&
      (one.word === severity || one.word === says?.trim().toLowerCase()),
  );
  return fits?.label ?? severity;
}
