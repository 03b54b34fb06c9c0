import { normalQuantile } from '../statistics/normal.ts';
import { estimateCentre } from '../statistics/signed-rank.ts';

/**
 * What paired measurements say of a regression by a threshold. `proved`: the whole interval is at the threshold or above. `likely`: slower for
 * sure, and nearer to the threshold than to nothing. `small`: slower for sure, and not by that much. `clear`: a regression by the threshold is
 * excluded, not merely unseen. `undecided`: these pairs cannot tell.
 */
export type Verdict = 'proved' | 'likely' | 'small' | 'clear' | 'undecided';

/** Of one benchmark, over all pairs up to now. */
export interface PairedEstimate {
  readonly pairs: number;
  /** How many times as slow (or as large) as the base the head is: 1.2 is a fifth worse, whichever direction is better. */
  readonly ratio: number;
  /** Bounds, each of which is wrong with a probability of `alpha` at most. 0 and Infinity where there are too few pairs for bounds. */
  readonly low: number;
  readonly high: number;
  readonly alpha: number;
  readonly verdict: Verdict;
  /** The smallest ratio that pairs as noisy and as many as these would have called slower in 9 of 10 such comparisons. */
  readonly smallestEffect: number;
}

/** `logRatios`: ln(head / base) of each pair, with the sign turned where more is better. `threshold`: 0.2 for 20 %. */
export function judgePairs(
  logRatios: readonly number[],
  { threshold, alpha }: { readonly threshold: number; readonly alpha: number },
): PairedEstimate {
  const { centre, low, high } = estimateCentre(logRatios, alpha);
  return {
    pairs: logRatios.length,
    ratio: Math.exp(centre),
    low: Math.exp(low),
    high: Math.exp(high),
    alpha,
    verdict: verdictOf({ centre, low, high }, Math.log1p(threshold)),
    smallestEffect: smallestEffect(logRatios, alpha),
  };
}

function verdictOf(
  { centre, low, high }: { readonly centre: number; readonly low: number; readonly high: number },
  limit: number,
): Verdict {
  if (low >= limit) return 'proved';
  if (low > 0) return centre >= limit / 2 && high >= limit ? 'likely' : 'small';
  return high < limit ? 'clear' : 'undecided';
}

/** How often such an effect would be seen. */
const POWER = 0.9;

/**
 * For normal noise, n ≈ 1.05·((z₁₋α + z_power)·σ/μ)² + z²₁₋α/2 pairs see an effect μ (the signed-rank test has 95.5 % of the efficiency of Student's, Hodges and
 * Lehmann 1956; the second term is for small n). Solved for μ.
 */
function smallestEffect(logRatios: readonly number[], alpha: number): number {
  const n = logRatios.length;
  const z = normalQuantile(1 - alpha);
  const room = n - (z * z) / 2;
  if (room <= 0 || n < 2) return Number.POSITIVE_INFINITY;
  return Math.exp((z + normalQuantile(POWER)) * standardDeviation(logRatios) * Math.sqrt(1.05 / room));
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
