import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleCase, sampleOrigin } from '../../../test/support/sample-tests.ts';
import { slowTests } from './slow-tests.ts';
import type { Observation } from './test-history.ts';

function slow(
  duration: number,
  before: readonly number[],
  more: { setup?: number; outcome?: 'failed' } = {},
) {
  const one = {
    id: 'a',
    origin: sampleOrigin(),
    test: sampleCase('a', more.outcome ?? 'passed', { duration, ...more }),
  };
  const history = before.map(
    (ms, at): Observation => ({ key: `${at}`, time: at, outcome: 'p', duration: ms }),
  );
  return slowTests([one], () => history, 5_000).map(({ test: _, ...rest }) => rest);
}

test('slow is the median of the last ten passing runs, this one among them', () => {
  assert.deepEqual(slow(6_000, []), [{ median: 6_000, runs: 1, share: 1 }]);
  assert.deepEqual(slow(9_000, [1_000, 1_000]), [], 'one slow run makes no slow test');
  assert.deepEqual(slow(6_600, [6_000, 5_000, 6_000]), [
    { median: 6_000, runs: 4, share: 1, change: 6_600 / 6_000 - 1 },
  ]);
  assert.deepEqual(slow(6_000, [...Array(20).fill(1_000), ...Array(9).fill(6_000)]), [
    { median: 6_000, runs: 10, share: 1, change: 5 },
  ]);
});

test('set-up is no part of it, and a failing run says nothing about how long a pass takes', () => {
  assert.deepEqual(slow(9_000, [], { setup: 8_000 }), []);
  assert.deepEqual(slow(60_000, [], { outcome: 'failed' }), []);
});
