import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import type { ReportCode } from './diagnostic-codes.ts';

export interface ReportProblem {
  readonly code: ReportCode;
  readonly severity: Severity;
  readonly message: string;
  /** UTF-16 offset in the file's text; the file as a whole when it is absent. */
  readonly offset?: number;
  readonly fix?: string;
}

/** A diagnostic about a place in a report. */
export function reportProblem(file: SourceFile, problem: ReportProblem): Diagnostic {
  const { code, severity, message, offset, fix } = problem;
  return {
    code,
    severity,
    message,
    location: {
      path: file.path,
      ...(offset === undefined
        ? {}
        : { span: { start: offset, end: Math.min(offset + 1, file.text.length) } }),
    },
    ...(fix === undefined ? {} : { fix }),
  };
}
