import type { RoundsResult } from './measure-rounds.ts';

/** How often comparisons of a program with itself have said that it is slower. */
export interface Calibration {
  readonly comparisons: number;
  /** Comparisons in which any benchmark was called slower, by however much. */
  readonly alarms: number;
  /** Comparisons in which the first pair alone differs by more than the threshold: what comparing one number with one number would have said. */
  readonly singleAlarms: number;
  /** Comparisons that excluded a regression by the threshold, for all benchmarks. */
  readonly clear: number;
}

export const NO_COMPARISONS: Calibration = { comparisons: 0, alarms: 0, singleAlarms: 0, clear: 0 };

/** With one more comparison of a program with itself. */
export function withComparison(before: Calibration, result: RoundsResult, threshold: number): Calibration {
  const { comparisons } = result;
  const isSlower = comparisons.some(({ estimate }) => estimate.low > 1);
  const isSlowerByOne = comparisons.some(({ base, head, better }) => {
    const ratio = (head[0] ?? Number.NaN) / (base[0] ?? Number.NaN);
    return (better === 'lower' ? ratio : 1 / ratio) > 1 + threshold;
  });
  return {
    comparisons: before.comparisons + 1,
    alarms: before.alarms + Number(isSlower),
    singleAlarms: before.singleAlarms + Number(isSlowerByOne),
    clear: before.clear + Number(comparisons.every(({ estimate }) => estimate.verdict === 'clear')),
  };
}
