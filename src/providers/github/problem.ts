import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { problem as problemOf } from '../problem.ts';
import type { GithubCode } from './diagnostic-codes.ts';

/** What GitHub Actions cannot do as the definition has it. */
export const problem = problemOf<GithubCode>;

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
