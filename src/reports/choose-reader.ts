import { failure, type Result, success } from '../diagnostics/result.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import { reportProblem } from './report-problem.ts';
import { type ReportReader, SAMPLE_LENGTH } from './report-reader.ts';

/** What a file amounts to, read by the reader that was asked for by name, or the one that recognises it. */
export function readReport<Report>(
  readers: readonly ReportReader<Report>[],
  file: SourceFile,
  format?: string,
): Result<Report> {
  const reader = chooseReader(readers, file, format);
  return reader.ok ? reader.value.read(file) : reader;
}

/** The reader of a file: the one that was asked for by name, or the one that recognises it. */
export function chooseReader<Report>(
  readers: readonly ReportReader<Report>[],
  file: SourceFile,
  format?: string,
): Result<ReportReader<Report>> {
  if (file.text.trim() === '')
    return failure(
      reportProblem(file, {
        code: 'report-empty',
        severity: 'error',
        message: 'the file is empty',
        fix: 'A tool that was killed leaves such files: look at the log of the job that wrote it.',
      }),
    );
  const sample = { path: file.path, head: file.text.slice(0, SAMPLE_LENGTH).replace(/^\u{feff}/u, '') };
  const reader = readers.find((one) => (format === undefined ? one.recognises(sample) : one.name === format));
  if (reader !== undefined) return success(reader);
  return failure(
    reportProblem(file, {
      code: 'report-not-recognised',
      severity: 'error',
      message: `this is none of the formats that are read: ${readers.map(({ title }) => title).join(', ')}`,
      offset: 0,
      fix: `If it is one of them, say which: --format ${readers.map(({ name }) => name).join('|')}`,
    }),
  );
}
