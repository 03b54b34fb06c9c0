import type { LegId, PlannedJob } from '../plan/plan.ts';
import { isBad, isGood, type Verdict } from '../run/run-event.ts';
import type { Withdrawals } from './withdrawals.ts';

/** What became of a leg, as far as the order of others depends on it. */
export interface LegEnd {
  readonly verdict: Verdict;
  /** The failure was allowed: those who need the leg go on. */
  readonly allowed: boolean;
}

export interface ScheduleOptions {
  readonly jobs: readonly PlannedJob[];
  /** Legs that are done already, from an earlier part of the same run. */
  readonly done: ReadonlyMap<LegId, LegEnd>;
  /** How many legs run at once. */
  readonly slots: number;
  /** The leg with the highest starts first. */
  readonly rank: (leg: LegId) => number;
  readonly failFast: boolean;
  /** Aborted: nothing new is started, and what runs is expected to see the signal itself. */
  readonly signal: AbortSignal;
  /** Single legs that are given up on the way. */
  readonly withdrawals?: Withdrawals | undefined;
  /** Runs a leg; never rejects. `signal` is aborted with a reason when the leg is to be cancelled. */
  start(job: PlannedJob, signal: AbortSignal): Promise<LegEnd>;
  /** A leg that will not be started. */
  leave(job: PlannedJob, verdict: 'skipped' | 'cancelled', reason: string): void;
}

/**
 * Runs a DAG: a leg is ready the moment its own needs are done, and the ready leg with the highest rank gets the next free slot.
 * Legs that share a lock never overlap; a leg that waits for a lock holds no slot.
 */
export function schedule(options: ScheduleOptions): Promise<ReadonlyMap<LegId, LegEnd>> {
  return new Schedule(options).run();
}

class Schedule {
  readonly #options: ScheduleOptions;
  readonly #ends = new Map<LegId, LegEnd>();
  readonly #waitingFor = new Map<LegId, number>();
  readonly #dependants = new Map<LegId, PlannedJob[]>();
  /** Highest rank first; few enough at a time that a sorted list serves. */
  readonly #ready: PlannedJob[] = [];
  readonly #running = new Map<LegId, AbortController>();
  readonly #held = new Set<string>();
  #failed: LegId | undefined;
  #finish: () => void = () => undefined;

  constructor(options: ScheduleOptions) {
    this.#options = options;
    for (const [leg, end] of options.done) {
      this.#ends.set(leg, end);
      this.#noteFailure(leg, end);
    }
    for (const job of options.jobs) {
      if (this.#ends.has(job.id)) continue;
      const open = job.needs.filter((need) => !this.#ends.has(need.id));
      this.#waitingFor.set(job.id, open.length);
      for (const need of open) this.#dependants.set(need.id, [...(this.#dependants.get(need.id) ?? []), job]);
      if (open.length === 0) this.#enqueue(job);
    }
  }

  run(): Promise<ReadonlyMap<LegId, LegEnd>> {
    const { signal } = this.#options;
    const cancelRunning = (): void => this.#cancelRunning(String(signal.reason ?? 'cancelled'));
    this.#options.withdrawals?.onWithdrawal(() => this.#withdraw());
    return new Promise((resolve) => {
      this.#finish = () => {
        signal.removeEventListener('abort', cancelRunning);
        resolve(this.#ends);
      };
      if (signal.aborted) cancelRunning();
      else signal.addEventListener('abort', cancelRunning, { once: true });
      this.#advance();
    });
  }

  #cancelRunning(reason: string): void {
    for (const [leg, controller] of this.#running)
      if (!this.#runsInAnyCase(leg) || this.#options.signal.aborted) controller.abort(reason);
    this.#advance();
  }

  #withdraw(): void {
    for (const [leg, controller] of this.#running) {
      const reason = this.#options.withdrawals?.reason(leg);
      if (reason !== undefined) controller.abort(reason);
    }
    this.#advance();
  }

  #runsInAnyCase(leg: LegId): boolean {
    return this.#options.jobs.find((job) => job.id === leg)?.when === 'always';
  }

  #enqueue(job: PlannedJob): void {
    const rank = this.#options.rank(job.id);
    let at = this.#ready.length;
    while (at > 0 && this.#options.rank((this.#ready[at - 1] as PlannedJob).id) < rank) at--;
    this.#ready.splice(at, 0, job);
  }

  #advance(): void {
    for (let index = 0; index < this.#ready.length; ) {
      const job = this.#ready[index] as PlannedJob;
      const stop = this.#whyNot(job);
      if (stop !== undefined) {
        this.#ready.splice(index, 1);
        this.#options.leave(job, stop.verdict, stop.reason);
        this.#end(job, { verdict: stop.verdict, allowed: false });
        index = 0;
      } else if (
        this.#running.size < this.#options.slots &&
        !job.locks.some((lock) => this.#held.has(lock))
      ) {
        this.#ready.splice(index, 1);
        this.#start(job);
      } else index++;
    }
    if (this.#running.size === 0 && this.#ready.length === 0) this.#finish();
  }

  #start(job: PlannedJob): void {
    const controller = new AbortController();
    this.#running.set(job.id, controller);
    this.#options.withdrawals?.noteStart(job.id);
    for (const lock of job.locks) this.#held.add(lock);
    void this.#options.start(job, controller.signal).then((end) => {
      this.#running.delete(job.id);
      for (const lock of job.locks) this.#held.delete(lock);
      this.#end(job, end);
      if (this.#noteFailure(job.id, end)) this.#cancelRunning(`${job.id} failed`);
      this.#advance();
    });
  }

  /** Is this the failure that stops a run which is to fail fast? */
  #noteFailure(leg: LegId, end: LegEnd): boolean {
    if (!this.#options.failFast || this.#failed !== undefined || !isBad(end.verdict) || end.allowed)
      return false;
    this.#failed = leg;
    return true;
  }

  #end(job: PlannedJob, end: LegEnd): void {
    this.#ends.set(job.id, end);
    for (const dependant of this.#dependants.get(job.id) ?? []) {
      const open = (this.#waitingFor.get(dependant.id) ?? 0) - 1;
      this.#waitingFor.set(dependant.id, open);
      if (open === 0) this.#enqueue(dependant);
    }
  }

  /** Why a leg whose needs are all done is not run; undefined when it is. */
  #whyNot(job: PlannedJob): { verdict: 'skipped' | 'cancelled'; reason: string } | undefined {
    const { signal, withdrawals } = this.#options;
    if (signal.aborted) return { verdict: 'cancelled', reason: String(signal.reason ?? 'cancelled') };
    const withdrawn = withdrawals?.reason(job.id);
    if (withdrawn !== undefined) return { verdict: 'cancelled', reason: withdrawn };
    if (job.when === 'always') return undefined;
    if (job.when === 'on_failure') {
      return this.#hasFailedBefore(job)
        ? undefined
        : { verdict: 'skipped', reason: 'only on failure, and nothing it needs failed' };
    }
    if (this.#failed !== undefined) return { verdict: 'cancelled', reason: `${this.#failed} failed` };
    for (const need of job.needs) {
      const end = this.#ends.get(need.id);
      if (end === undefined || isGood(end.verdict) || end.allowed) continue;
      return { verdict: 'skipped', reason: `needs ${need.id}, which ${WORDS[end.verdict]}` };
    }
    return undefined;
  }

  /** Has any leg before this one, near or far, failed? */
  #hasFailedBefore(job: PlannedJob): boolean {
    const byId = new Map(this.#options.jobs.map((other) => [other.id, other]));
    const seen = new Set<LegId>();
    const visit = (leg: LegId): boolean => {
      if (seen.has(leg)) return false;
      seen.add(leg);
      const end = this.#ends.get(leg);
      if (end !== undefined && isBad(end.verdict) && !end.allowed) return true;
      return (byId.get(leg)?.needs ?? []).some((need) => visit(need.id));
    };
    return job.needs.some((need) => visit(need.id));
  }
}

const WORDS: Record<Verdict, string> = {
  passed: 'passed',
  flaky: 'passed on a retry',
  reused: 'was reused',
  failed: 'failed',
  timed_out: 'timed out',
  error: 'could not be run',
  cancelled: 'was cancelled',
  skipped: 'was skipped',
};
