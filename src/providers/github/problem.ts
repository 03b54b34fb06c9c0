import type { Diagnostic, PropertyPath, Severity } from '../../diagnostics/diagnostic.ts';
import type { GithubCode } from './diagnostic-codes.ts';

/** What the user can do about it is part of every problem. */
export function problem(
  code: GithubCode,
  at: PropertyPath,
  message: string,
  more: { readonly fix: string; readonly severity?: Severity },
): Diagnostic {
  return { code, severity: more.severity ?? 'error', message, at, fix: more.fix };
}

/** Collects what cannot be said, each only once, however many legs or workflows run into it. */
export class Problems {
  readonly #found = new Map<string, Diagnostic>();

  add(...diagnostics: readonly Diagnostic[]): void {
    for (const one of diagnostics) this.#found.set(JSON.stringify([one.code, one.at, one.message]), one);
  }

  get all(): readonly Diagnostic[] {
    return [...this.#found.values()];
  }
}
