import type { LegId } from '../plan/plan.ts';

/** Legs of a run that are given up while the rest of it goes on: what they work on is not what it was. */
export class Withdrawals {
  readonly #reasons = new Map<LegId, string>();
  readonly #started = new Set<LegId>();
  #listener: () => void = () => undefined;

  /** Those that run are asked to end, those that wait are not started. Each with its reason, in a few words. */
  withdraw(legs: ReadonlyMap<LegId, string>): void {
    for (const [leg, reason] of legs) if (!this.#reasons.has(leg)) this.#reasons.set(leg, reason);
    this.#listener();
  }

  /** Has the leg been begun? From then on it may have read what it works on. */
  hasStarted(leg: LegId): boolean {
    return this.#started.has(leg);
  }

  reason(leg: LegId): string | undefined {
    return this.#reasons.get(leg);
  }

  noteStart(leg: LegId): void {
    this.#started.add(leg);
  }

  /** For the one who runs the legs. */
  onWithdrawal(listener: () => void): void {
    this.#listener = listener;
  }
}
