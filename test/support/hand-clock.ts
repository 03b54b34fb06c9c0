import type { Clock } from '../../src/platform/clock.ts';

/** A clock that stands still until a test moves it. */
export class HandClock implements Clock {
  #now: number;
  #alarms: { at: number; callback: () => void }[] = [];

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const alarm = { at: this.#now + ms, callback };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Lets time pass: what falls due is called in its order, at its time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#alarms.filter(({ at }) => at <= end).sort((one, two) => one.at - two.at)[0];
      if (due === undefined) break;
      this.#alarms = this.#alarms.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = end;
  }
}
