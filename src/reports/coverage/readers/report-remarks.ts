import { failure, type Result, success } from '../../../diagnostics/result.ts';
import type { SourceFile } from '../../../diagnostics/source-file.ts';
import { PassedOver } from '../../passed-over.ts';
import { reportProblem } from '../../report-problem.ts';
import type { CoverageReport } from '../coverage-report.ts';

/** What was passed over in a report while it was read. */
export class ReportRemarks {
  readonly #file: SourceFile;
  readonly #passedOver: PassedOver;

  constructor(file: SourceFile) {
    this.#file = file;
    this.#passedOver = new PassedOver(file);
  }

  passOver(what: string, offset: number): void {
    this.#passedOver.add(what, offset);
  }

  /** The report with the remarks on it. One without any file says nothing: that is told too. */
  finish(report: CoverageReport): Result<CoverageReport> {
    const diagnostics = [...this.#passedOver.diagnostics];
    if (report.files.length === 0)
      diagnostics.push(
        reportProblem(this.#file, {
          code: 'report-empty',
          severity: 'warning',
          message: 'the report has no files in it',
          fix: 'Look at what the tool was told to measure.',
        }),
      );
    return success(report, diagnostics);
  }
}

/**
 * A report that ends too early is no report: what is missing may be covered or not, so that no share of it would be right.
 */
export function cutOff(file: SourceFile, offset = file.text.length): Result<never> {
  return failure(
    reportProblem(file, {
      code: 'report-cut-off',
      severity: 'error',
      message: 'the report is cut off here',
      offset: Math.max(0, Math.min(offset, file.text.length - 1)),
      fix: 'A tool that was killed leaves such files: run it again.',
    }),
  );
}

export function unreadable(file: SourceFile, message: string, offset?: number): Result<never> {
  return failure(
    reportProblem(file, {
      code: 'report-unreadable',
      severity: 'error',
      message,
      ...(offset !== undefined && { offset }),
    }),
  );
}
