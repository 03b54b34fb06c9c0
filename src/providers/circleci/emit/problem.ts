import type { Diagnostic, PropertyPath, Severity } from '../../../diagnostics/diagnostic.ts';
import type { CircleCode } from '../diagnostic-codes.ts';

export interface ProblemOptions {
  readonly fix: string;
  readonly severity?: Severity;
}

/** What CircleCI cannot do as the definition has it; an error unless said. */
export function problem(
  code: CircleCode,
  at: PropertyPath,
  message: string,
  { fix, severity = 'error' }: ProblemOptions,
): Diagnostic {
  return { code, severity, message, at, fix };
}

/** Each once: legs of one job have the same to say. */
export function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values()];
}
