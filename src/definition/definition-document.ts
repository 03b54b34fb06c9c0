import type { Diagnostic, PropertyPath } from '../diagnostics/diagnostic.ts';
import type { SourceFile, SourceSpan } from '../diagnostics/source-file.ts';
import type { DefinitionCode } from './diagnostic-codes.ts';

/** What a file of any format amounts to: data, and where in the text each part of it stands. */
export interface DefinitionDocument {
  readonly data: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths of all files it was made of; the file alone unless said. */
  readonly files?: readonly string[];
  /** The span of a property's value, or of its name; of the nearest thing around it when it is not in this file. */
  locate(path: PropertyPath, atKey: boolean): Promise<SourceSpan | undefined>;
}

/** A document, or why the text is none. */
export type DocumentReading =
  | { readonly ok: true; readonly document: DefinitionDocument }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** No definition nests deeper; beyond it a reader of data would run out of stack. */
export const DEEPEST_NESTING = 100;

/** In UTF-16 code units. A definition that is longer is a mistake, or meant to hurt. */
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

export interface DuplicatePlaces {
  readonly first: SourceSpan | undefined;
  readonly second: SourceSpan | undefined;
  /** Where both are when that is another file, with a space before it: ` in jobs.ts:3`. */
  readonly elsewhere?: string;
}

export function duplicateKey(
  key: string,
  file: SourceFile,
  { first, second, elsewhere = '' }: DuplicatePlaces,
): Diagnostic {
  return {
    ...fileProblem('duplicate-key', file, `The key '${key}' stands twice in one object${elsewhere}.`, {
      span: second,
      fix: 'Take one of them out, or give it another name: of two, only the last would count.',
    }),
    ...(first && {
      related: [{ message: 'The first is here.', location: { path: file.path, span: first } }],
    }),
  };
}

export function tooDeep(file: SourceFile): DocumentReading {
  return { ok: false, diagnostics: [tooLarge(file, `nests deeper than ${DEEPEST_NESTING} levels`)] };
}

export function tooLarge(file: SourceFile, why: string, span?: SourceSpan): Diagnostic {
  return fileProblem('definition-too-large', file, `The definition ${why}.`, {
    span,
    fix: 'Write it as TypeScript, where functions and loops keep a large definition short.',
  });
}
