/** Time, so that tests can hold it. */
export interface Clock {
  /** Milliseconds since 1970 (UTC); may jump. */
  now(): number;
  /** Milliseconds since some moment; never goes back. For durations. */
  monotonic(): number;
  /** Calls back once after `ms`; the returned function takes that back. The wait does not keep the process alive. */
  after(ms: number, callback: () => void): () => void;
}

/** The longest delay `setTimeout` takes; above it fires at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  // `performance` would load node:perf_hooks, which takes longer than many a command.
  monotonic() {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1e3 + nanoseconds / 1e6;
  },
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_DELAY));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
