import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampleCase, sampleReading } from '../../../test/support/sample-tests.ts';
import { mergeTests, type TestReading } from './merge-tests.ts';

/** `unit linux node=22: a passed` for each, sorted. */
function merged(readings: readonly TestReading[]): readonly string[] {
  return mergeTests(readings)
    .map(({ id, origin, test: one }) => {
      const where = [origin.platform, origin.variant, `attempt ${origin.attempt}`].filter(
        (part) => part !== '',
      );
      const before = one.earlier.map(({ outcome }) => outcome);
      return `${where.join(' ')}: ${id} ${one.outcome}${before.length > 0 ? ` after ${before.join(', ')}` : ''}`;
    })
    .sort();
}

const passed = (id: string) => sampleCase(id, 'passed');
const failed = (id: string) => sampleCase(id, 'failed');

test('a later attempt stands in the place of the earlier one, test by test', () => {
  const first = sampleReading([passed('a'), failed('b'), failed('c')]);
  const second = sampleReading([passed('b'), failed('c')], { attempt: 2 });
  assert.deepEqual(merged([second, first]), [
    'linux attempt 1: a passed',
    'linux attempt 2: b flaky after failed',
    'linux attempt 2: c failed after failed',
  ]);
});

test('the same file twice changes nothing', () => {
  const once = sampleReading([passed('a'), failed('b')], { digest: 'same' });
  assert.deepEqual(merged([once, { ...once }]), merged([once]));
});

test('platforms and variants are told apart, and shards unite', () => {
  assert.deepEqual(
    merged([
      sampleReading([passed('a')], { variant: 'node=22,shard=1' }),
      sampleReading([passed('b')], { variant: 'node=22,shard=2' }),
      sampleReading([failed('a')], { variant: 'node=24' }),
      sampleReading([failed('a')], { platform: 'windows' }),
    ]),
    [
      'linux node=22,shard=1 attempt 1: a passed',
      'linux node=22,shard=2 attempt 1: b passed',
      'linux node=24 attempt 1: a failed',
      'windows attempt 1: a failed',
    ],
  );
});

test('what one shard skips and another runs is what ran, and a failure counts for more than a pass', () => {
  const skipped = sampleReading([sampleCase('a', 'skipped'), passed('b')], { variant: 'shard=1' });
  const ran = sampleReading([passed('a'), failed('b')], { variant: 'shard=2' });
  const expected = ['linux shard=2 attempt 1: a passed', 'linux shard=2 attempt 1: b failed'];
  assert.deepEqual(merged([skipped, ran]), expected);
  assert.deepEqual(merged([ran, skipped]), expected);
});

test('a failure does not hide behind a pass of that name in another file of the same run', () => {
  assert.deepEqual(
    merged([
      sampleReading([failed('works')], { digest: 'a' }),
      sampleReading([passed('works')], { digest: 'b' }),
    ]),
    ['linux attempt 1: works #2 passed', 'linux attempt 1: works failed'],
  );
});

test('whatever the order of the files and however often they come, the result is the same', () => {
  const reading = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    outcome: fc.constantFrom('passed' as const, 'failed' as const, 'skipped' as const),
    attempt: fc.integer({ min: 1, max: 3 }),
    variant: fc.constantFrom('', 'shard=1', 'shard=2', 'node=22'),
    digest: fc.constantFrom('1', '2', '3'),
  });
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 8 }), fc.nat(), (given, seed) => {
      // A digest is of a text: what has the same one holds the same.
      const known = new Map(given.map((one) => [one.digest, one]));
      const readings = given.map((one) => {
        const { id = 'a', outcome = 'passed' } = known.get(one.digest) ?? {};
        return sampleReading([sampleCase(id, outcome)], one);
      });
      const mixed = [...readings, ...readings].sort(
        (a, b) => ((a.origin.attempt * 7 + seed) % 5) - ((b.origin.attempt * 3 + seed) % 5),
      );
      assert.deepEqual(merged(mixed), merged(readings));
    }),
  );
});
