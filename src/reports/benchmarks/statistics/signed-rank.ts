import { median } from '../../../run/order-statistics.ts';

/**
 * Wilcoxon's signed-rank statistic (Wilcoxon 1945; Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 3.1): of n differences
 * that are symmetric around zero, the sum of the ranks of the positive ones. Exact, for any such distribution, however heavy its tails are.
 */

/** P(W ≤ w) for w = 0, 1, …, n(n+1)/2. */
export function signedRankDistribution(n: number): readonly number[] {
  let probabilities = [1];
  for (let rank = 1; rank <= n; rank++) {
    const next = new Array<number>(probabilities.length + rank).fill(0);
    for (const [sum, probability] of probabilities.entries()) {
      // The difference of this rank is positive, or it is not.
      next[sum] = (next[sum] ?? 0) + probability / 2;
      next[sum + rank] = (next[sum + rank] ?? 0) + probability / 2;
    }
    probabilities = next;
  }
  let total = 0;
  return probabilities.map((probability) => {
    total += probability;
    return Math.min(1, total);
  });
}

/** Where the middle of symmetric differences is: an estimate, and bounds each of which is wrong with a probability of `alpha` at most. */
export interface CentreEstimate {
  /** Hodges and Lehmann's: the median of all averages of two. */
  readonly centre: number;
  /** `-Infinity` where so few differences allow none. */
  readonly low: number;
  /** `Infinity` where so few differences allow none. */
  readonly high: number;
}

/**
 * The interval that belongs to the signed-rank test (Hollander, Wolfe and Chicken, 3.2 and 3.3): bounds are averages of two differences, counted from either end. With
 * ties it is wider than it would need to be, never narrower. `n` differences allow bounds when `alpha` is 2⁻ⁿ at least.
 */
export function estimateCentre(differences: readonly number[], alpha: number): CentreEstimate {
  const averages = walshAverages(differences);
  const outside = signedRankDistribution(differences.length).filter((below) => below <= alpha).length;
  return {
    centre: median(averages),
    low: outside === 0 ? Number.NEGATIVE_INFINITY : (averages[outside - 1] ?? Number.NEGATIVE_INFINITY),
    high: outside === 0 ? Number.POSITIVE_INFINITY : (averages.at(-outside) ?? Number.POSITIVE_INFINITY),
  };
}

/** How many differences it takes for there to be bounds at all. */
export function fewestDifferences(alpha: number): number {
  return Math.ceil(-Math.log2(alpha));
}

/** Averages of every two differences, and of each with itself, in order. */
function walshAverages(differences: readonly number[]): readonly number[] {
  const averages: number[] = [];
  for (const [index, one] of differences.entries())
    for (const two of differences.slice(index)) averages.push((one + two) / 2);
  return averages.sort((one, two) => one - two);
}
