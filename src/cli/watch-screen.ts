import { printableLine } from '../diagnostics/printable.ts';
import { wrap } from '../diagnostics/text-width.ts';
import type { Reasons } from '../plan/affected.ts';
import type { LegId, Plan } from '../plan/plan.ts';
import { legNames } from '../run/run-words.ts';
import type { Console } from './console.ts';
import { roundLine, type WaitingWords, waitingLine, withoutInputsLine } from './render/watch-words.ts';

export interface RoundFacts {
  readonly edited: readonly string[];
  /** All that runs, with the reasons; of the plan, what is taken over from before does not. */
  readonly legs: Reasons;
  readonly plan: Plan;
  /** Is that all of the selection? */
  readonly whole: boolean;
}

/** What is said between the runs of `lockstep watch`; each run has a screen of its own, into which nothing else is written. */
export class WatchScreen {
  readonly #console: Console;
  readonly #json: boolean;
  #busy = false;
  #rounds = 0;
  /** What was said last, when that was that we wait. */
  #waiting = '';
  readonly #later: (() => void)[] = [];

  constructor(console: Console, json: boolean) {
    this.#console = console;
    this.#json = json;
  }

  begin(withoutInputs: readonly LegId[], plan: Plan): void {
    const { screen } = this.#console;
    if (withoutInputs.length > 0)
      this.#console.remark(
        wrap(withoutInputsLine(withoutInputs, legNames(plan)), screen.columns - 1).join('\n'),
      );
  }

  round({ edited, legs, plan, whole }: RoundFacts): void {
    this.#busy = true;
    this.#waiting = '';
    if (this.#json) {
      const list = plan.jobs.flatMap(({ id }) => (legs.has(id) ? [{ leg: id, reason: legs.get(id) }] : []));
      this.#print({ kind: 'watch.round', time: Date.now(), edited, legs: list });
    } else if (this.#rounds > 0) {
      const { style } = this.#console;
      const run = plan.jobs
        .filter((job) => job.category !== 'setup' && legs.has(job.id))
        .map((job) => job.id);
      this.#console.print(`\n${roundLine({ edited, legs: run, whole, names: legNames(plan), style })}`);
    }
    this.#rounds++;
  }

  roundIsOver(): void {
    this.#busy = false;
    for (const say of this.#later.splice(0)) say();
  }

  waiting(facts: Omit<WaitingWords, 'style' | 'names'>, plan: Plan): void {
    const { style } = this.#console;
    const line = waitingLine({ ...facts, names: legNames(plan), style });
    if (line === this.#waiting) return;
    this.#waiting = line;
    const { files, failing, broken } = facts;
    if (!this.#json) this.#console.print(`\n${line}`);
    else
      this.#print({
        kind: 'watch.waiting',
        time: Date.now(),
        files,
        failing,
        ...(broken !== undefined && { broken }),
      });
  }

  /** What there is to remark about the definition. */
  say(remarks: readonly string[]): void {
    if (remarks.length > 0) this.#between(() => this.#console.remark(remarks.join('\n')));
  }

  /** The definition was edited, and all is as before. */
  meansTheSame(name: string): void {
    this.#between(() => this.#console.remark(`${printableLine(name)} changed, and means the same`));
  }

  /** Files that set off one round after the other. */
  writtenByJobs(names: readonly string[]): void {
    const { yellow } = this.#console.errorStyle;
    for (const name of names)
      this.#console.remark(
        `${yellow('warning')}: ${printableLine(name)} changed again and again: when a job writes it, name it in the outputs of that job`,
      );
  }

  #between(say: () => void): void {
    this.#waiting = '';
    if (this.#busy && !this.#json) this.#later.push(say);
    else say();
  }

  #print(event: object): void {
    this.#console.print(JSON.stringify(event));
  }
}
