import { median } from '../../run/order-statistics.ts';
import type { MergedTest } from './merge-tests.ts';
import { isPass, type Observation } from './test-history.ts';

export interface SlowTest {
  readonly test: MergedTest;
  /** Milliseconds without set-up: the median of the last passing runs, this one among them. */
  readonly median: number;
  /** How many runs that is the median of. */
  readonly runs: number;
  /** Its part of the time of all tests of this run. */
  readonly share: number;
  /**
   * How `median` compares with that of all runs before those: 0.2 is a fifth longer, however long ago that came about. Where there are none, how
   * this run compares with those before. Absent without an earlier run.
   */
  readonly change?: number;
}

/** Milliseconds from which a test is slow unless somebody says otherwise. */
export const DEFAULT_SLOW = 5000;

const SAMPLES = 10;

/** Tests that take `threshold` milliseconds or more, the slowest first. One slow run of a busy machine makes no slow test. */
export function slowTests(
  tests: readonly MergedTest[],
  history: (test: MergedTest) => readonly Observation[],
  threshold: number,
): readonly SlowTest[] {
  const all = tests.reduce((sum, { test }) => sum + (test.duration ?? 0), 0);
  const slow: SlowTest[] = [];
  for (const one of tests) {
    const now = callDuration(one);
    const before = passes(history(one));
    const samples = [...before, ...(now === undefined ? [] : [now])].slice(-SAMPLES);
    if (samples.length === 0 || Math.max(...samples) < threshold) continue;
    const middle = median(samples);
    if (middle < threshold) continue;
    const change = changeOf(before, now, middle);
    slow.push({
      test: one,
      median: middle,
      runs: samples.length,
      share: all === 0 ? 0 : (one.test.duration ?? 0) / all,
      ...(change !== undefined && { change }),
    });
  }
  return slow.sort((a, b) => b.median - a.median || (a.test.id < b.test.id ? -1 : 1));
}

function changeOf(before: readonly number[], now: number | undefined, middle: number): number | undefined {
  const older = before.slice(0, now === undefined ? -SAMPLES : 1 - SAMPLES);
  if (older.length > 0) return middle / median(older) - 1;
  return now === undefined || before.length === 0 ? undefined : now / median(before) - 1;
}

/** Milliseconds of a pass, set-up apart; undefined for everything else. */
function callDuration({ test }: MergedTest): number | undefined {
  if ((test.outcome !== 'passed' && test.outcome !== 'flaky') || test.duration === undefined)
    return undefined;
  return Math.max(0, test.duration - (test.setup ?? 0));
}

function passes(observations: readonly Observation[]): readonly number[] {
  return observations
    .filter(({ outcome, duration }) => isPass(outcome) && duration > 0)
    .map(({ duration }) => duration);
}
