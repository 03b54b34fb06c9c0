/**
 * P(Z ≤ x) of the standard normal distribution, by the series of G. Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical
 * Software 11(4), 2004: 15 digits for |x| ≤ 7, beyond which nobody here asks.
 */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 8) return x < 0 ? 0 : 1;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && odd < 1_000; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-(x * x) / 2) * Math.sqrt(1 / (2 * Math.PI));
}

/** The x with P(Z ≤ x) = `probability`. */
export function normalQuantile(probability: number): number {
  return bisect((x) => normalCdf(x) >= probability, { low: -8, high: 8 });
}

/** Where a condition begins to hold between two numbers, as exactly as numbers are. */
export function bisect(
  holds: (x: number) => boolean,
  { low, high }: { readonly low: number; readonly high: number },
): number {
  let [below, above] = [low, high];
  for (let round = 0; round < 200; round++) {
    const middle = (below + above) / 2;
    if (middle === below || middle === above) break;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
