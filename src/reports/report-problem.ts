import { type Diagnostic, hasErrors, type Severity } from '../diagnostics/diagnostic.ts';
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

/** Whether there was more than what could be read: of a file that is no report, and of one that is cut off, something is missing. */
export function isIncomplete(diagnostics: readonly Diagnostic[]): boolean {
  return (
    hasErrors(diagnostics) || diagnostics.some(({ code }) => code === ('report-cut-off' satisfies ReportCode))
  );
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
