import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDuration, writeDuration } from './duration.ts';

test('a duration is numbers with units, the larger first', () => {
  const read = ['250ms', '90s', '5m', '1h30m', '14d', '1d2h3m4s5ms'].map(parseDuration);
  assert.deepEqual(read, [250, 90_000, 300_000, 5_400_000, 1_209_600_000, 93_784_005]);
});

test('everything else is no duration', () => {
  for (const text of ['', '5', 'm', '5 m', '30m1h', '1.5h', '-5m', '0s', '5min', '5M', '99999999s', '1h 30m'])
    assert.equal(parseDuration(text), undefined, text);
});

test('what is written is read as the same length', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e14 }), (ms) =>
      assert.equal(parseDuration(writeDuration(ms)), ms),
    ),
  );
});
