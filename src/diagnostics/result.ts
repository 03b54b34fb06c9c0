import type { Diagnostic } from './diagnostic.ts';

/** A value, or the reasons why there is none. Warnings may come with a value. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export function success<T>(value: T, diagnostics: readonly Diagnostic[] = []): Result<T> {
  return { ok: true, value, diagnostics };
}

export function failure<T>(...diagnostics: readonly Diagnostic[]): Result<T> {
  return { ok: false, diagnostics };
}
