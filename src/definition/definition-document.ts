import type { Diagnostic, PropertyPath } from '../diagnostics/diagnostic.ts';
import type { SourceFile, SourceSpan } from '../diagnostics/source-file.ts';
import type { DefinitionCode } from './diagnostic-codes.ts';

/** What a file of any format amounts to: data, and where in the text each part of it stands. */
export interface DefinitionDocument {
  readonly data: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** The span of a property's value, or of its name; of the nearest thing around it when it is not in this file. */
  locate(path: PropertyPath, atKey: boolean): Promise<SourceSpan | undefined>;
}

/** A document, or why the text is none. `shown` is the path for people, which becomes `location.path`. */
export type DocumentReading =
  | { readonly ok: true; readonly document: DefinitionDocument }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** No definition nests deeper; beyond it a reader of data would run out of stack. */
export const DEEPEST_NESTING = 100;

/** A definition that is longer than this is a mistake, or meant to hurt: bytes are counted as UTF-16 code units. */
export const LONGEST_TEXT = 1_000_000;

export function fileProblem(
  code: DefinitionCode,
  file: SourceFile,
  message: string,
  more: { readonly span?: SourceSpan | undefined; readonly fix?: string; readonly severity?: 'warning' } = {},
): Diagnostic {
  const { span, fix, severity = 'error' } = more;
  return {
    code,
    severity,
    message,
    location: { path: file.path, ...(span && { span }) },
    ...(fix !== undefined && { fix }),
  };
}

export function duplicateKey(
  key: string,
  file: SourceFile,
  spans: { readonly first: SourceSpan; readonly second: SourceSpan },
): Diagnostic {
  return {
    ...fileProblem('duplicate-key', file, `The key '${key}' stands twice in one object.`, {
      span: spans.second,
      fix: 'Take one of them out, or give it another name: of two, only the last would count.',
    }),
    related: [{ message: 'The first is here.', location: { path: file.path, span: spans.first } }],
  };
}

export function tooLarge(file: SourceFile, why: string, span?: SourceSpan): Diagnostic {
  return fileProblem('definition-too-large', file, `The definition ${why}.`, {
    span,
    fix: 'Write it as TypeScript, where functions and loops keep a large definition short.',
  });
}
