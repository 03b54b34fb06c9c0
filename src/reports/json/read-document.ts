import { failure, type Result, success } from '../../diagnostics/result.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import { PassedOver } from '../passed-over.ts';
import { reportProblem } from '../report-problem.ts';
import { type Json, readJson } from './json-value.ts';

export interface ReadingContext {
  readonly file: SourceFile;
  readonly passedOver: PassedOver;
}

/**
 * What every reader of one JSON text does: the text is read, and what was passed over is told beside the report. A text in the place of
 * a report says why this is none.
 */
export function readDocument<Report extends object>(
  file: SourceFile,
  read: (data: Json, context: ReadingContext) => Report | string,
  parse: (file: SourceFile) => Result<Json> = readJson,
): Result<Report> {
  const json = parse(file);
  if (!json.ok) return json;
  const passedOver = new PassedOver(file);
  const report = read(json.value, { file, passedOver });
  if (typeof report === 'string') return unreadable(file, report);
  return success(report, passedOver.diagnostics);
}

/** The file as a whole is nothing that can be read. */
export function unreadable(file: SourceFile, message: string): Result<never> {
  return failure(reportProblem(file, { code: 'report-unreadable', severity: 'error', message, offset: 0 }));
}

/** Where an entry of this name stands in the file, for diagnostics. */
export function offsetOf({ text }: SourceFile, name: string | undefined): number | undefined {
  const at = name === undefined ? -1 : text.indexOf(JSON.stringify(name));
  return at < 0 ? undefined : at;
}
