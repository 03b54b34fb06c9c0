import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDuration, parseDuration, writeDuration } from './duration.ts';

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

test('people see two units at most', () => {
  const shown = [0, 850, 4200, 42_000, 59_600, 65_000, 3_599_600, 7_380_000, 86_400_000, 90_000_000].map(
    formatDuration,
  );
  assert.deepEqual(shown, [
    '0ms',
    '850ms',
    '4.2s',
    '42s',
    '1m 00s',
    '1m 05s',
    '1h 00m',
    '2h 03m',
    '1d',
    '1d 01h',
  ]);
});
