import assert from 'node:assert/strict';
import { test } from 'node:test';
import { betaBelow } from './beta-tail.ts';

/** `scipy.stats.beta.cdf(0.01, a, b)` of SciPy. */
const KNOWN: readonly (readonly [a: number, b: number, below: number])[] = [
  [0.5, 0.5, 0.06376856085851985],
  [2.5, 0.5, 3.4075027649461746e-6],
  [2.5, 10.5, 0.0011883090256182079],
  [2.5, 48.5, 0.03662021341827578],
  [2.5, 98.5, 0.15015453247912666],
  [4.5, 196.5, 0.0875930010971844],
  [3, 7, 8.0294765381128e-5],
];

test('the beta distribution is what SciPy says it is', () => {
  for (const [a, b, below] of KNOWN) {
    const ratio = betaBelow(0.01, { a, b }) / below;
    assert.ok(Math.abs(ratio - 1) < 1e-9, `${a}, ${b}: ${ratio}`);
  }
});
