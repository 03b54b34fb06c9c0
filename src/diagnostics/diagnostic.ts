import type { SourceSpan } from './source-file.ts';

/** Where in a definition: property names and array indexes from its root. */
export type PropertyPath = readonly (string | number)[];

/** A file, and the stretch of it that is meant when that is known. */
export interface Location {
  readonly path: string;
  readonly span?: SourceSpan;
}

export type Severity = 'error' | 'warning';

/**
 * One thing that is wrong with what the user gave us. Diagnostics are collected and shown all at once;
 * they are never thrown. A failing job is not a Diagnostic but a RunEvent, and a fault of ours is an exception.
 */
export interface Diagnostic {
  /** Stable, kebab-case; the heading of its explanation in docs/diagnostics.md. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence that says what is wrong, with the user's own words in it. */
  readonly message: string;
  /** Where in the definition. `definition/` turns it into `location`. */
  readonly at?: PropertyPath;
  /** True when the property's name is meant and not its value. */
  readonly atKey?: boolean;
  readonly location?: Location;
  /** Other places that take part, such as the first of two duplicates. */
  readonly related?: readonly {
    readonly message: string;
    readonly at?: PropertyPath;
    readonly location?: Location;
  }[];
  /** How to mend it, in one sentence. */
  readonly fix?: string;
}

/** `jobs.unit.needs[0]`: a path as a person would write it. */
export function formatPropertyPath(path: PropertyPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
