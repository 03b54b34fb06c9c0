import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../platform/seeded-random.ts';
import { findChangePoints } from './change-points.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { proportionOf } from './proportion.ts';

function close(actual: number, expected: number, within = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);
}

test('the normal distribution is that of the tables', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.1; 15 digits from Marsaglia's article.
  close(normalCdf(1.2), 0.884930329778292, 1e-14);
  close(normalQuantile(0.975), 1.959963984540054, 1e-12);
  close(normalQuantile(0.999), 3.090232306167814, 1e-12);
  close(normalQuantile(0.5), 0, 1e-12);
});

test('the interval of a share is exact', () => {
  // With no or all successes it has a closed form: 1 − α^(1/n).
  const none = proportionOf(0, 400);
  assert.equal(none.low, 0);
  close(none.high, 1 - 0.025 ** (1 / 400));
  const all = proportionOf(7, 7);
  close(all.low, 0.025 ** (1 / 7));
  assert.equal(all.high, 1);
  const some = proportionOf(5, 100);
  close(some.low, 0.0164319, 1e-6);
  close(some.high, 0.1128349, 1e-6);
  assert.deepEqual(proportionOf(0, 0), { share: Number.NaN, low: 0, high: 1 });
});

/** Around a level, with one value in ten that is far off. */
function noise(random: () => number): number {
  return (random() - 0.5) * (random() < 0.1 ? 0.6 : 0.1);
}

test('a step, and another one, are found where they are', () => {
  const random = seededRandom(3);
  const levels = [
    ...Array<number>(20).fill(1),
    ...Array<number>(15).fill(1.3),
    ...Array<number>(20).fill(1.1),
  ];
  const values = levels.map((level) => level + noise(random));
  const found = findChangePoints(values, { alpha: 0.01 });
  assert.deepEqual(
    found.map(({ at }) => at),
    [20, 35],
  );
  for (const [index, level] of [1, 1.3].entries()) close(found[index]?.before ?? 0, level, 0.05);
  for (const [index, level] of [1.3, 1.1].entries()) close(found[index]?.after ?? 0, level, 0.05);
  assert.deepEqual(findChangePoints(values, { alpha: 0.01 }), found, 'it is the same every time');
});

test('of series without a change about as many are said to have one as is promised', () => {
  const random = seededRandom(8);
  const series = Array.from({ length: 300 }, () => Array.from({ length: 40 }, () => noise(random)));
  const alarms = series.filter((values) => findChangePoints(values, { alpha: 0.05 }).length > 0).length;
  const { low, high } = proportionOf(alarms, series.length, 0.005);
  assert.ok(low <= 0.05 && high >= 0.01, `${alarms} of ${series.length}`);
});

test('what is too short, or always the same, has no change', () => {
  assert.deepEqual(findChangePoints([], { alpha: 0.05 }), []);
  assert.deepEqual(findChangePoints([1, 1, 1, 2, 2, 2], { alpha: 0.05 }), []);
  assert.deepEqual(findChangePoints(Array<number>(50).fill(3), { alpha: 0.05 }), []);
});
