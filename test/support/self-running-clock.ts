import type { Clock } from '../../src/platform/clock.ts';

/** A clock that jumps to the next alarm whenever nothing else is left to do: a run of minutes takes milliseconds, always the same way. */
export class SelfRunningClock implements Clock {
  #now = 0;
  #alarms: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const alarm = { at: this.#now + Math.max(0, ms), callback };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Lets time pass until the work is done. Nothing in it may wait for anything but this clock. */
  async runUntil<T>(work: Promise<T>): Promise<T> {
    let open = true;
    const settled = work.finally(() => {
      open = false;
    });
    settled.catch(() => undefined);
    for (;;) {
      // Everything that is ready to go on does so before time passes.
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (!open) return settled;
      const [next] = [...this.#alarms].sort((a, b) => a.at - b.at);
      if (next === undefined) throw new Error('the work waits for something that never comes');
      this.#alarms = this.#alarms.filter((other) => other !== next);
      this.#now = next.at;
      next.callback();
    }
  }
}
