import { failure, type Result, success } from '../../../diagnostics/result.ts';
import type { SourceFile } from '../../../diagnostics/source-file.ts';
import { type JsonObject, objectOf, readJson } from '../../json/json-value.ts';
import { PassedOver } from '../../passed-over.ts';
import { reportProblem } from '../../report-problem.ts';
import type { FindingsReport } from '../findings-report.ts';

export interface ReadingContext {
  readonly file: SourceFile;
  readonly passedOver: PassedOver;
}

/** Errors and warnings of a tool that are told one by one. */
const MOST_GAPS = 5;

/** What every reader of one JSON object does: the text is read, and what was passed over is told beside the report. */
export function readObject(
  file: SourceFile,
  read: (data: JsonObject, context: ReadingContext) => FindingsReport | string,
): Result<FindingsReport> {
  const json = readJson(file);
  if (!json.ok) return json;
  const data = objectOf(json.value);
  if (data === undefined) return unreadable(file, 'this is no JSON object');
  const passedOver = new PassedOver(file);
  const report = read(data, { file, passedOver });
  if (typeof report === 'string') return unreadable(file, report);
  return success(report, passedOver.diagnostics);
}

export function unreadable(file: SourceFile, message: string): Result<never> {
  return failure(reportProblem(file, { code: 'report-unreadable', severity: 'error', message, offset: 0 }));
}

/** What a tool itself complained of, the first of them in its words. */
export function toolErrors(messages: readonly string[]): readonly string[] {
  const told = [...new Set(messages)].map((message) => {
    const line = message.trim().split('\n', 1)[0] ?? '';
    return `the tool reports an error: ${line.slice(0, 300)}`;
  });
  if (told.length <= MOST_GAPS) return told;
  return [...told.slice(0, MOST_GAPS), `the tool reports ${told.length - MOST_GAPS} more errors`];
}

/** Where an entry of this name stands in the file, for diagnostics. */
export function offsetOf({ text }: SourceFile, name: string | undefined): number | undefined {
  const at = name === undefined ? -1 : text.indexOf(JSON.stringify(name));
  return at < 0 ? undefined : at;
}
