import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentText, reaches, readThreshold } from './share.ts';

const threshold = (text: string) => readThreshold(text) ?? assert.fail(text);

test('a share is shown rounded down, so that it never looks like one it has not reached', () => {
  const texts = [
    [68_995, 100_000],
    [2, 3],
    [999_999, 1_000_000],
    [1, 1],
    [0, 7],
    [1, 1_000_000],
    [0, 0],
  ].map(([covered = 0, total = 0]) => percentText({ covered, total }));
  assert.deepEqual(texts, ['68.99%', '66.66%', '99.99%', '100%', '0.00%', '0.00%', 'n/a']);
});

test('a threshold is compared exactly: 68.995 is not 69', () => {
  const share = { covered: 68_995, total: 100_000 };
  assert.equal(reaches(share, threshold('69')), false);
  assert.equal(reaches(share, threshold('68.995')), true);
  assert.equal(reaches(share, threshold('68.9950001')), false);
  assert.equal(reaches({ covered: 69, total: 100 }, threshold('69')), true);
  assert.equal(reaches({ covered: 2, total: 3 }, threshold('66.666666666667')), false);
  assert.equal(reaches({ covered: 0, total: 0 }, threshold('100')), true);
});

test('only numbers from 0 to 100 are thresholds', () => {
  assert.ok(['0', '100', '80%', '99.9'].every((text) => readThreshold(text) !== undefined));
  assert.ok(
    ['', '-1', '101', '100.1', '1e2', 'most', '80%%', 'NaN'].every(
      (text) => readThreshold(text) === undefined,
    ),
  );
});
