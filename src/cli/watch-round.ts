import { Withdrawals } from '../execution/withdrawals.ts';
import type { Reasons } from '../plan/affected.ts';
import type { LegId, Plan } from '../plan/plan.ts';
import type { Progress } from '../plan/stale-legs.ts';
import { isBad, isGood, type JobFinished, type RunEvent } from '../run/run-event.ts';

/** What became of the legs that were run while we watch. */
export class LegResults {
  readonly #last = new Map<LegId, JobFinished>();

  note(finished: JobFinished): void {
    this.#last.set(finished.leg, finished);
  }

  forget(): void {
    this.#last.clear();
  }

  /** Legs whose last result does not let those go on that need them. */
  unproved(plan: Plan): ReadonlySet<LegId> {
    const proved = (leg: LegId): boolean => {
      const last = this.#last.get(leg);
      return last !== undefined && (isGood(last.verdict) || last.allowed === true);
    };
    return new Set(plan.jobs.flatMap(({ id }) => (proved(id) ? [] : [id])));
  }

  /** Of these legs, how those ended last that passed. */
  passed(legs: Iterable<LegId>): ReadonlyMap<LegId, JobFinished> {
    const passed = new Map<LegId, JobFinished>();
    for (const leg of legs) {
      const last = this.#last.get(leg);
      if (last !== undefined && isGood(last.verdict)) passed.set(leg, last);
    }
    return passed;
  }

  /** Legs that were stopped on the way, such as by one that failed. */
  cancelled(plan: Plan): readonly LegId[] {
    return plan.jobs.flatMap(({ id }) => (this.#last.get(id)?.verdict === 'cancelled' ? [id] : []));
  }

  /** Legs whose last result was a failure. */
  failing(plan: Plan): readonly LegId[] {
    return plan.jobs.flatMap(({ id }) => {
      const last = this.#last.get(id);
      return last !== undefined && isBad(last.verdict) && last.allowed !== true ? [id] : [];
    });
  }
}

/** A run that is going on while we watch. */
export class WatchRound {
  readonly withdrawals = new Withdrawals();
  readonly #legs: ReadonlySet<LegId>;
  readonly #finished = new Set<LegId>();
  readonly #results: LegResults;
  /** The definition has changed meanwhile: what comes of it counts no more. */
  #outdated = false;

  constructor(legs: Reasons, results: LegResults) {
    this.#legs = new Set(legs.keys());
    this.#results = results;
  }

  readonly event = (event: RunEvent): void => {
    if (event.kind !== 'job.finished') return;
    this.#finished.add(event.leg);
    if (!this.#outdated) this.#results.note(event);
  };

  progress(leg: LegId): Progress {
    if (!this.#legs.has(leg)) return 'absent';
    if (this.#finished.has(leg)) return 'finished';
    return this.withdrawals.hasStarted(leg) ? 'started' : 'waiting';
  }

  /** Gives up everything that is not finished. */
  withdrawAll(reason: string, { outdated }: { readonly outdated: boolean }): void {
    this.#outdated ||= outdated;
    const open = [...this.#legs].filter((leg) => !this.#finished.has(leg));
    this.withdrawals.withdraw(new Map(open.map((leg) => [leg, reason])));
  }
}
