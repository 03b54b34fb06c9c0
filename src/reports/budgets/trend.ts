import { median, robustSpread } from '../../run/order-statistics.ts';

/** A moment, in days of any epoch, and a time in milliseconds. */
export interface Point {
  readonly day: number;
  readonly value: number;
}

/** How durations change over time. */
export type Trend =
  /** Nothing that could be told from noise, or too few days to tell. */
  | { readonly kind: 'none'; readonly days: number }
  /** Milliseconds a day: the estimate, and the interval that holds the true slope in 95 of 100 cases. */
  | {
      readonly kind: 'drift';
      readonly days: number;
      readonly slope: number;
      readonly interval: readonly [number, number];
    }
  /** From one level to another, without a drift since. `day` is the first on the new level. */
  | {
      readonly kind: 'jump';
      readonly days: number;
      readonly day: number;
      readonly before: number;
      readonly after: number;
    };

/** Days with runs on both sides of a jump, and days for a drift: fewer show anything one likes. */
const SHORTEST_SIDE = 3;
const SHORTEST_SERIES = 10;

/** A change below this share of the level is nobody's concern. */
const LEAST_CHANGE = 0.05;

/** A jump must be this many times the spread within its two levels. */
const LEAST_CONTRAST = 3;

/** Two levels must fit this much better than one line before a drift is called a jump. */
const BETTER_FIT = 0.8;

/** 97.5th percentile of the normal distribution. */
const Z = 1.959964;

/** The trend of daily medians: one point a day, so that a day of many runs does not outvote the others. */
export function trendOf(points: readonly Point[]): Trend {
  const series = dailyMedians(points);
  const line = series.length < SHORTEST_SERIES ? undefined : theilSen(series);
  const jump = bestJump(series);
  const none: Trend = { kind: 'none', days: series.length };
  const drifts = line !== undefined && line.low * line.high > 0 && matters(line.slope, series);
  if (jump !== undefined && (!drifts || jump.misfit < BETTER_FIT * misfitOfLine(series, line.slope))) {
    const since = trendOf(series.slice(jump.at));
    // It has jumped, and moves on from there: what it does now is what tells of tomorrow.
    if (since.kind === 'drift') return since;
    const { day, before, after } = jump;
    return { kind: 'jump', days: series.length, day, before, after };
  }
  if (!drifts) return none;
  return { kind: 'drift', days: series.length, slope: line.slope, interval: [line.low, line.high] };
}

function dailyMedians(points: readonly Point[]): readonly Point[] {
  const days = new Map<number, number[]>();
  for (const { day, value } of points) {
    const whole = Math.floor(day);
    days.set(whole, [...(days.get(whole) ?? []), value]);
  }
  const medians = Array.from(days, ([day, values]): Point => ({ day, value: median(values) }));
  return medians.toSorted((one, two) => one.day - two.day);
}

/**
 * The median of the slopes between all pairs (Theil 1950), which a quarter of bad days does not move, and its interval by the ranks
 * of the slopes (Sen 1968, "Estimates of the Regression Coefficient Based on Kendall's Tau"; the variance is that of Kendall's
 * statistic without ties).
 */
function theilSen(series: readonly Point[]): { slope: number; low: number; high: number } {
  const slopes = series
    .flatMap((one, index) =>
      series.slice(index + 1).map((two) => (two.value - one.value) / (two.day - one.day)),
    )
    .sort((one, two) => one - two);
  const count = series.length;
  const spread = Z * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const low = slopes[Math.max(0, Math.round((slopes.length - spread) / 2) - 1)] ?? 0;
  const high = slopes[Math.min(slopes.length - 1, Math.round((slopes.length + spread) / 2))] ?? 0;
  return { slope: median(slopes), low, high };
}

function matters(slope: number, series: readonly Point[]): boolean {
  const [first, last] = [series.at(0)?.day ?? 0, series.at(-1)?.day ?? 0];
  return Math.abs(slope) * (last - first) >= LEAST_CHANGE * median(series.map(({ value }) => value));
}

function misfitOfLine(series: readonly Point[], slope: number): number {
  const rests = series.map(({ day, value }) => value - slope * day);
  return misfit(rests);
}

/** The sum of absolute deviations from the median. */
function misfit(values: readonly number[]): number {
  const middle = median(values);
  return values.reduce((sum, value) => sum + Math.abs(value - middle), 0);
}

interface Jump {
  /** Index of the first point on the new level. */
  readonly at: number;
  readonly day: number;
  readonly before: number;
  readonly after: number;
  readonly misfit: number;
}

/** The one place to cut the series into two levels that leaves the least deviation; undefined when the levels are not apart. */
function bestJump(series: readonly Point[]): Jump | undefined {
  const values = series.map(({ value }) => value);
  let best: Jump | undefined;
  for (let at = SHORTEST_SIDE; at <= series.length - SHORTEST_SIDE; at++) {
    const [left, right] = [values.slice(0, at), values.slice(at)];
    const total = misfit(left) + misfit(right);
    if (best !== undefined && total >= best.misfit) continue;
    best = { at, day: series[at]?.day ?? 0, before: median(left), after: median(right), misfit: total };
  }
  if (best === undefined) return undefined;
  const { at, before, after } = best;
  const rests = values.map((value, index) => value - (index < at ? before : after));
  const change = Math.abs(after - before);
  return change >= LEAST_CHANGE * before && change >= LEAST_CONTRAST * robustSpread(rests) ? best : undefined;
}
