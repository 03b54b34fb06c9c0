import { median, robustSpread } from '../../../run/order-statistics.ts';
import type { BenchmarkSeries } from './benchmark-series.ts';

/** Commits between two changes. */
export interface SeriesLevel {
  /** Indexes of points: the first, and the one behind the last. */
  readonly from: number;
  readonly to: number;
  readonly middle: number;
  /** Where one more run of this level is expected, 19 times in 20. Absent where there are too few to know. */
  readonly low?: number;
  readonly high?: number;
}

const FEWEST = 4;
/** Standard deviations of a normal distribution on either side of the middle, for 95 %. */
const WIDTH = 1.96;

/**
 * The levels of a series, each with a prediction interval from the median and the median absolute deviation of logarithms, widened by
 * √(1 + 1/n) for what n values know of their own middle (Student's prediction interval, with robust estimates in it).
 */
export function seriesLevels({ points, changes }: BenchmarkSeries): readonly SeriesLevel[] {
  const starts = [0, ...changes.map(({ at }) => at)];
  return starts.flatMap((from, index) => {
    const to = starts[index + 1] ?? points.length;
    const values = points
      .slice(from, to)
      .filter(({ clean }) => clean)
      .map(({ value }) => value);
    if (values.length === 0) return [];
    const middle = median(values);
    if (values.length < FEWEST || values.some((value) => value <= 0)) return [{ from, to, middle }];
    const logs = values.map(Math.log);
    const reach = WIDTH * robustSpread(logs) * Math.sqrt(1 + 1 / logs.length);
    const centre = median(logs);
    return [{ from, to, middle, low: Math.exp(centre - reach), high: Math.exp(centre + reach) }];
  });
}
