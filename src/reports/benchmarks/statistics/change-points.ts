import { seededRandom } from '../../../platform/seeded-random.ts';
import { median } from '../../../run/order-statistics.ts';

/** Where a series has become another one. */
export interface ChangePoint {
  /** Of the first value that belongs to the new level. */
  readonly at: number;
  /** Medians of the values from the change before, and up to the next one. */
  readonly before: number;
  readonly after: number;
  /** How often values in a random order look as changed as these do. */
  readonly p: number;
}

export interface ChangePointOptions {
  /** With what probability a series without any change may be said to have one. */
  readonly alpha: number;
  /** Values on either side of a change. */
  readonly fewest?: number;
}

const FEWEST = 4;
/** With these p is known to 1 in 1,000, and a series of 200 values takes a tenth of a second. */
const PERMUTATIONS = 999;

/**
 * Changes of level in a series, by E-divisive (D. S. Matteson and N. A. James, "A Nonparametric Approach for Multiple Change Point Analysis of Multivariate
 * Data", JASA 109, 2014): the split that keeps the values of both sides farthest apart from each other is a change when permuted values seldom have one as good; then
 * both sides are looked at by themselves.
 *
 * The test is of the best split of all, so that `alpha` is of the whole series: a series that never changes is said to with that probability. That
 * holds for values that do not depend on each other; runs on one machine that was slow for a week do. The same series always has the same answer.
 */
export function findChangePoints(
  values: readonly number[],
  { alpha, fewest = FEWEST }: ChangePointOptions,
): readonly ChangePoint[] {
  const found: { at: number; p: number }[] = [];
  const segments = [{ from: 0, to: values.length }];
  for (let segment = segments.pop(); segment !== undefined; segment = segments.pop()) {
    const { from, to } = segment;
    const part = values.slice(from, to);
    const best = bestSplit(part, fewest);
    if (best === undefined) continue;
    const p = permutedShare(part, best.distance, fewest);
    if (p > alpha) continue;
    found.push({ at: from + best.at, p });
    segments.push({ from, to: from + best.at }, { from: from + best.at, to });
  }
  const ordered = found.sort((one, two) => one.at - two.at);
  return ordered.map(({ at, p }, index) => ({
    at,
    p,
    before: median(values.slice(ordered[index - 1]?.at ?? 0, at)),
    after: median(values.slice(at, ordered[index + 1]?.at)),
  }));
}

interface Split {
  readonly at: number;
  readonly distance: number;
}

/**
 * The split with the greatest energy distance (their formulas 5 to 7, with exponent 1): how far values of one side are from those of the other, less how far those of
 * each side are from each other. Sums are carried along from split to split.
 */
function bestSplit(values: readonly number[], fewest: number): Split | undefined {
  const n = values.length;
  if (n < 2 * fewest) return undefined;
  let within = 0;
  let between = 0;
  let rest = pairwise(values);
  let best: Split | undefined;
  for (let m = 1; m <= n - fewest; m++) {
    const moved = values[m - 1] ?? 0;
    const toLeft = sumOfDistances(values, { from: 0, to: m - 1 }, moved);
    const toRight = sumOfDistances(values, { from: m, to: n }, moved);
    within += toLeft;
    between += toRight - toLeft;
    rest -= toRight;
    if (m < fewest) continue;
    const k = n - m;
    const energy =
      (2 / (m * k)) * between - (2 / (m * (m - 1))) * within - (k > 1 ? (2 / (k * (k - 1))) * rest : 0);
    const distance = ((m * k) / n) * energy;
    if (best === undefined || distance > best.distance) best = { at: m, distance };
  }
  return best;
}

function sumOfDistances(
  values: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
  value: number,
): number {
  let sum = 0;
  for (let index = from; index < to; index++) sum += Math.abs((values[index] ?? 0) - value);
  return sum;
}

function pairwise(values: readonly number[]): number {
  return values.reduce(
    (sum, value, index) => sum + sumOfDistances(values, { from: index + 1, to: values.length }, value),
    0,
  );
}

/** The order of the values themselves counts as one of the permutations, so that p is never 0 (B. Phipson and G. K. Smyth, 2010). */
function permutedShare(values: readonly number[], distance: number, fewest: number): number {
  const random = seededRandom(values.length);
  let asGood = 1;
  for (let round = 0; round < PERMUTATIONS; round++) {
    const split = bestSplit(shuffled(values, random), fewest);
    if (split !== undefined && split.distance >= distance) asGood += 1;
  }
  return asGood / (PERMUTATIONS + 1);
}

function shuffled(values: readonly number[], random: () => number): readonly number[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}
