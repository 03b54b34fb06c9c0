import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../platform/seeded-random.ts';
import { estimateCentre, fewestDifferences, signedRankDistribution } from './signed-rank.ts';

/** The same by counting: every way to choose signs. */
function byEnumeration(n: number): readonly number[] {
  const counts = new Array<number>((n * (n + 1)) / 2 + 1).fill(0);
  for (let signs = 0; signs < 2 ** n; signs++) {
    let sum = 0;
    for (let rank = 1; rank <= n; rank++) if ((signs >> (rank - 1)) & 1) sum += rank;
    counts[sum] = (counts[sum] ?? 0) + 1;
  }
  let total = 0;
  return counts.map((count) => {
    total += count;
    return total / 2 ** n;
  });
}

test('the distribution is that of all ways to choose signs', () => {
  for (let n = 0; n <= 12; n++) assert.deepEqual(signedRankDistribution(n), byEnumeration(n));
});

test('critical values are those of the tables', () => {
  // F. Wilcoxon and R. A. Wilcox, "Some Rapid Approximate Statistical Procedures", 1964, table 2: one-sided.
  const critical = (n: number, alpha: number): number =>
    signedRankDistribution(n).filter((below) => below <= alpha).length - 1;
  assert.deepEqual(
    [critical(10, 0.01), critical(15, 0.01), critical(20, 0.005), critical(25, 0.025)],
    [5, 19, 37, 89],
  );
});

/** P-value of the test that the middle is at `at`, against one that is greater: only for differences without ties. */
function pGreater(differences: readonly number[], at: number): number {
  const shifted = differences.map((one) => one - at).sort((one, two) => Math.abs(one) - Math.abs(two));
  const sum = shifted.reduce((total, one, index) => total + (one > 0 ? index + 1 : 0), 0);
  const below = signedRankDistribution(differences.length);
  return 1 - (below[sum - 1] ?? 0);
}

test('a bound is where the test of it begins to be refused', () => {
  const random = seededRandom(11);
  for (let round = 0; round < 200; round++) {
    const differences = Array.from({ length: 8 + (round % 20) }, () => random() ** 3 - 0.2);
    const alpha = [0.05, 0.01, 0.005][round % 3] ?? 0;
    const { centre, low, high } = estimateCentre(differences, alpha);
    assert.ok(low <= centre && centre <= high);
    assert.ok(pGreater(differences, low - 1e-9) <= alpha, 'what is below is refused');
    assert.ok(pGreater(differences, low + 1e-9) > alpha, 'what is above is not');
    const turned = differences.map((one) => -one);
    assert.ok(pGreater(turned, -high - 1e-9) <= alpha && pGreater(turned, -high + 1e-9) > alpha);
  }
});

test('too few differences have no bounds', () => {
  assert.equal(fewestDifferences(0.001), 10);
  const differences = Array.from({ length: 9 }, (_, index) => 1 + index / 100);
  assert.deepEqual(estimateCentre(differences, 0.001), {
    centre: 1.04,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
  assert.equal(estimateCentre([...differences, 2], 0.001).low, 1);
});
