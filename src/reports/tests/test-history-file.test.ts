import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sampleTest } from '../../../test/support/sample-tests.ts';
import { nodeFiles } from '../../platform/files.ts';
import {
  type HistoryRecord,
  historyRecords,
  keptRecords,
  readRecords,
  TestHistory,
  writeRecord,
} from './test-history.ts';
import { TestHistoryFile } from './test-history-file.ts';

function record(key: string, time: number, more: Partial<HistoryRecord> = {}): HistoryRecord {
  const [one] = historyRecords([sampleTest('a.py > a', 'passed', { time })], () => key);
  assert.ok(one);
  return { ...one, ...more };
}

function temporaryFile(after: (callback: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-history-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'test-history.ndjson');
}

test('a record is a line that says what became of each test, and how long each file took', () => {
  const tests = [
    sampleTest('a.py > a', 'passed'),
    sampleTest('a.py > b', 'failed'),
    { ...sampleTest('b.py > c', 'flaky'), test: { ...sampleTest('b.py > c', 'flaky').test, setup: 40 } },
  ];
  assert.equal(
    historyRecords(tests, () => 'k')
      .map(writeRecord)
      .join(''),
    '{"format":1,"key":"k","job":"unit","platform":"linux","variant":"","attempt":1,"time":1000,' +
      '"tests":[["a.py > a","p",100],["a.py > b","f",100],["b.py > c","k",100,40]],"files":[["a.py",200],["b.py",100]]}\n',
  );
});

test('what is added twice, or comes from another machine as well, is there once and in the order of time', async (context) => {
  const path = temporaryFile((callback) => context.after(callback));
  const file = new TestHistoryFile(nodeFiles, path);
  await file.add([record('b', 2)]);
  await file.add([record('b', 2), record('a', 1)]);
  assert.deepEqual(
    (await file.read()).map(({ key }) => key),
    ['a', 'b'],
  );
  assert.equal(readFileSync(path, 'utf8').split('\n').length, 3);
});

test('many writers at once lose nothing', async (context) => {
  const path = temporaryFile((callback) => context.after(callback));
  const keys = Array.from({ length: 20 }, (_, at) => `${at}`);
  await Promise.all(keys.map((key, at) => new TestHistoryFile(nodeFiles, path).add([record(key, at)])));
  assert.deepEqual(
    (await new TestHistoryFile(nodeFiles, path).read()).map(({ key }) => key),
    keys,
  );
});

test('half a line, as a killed writer leaves it, spoils neither what was there nor what comes', async (context) => {
  const path = temporaryFile((callback) => context.after(callback));
  const file = new TestHistoryFile(nodeFiles, path);
  await file.add([record('a', 1)]);
  appendFileSync(path, writeRecord(record('lost', 2)).slice(0, 80));
  await file.add([record('c', 3)]);
  assert.deepEqual(
    (await file.read()).map(({ key }) => key),
    ['a', 'c'],
  );
});

test('lines of another version and lines that lie are passed over', () => {
  const sound = writeRecord(record('a', 1));
  const lines = [
    'null',
    '[]',
    '{"format":2}',
    sound.replace('"time":1', '"time":"x"'),
    sound.replace('"p"', '"?"'),
  ];
  assert.deepEqual(
    readRecords(`${lines.join('\n')}\n${sound}`).map(({ key }) => key),
    ['a'],
  );
  // A commit is handed to git: what is none could be an option.
  assert.deepEqual(readRecords(writeRecord(record('a', 1, { commit: '--output=x' }))), []);
});

test('the oldest records of each leg go first, and the newest stays whatever its size', () => {
  const records = [1, 2, 3, 4].map((time) => record(`l${time}`, time));
  const other = record('w', 0, { platform: 'windows' });
  const keys = (limits: { perLeg: number; size: number }) =>
    keptRecords([other, ...records], limits).map(({ key }) => key);
  assert.deepEqual(keys({ perLeg: 2, size: 1e9 }), ['w', 'l3', 'l4']);
  assert.deepEqual(keys({ perLeg: 9, size: 2 * writeRecord(other).length }), ['l3', 'l4']);
  assert.deepEqual(keys({ perLeg: 9, size: 1 }), ['l4']);
});

test('shards of a platform are one past, and other platforms another', () => {
  const history = new TestHistory([
    record('a', 1, { variant: 'shard=1' }),
    record('b', 2, { variant: 'shard=2' }),
    record('c', 3, { platform: 'windows' }),
  ]);
  const keys = (platform: string, variant = '') =>
    history.of(sampleTest('a.py > a', 'passed', { platform, variant })).map(({ key }) => key);
  assert.deepEqual([keys('linux', 'shard=3'), keys('windows'), keys('macos')], [['a', 'b'], ['c'], []]);
});
