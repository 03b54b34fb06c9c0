import { fewestDifferences } from '../statistics/signed-rank.ts';

/** When paired measurements are looked at, and how sure each look must be. */
export interface Look {
  /** Pairs that there are by then. */
  readonly pairs: number;
  /** Probability of error of each bound of each benchmark's interval. */
  readonly alpha: number;
}

export interface ErrorBudget {
  /** With what probability a comparison of equal programs may call any of its benchmarks slower, over all looks. */
  readonly alpha: number;
  /** Benchmarks that are judged together. */
  readonly family: number;
  /** Pairs that are measured at the most. */
  readonly mostPairs: number;
}

/** Fewer tell too little of the noise. */
const FEWEST_PAIRS = 10;
/** Each look has this many times the pairs of the one before. */
const GROWTH = 1.5;

/**
 * Whoever looks again after each pair finds something in the end. So the budget is spent: half of it at the first look, a quarter at the second, and so on
 * (the sum is below the whole), and each share is divided by the number of benchmarks (Bonferroni). The first look comes when that many pairs can
 * tell anything at such an alpha. Never empty: where `mostPairs` is fewer than that, there is one look, at which nothing can be proved.
 */
export function looksOf({ alpha, family, mostPairs }: ErrorBudget): readonly Look[] {
  const looks: Look[] = [];
  let share = alpha / 2 / Math.max(1, family);
  let pairs = even(Math.max(FEWEST_PAIRS, fewestDifferences(share)));
  while (pairs < mostPairs) {
    looks.push({ pairs, alpha: share });
    share /= 2;
    pairs = even(Math.max(pairs * GROWTH, fewestDifferences(share)));
  }
  return [...looks, { pairs: mostPairs, alpha: share }];
}

/** As many pairs begin with the base as with the head. */
function even(pairs: number): number {
  return 2 * Math.ceil(pairs / 2);
}
