import type { Result } from '../../diagnostics/result.ts';
import { SourceFile } from '../../diagnostics/source-file.ts';
import { type Json, readJson } from './json-value.ts';

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/gu;

/**
 * JSON in which numbers that are none stand bare: `NaN`, `Infinity`, as Python's `json`, Google Benchmark and others write them, though
 * RFC 8259, 6, has no such thing. They are read as null.
 */
export function readLenientJson(file: SourceFile): Result<Json> {
  const strict = readJson(file);
  if (strict.ok || !/NaN|Infinity/u.test(file.text)) return strict;
  const text = file.text.replace(TOKENS, (token) => (token.startsWith('"') ? token : 'null'));
  const lenient = readJson(new SourceFile(file.path, text));
  if (lenient.ok) return lenient;
  // Places in the changed text are not those of the file.
  return {
    ok: false,
    diagnostics: lenient.diagnostics.map((one) => ({ ...one, location: { path: file.path } })),
  };
}
