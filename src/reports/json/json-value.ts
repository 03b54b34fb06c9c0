import { failure, type Result, success } from '../../diagnostics/result.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import { reportProblem } from '../report-problem.ts';

/** What `JSON.parse` gives (RFC 8259). */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

/** Reads a report that is one JSON text. One that ends too early is told apart from one that was never JSON. */
export function readJson(file: SourceFile): Result<Json> {
  try {
    return success(JSON.parse(file.text.replace(/^\u{feff}/u, '')) as Json);
  } catch (error) {
    return jsonFault(file, error as Error);
  }
}

/** Engines word it differently; a position is in the message of some. */
function jsonFault(file: SourceFile, { message }: Error): Result<never> {
  const position = /position (\d+)/u.exec(message)?.[1];
  const atEnd = position !== undefined && Number(position) >= file.text.length;
  if (atEnd || /end of JSON input|Unterminated/u.test(message))
    return failure(
      reportProblem(file, {
        code: 'report-cut-off',
        severity: 'error',
        message: 'the report is cut off here',
        offset: Math.max(0, file.text.length - 1),
        fix: 'A tool that was killed leaves such files: run it again.',
      }),
    );
  return failure(
    reportProblem(file, {
      code: 'report-unreadable',
      severity: 'error',
      message: 'this is not JSON',
      ...(position !== undefined && { offset: Number(position) }),
    }),
  );
}

export function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** Empty for whatever is no list. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The objects of a list; what else is in it is left out. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return listOf(value)
    .map(objectOf)
    .filter((one) => one !== undefined);
}

/** Undefined for what is no text, or an empty one. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).flatMap((one) => textOf(one) ?? []);
}

export function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A line or a column as editors count them: a whole number from 1. */
export function placeNumberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : undefined;
}

/** A member that is there when its value is: `...optional('version', version)`. */
export function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [name in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [name in Key]: Value });
}
