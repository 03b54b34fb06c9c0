import type { Diagnostic, PropertyPath, Severity } from '../diagnostics/diagnostic.ts';

export interface ProblemOptions {
  /** What the user can do about it is part of every problem. */
  readonly fix: string;
  readonly severity?: Severity;
}

/** What a system cannot do as the definition has it; an error unless said. `Code` holds each provider to its own codes. */
export function problem<Code extends string>(
  code: Code,
  at: PropertyPath,
  message: string,
  { fix, severity = 'error' }: ProblemOptions,
): Diagnostic {
  return { code, severity, message, at, fix };
}
