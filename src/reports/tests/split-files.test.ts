import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampleCase, sampleReading, sampleTest } from '../../../test/support/sample-tests.ts';
import { checkSplit } from './check-split.ts';
import { FileTimings, splitFiles, TestPlaces } from './split-files.ts';
import { historyRecords } from './test-history.ts';

function split(
  times: Readonly<Record<string, number | undefined>>,
  shards: number,
  overhead = 0,
): readonly string[] {
  const planned = splitFiles(Object.keys(times), { shards, overhead, timing: (file) => times[file] });
  return planned.map(({ files, expected }) => `${files.map(({ file }) => file).join(' ')} ${expected}`);
}

test('the longest files go first, each to the shard that has the least', () => {
  assert.deepEqual(split({ a: 5, b: 4, c: 3, d: 3, e: 3 }, 2), ['a d 8', 'b c e 10']);
});

test('every file costs its overhead, so that many short ones are not one long one', () => {
  assert.deepEqual(split({ long: 10, a: 1, b: 1, c: 1, d: 1 }, 2), ['long 10', 'a b c d 4']);
  assert.deepEqual(split({ long: 10, a: 1, b: 1, c: 1, d: 1 }, 2, 10), ['c long 31', 'a b d 33']);
});

test('a file nobody has seen takes as long as the one in the middle', () => {
  assert.deepEqual(split({ a: 10, b: 20, c: 30, fresh: undefined }, 2), ['a c 40', 'b fresh 40']);
});

test('every file is in exactly one shard, the same whatever their order, and LPT keeps its bound', () => {
  const files = fc.uniqueArray(fc.record({ name: fc.string({ minLength: 1 }), ms: fc.nat(1000) }), {
    selector: ({ name }) => name,
    maxLength: 40,
  });
  fc.assert(
    fc.property(files, fc.integer({ min: 1, max: 8 }), (given, shards) => {
      const times = new Map(given.map(({ name, ms }) => [name, ms]));
      const question = { shards, overhead: 0, timing: (file: string) => times.get(file) };
      const planned = splitFiles([...times.keys()], question);
      assert.deepEqual(planned, splitFiles([...times.keys()].reverse(), question));
      assert.deepEqual(
        planned.flatMap(({ files: own }) => own.map(({ file }) => file)).sort(),
        [...times.keys()].sort(),
      );
      const sum = given.reduce((all, { ms }) => all + ms, 0);
      const best = Math.max(sum / shards, ...given.map(({ ms }) => ms), 0);
      // Graham's bound is against the best there is, which is at most this far above what is certain.
      assert.ok(Math.max(...planned.map(({ expected }) => expected)) <= best * 2);
    }),
  );
});

test('a time is the median of the last ten runs', () => {
  const records = Array.from({ length: 15 }, (_, at) => {
    const one = sampleTest('a.py > a', 'passed', { time: at });
    const duration = at < 5 ? 9_000 : at;
    return historyRecords([{ ...one, test: { ...one.test, duration } }], () => `${at}`);
  }).flat();
  assert.equal(new FileTimings(records).of('a.py'), 9.5);
  assert.equal(new FileTimings(records).of('b.py'), undefined);
});

test('a place in a report is found by its path, from further up, or as a class', () => {
  const places = new TestPlaces([
    'tests/a.py',
    '/project/x/src/b.test.ts',
    'com.acme.OrbitTest',
    'tests.test_moon',
  ]);
  assert.deepEqual(
    [
      'tests/a.py',
      'src/b.test.ts',
      'src/test/java/com/acme/OrbitTest.java',
      'tests/test_moon.py',
      'c.py',
    ].map((file) => places.of(file)),
    [['tests/a.py'], ['/project/x/src/b.test.ts'], ['com.acme.OrbitTest'], ['tests.test_moon'], []],
  );
});

test('afterwards every file ran once on each platform, or it is told', () => {
  const ran = (file: string, variant: string, platform = 'linux') =>
    sampleReading([sampleCase(`${file} > x`, 'passed')], { variant, platform });
  const readings = [
    ran('a.py', 'shard=1'),
    ran('a.py', 'shard=1', 'windows'),
    { ...ran('a.py', 'shard=1') },
    ran('b.py', 'shard=1'),
    ran('b.py', 'shard=2'),
    ran('e.py', 'shard=2'),
    sampleReading([sampleCase('c.py > x', 'skipped')], { variant: 'shard=1' }),
    sampleReading([sampleCase('a.py > x', 'skipped')], { variant: 'shard=2' }),
  ];
  assert.deepEqual(checkSplit(['a.py', 'b.py', 'c.py', 'd.py'], readings), {
    missing: ['d.py'],
    repeated: [{ file: 'b.py', times: 2 }],
    unasked: ['e.py'],
    withoutFiles: false,
  });
});
