import type { Result } from '../../../diagnostics/result.ts';
import type { SourceFile } from '../../../diagnostics/source-file.ts';
import { type JsonObject, objectOf } from '../../json/json-value.ts';
import { type ReadingContext, readDocument } from '../../json/read-document.ts';
import type { FindingsReport } from '../findings-report.ts';

export { offsetOf, type ReadingContext, unreadable } from '../../json/read-document.ts';

/** Errors and warnings of a tool that are told one by one. */
const MOST_GAPS = 5;

/** What every reader of one JSON object does. */
export function readObject(
  file: SourceFile,
  read: (data: JsonObject, context: ReadingContext) => FindingsReport | string,
): Result<FindingsReport> {
  return readDocument(file, (json, context) => {
    const data = objectOf(json);
    return data === undefined ? 'this is no JSON object' : read(data, context);
  });
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
