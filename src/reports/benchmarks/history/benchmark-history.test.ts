import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { nodeFiles } from '../../../platform/files.ts';
import { BenchmarkHistory } from './benchmark-history.ts';
import { type BenchmarkRecord, benchmarkRecord, readRecord, recordFile } from './benchmark-record.ts';
import { benchmarkSeries } from './benchmark-series.ts';
import { renderHistoryCsv } from './history-csv.ts';
import { recordsToPrune } from './prune-history.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-bench-history-'));
  folders.push(folder);
  return folder;
}

const DAY = 86_400_000;
const MACHINE = { os: 'linux', arch: 'x64', cpu: 'Example 9000', cpus: 8 };

/** Of the n-th commit, a day after the one before. */
function recordOf(n: number, milliseconds: number, more: Partial<BenchmarkRecord> = {}): BenchmarkRecord {
  const value = milliseconds / 1_000;
  const report = {
    tool: 'wind',
    benchmarks: [
      {
        name: 'parse',
        parameters: {},
        metrics: [{ name: 'time', unit: 's', better: 'lower', value, statistic: 'median' } as const],
      },
    ],
    gaps: [],
  };
  const commit = n.toString(16).padStart(40, '0');
  const time = n * DAY;
  const facts = {
    time,
    commit,
    committed: time,
    tree: commit,
    dirty: false,
    branch: 'main',
    tags: [],
    job: '',
    machine: MACHINE,
  };
  return { ...benchmarkRecord(report, facts), ...more };
}

const keptOf = (records: readonly BenchmarkRecord[]) =>
  records.map((record, index) => ({ record, path: `lockstep/m/${index}.json`, own: true }));

test('a record is read as it was written, and its file is called after its content', () => {
  const record = recordOf(1, 5);
  const { path, text } = recordFile(record);
  assert.deepEqual(readRecord(text), record);
  assert.match(path, /^linux-x64-[0-9a-f]{8}\/19700102T000000Z-000000000000-[0-9a-f]{16}\.json$/u);
  assert.equal(recordFile(recordOf(1, 5)).path, path);
  assert.notEqual(recordFile(recordOf(1, 6)).path, path);
  assert.notEqual(
    recordFile(recordOf(1, 5, { machine: { ...MACHINE, cpus: 4 } })).path.split('/')[0],
    path.split('/')[0],
  );
});

test('two writers that add the same records add each of them once', async () => {
  const root = newFolder();
  const records = Array.from({ length: 20 }, (_, n) => recordOf(n, 5));
  const added = await Promise.all(
    Array.from({ length: 4 }, () => new BenchmarkHistory(nodeFiles, root).add(records, 0)),
  );
  assert.equal(added.flat().length, 20);
  const { records: there, diagnostics } = await new BenchmarkHistory(nodeFiles, root).read();
  assert.deepEqual(
    there.map(({ record }) => record),
    records,
  );
  assert.deepEqual(diagnostics, []);
});

test('what is no record is passed over and told; what nobody knows is left alone', async () => {
  const root = newFolder();
  const history = new BenchmarkHistory(nodeFiles, root);
  const [path = ''] = await history.add([recordOf(1, 5)], 0);
  const machine = join(root, '.benchmarks', path.split('/').slice(0, 2).join('/'));
  writeFileSync(join(machine, 'a.json'), readFileSync(join(root, '.benchmarks', path), 'utf8').slice(0, 100));
  writeFileSync(join(machine, 'b.json'), '{"format":"lockstep-benchmark-record","version":2}');
  writeFileSync(join(machine, 'c.json.0123456789ab.tmp'), '{');
  writeFileSync(join(root, '.benchmarks', 'benchmark_20260301.json'), '{}');
  const { records, diagnostics } = await history.read();
  assert.equal(records.length, 1);
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [
      'this is no record of benchmarks: it is no JSON: it may be cut off, or have marks of a conflict in it; it was passed over',
      'this is no record of benchmarks: it is of version 2, and this lockstep reads version 1; it was passed over',
    ],
  );
});

test('what somebody who was killed has put aside is cleared away when nobody can be writing it', async () => {
  const root = newFolder();
  const history = new BenchmarkHistory(nodeFiles, root);
  const [path = ''] = await history.add([recordOf(1, 5)], 0);
  const folder = join(root, '.benchmarks', path, '..');
  const now = Date.now();
  for (const [name, age] of [
    ['old.json.0123456789ab.tmp', 3_600],
    ['new.json.0123456789ab.tmp', 1],
  ] as const) {
    writeFileSync(join(folder, name), '{');
    utimesSync(join(folder, name), now / 1_000 - age, now / 1_000 - age);
  }
  await history.add([recordOf(2, 5)], now);
  const names = (await nodeFiles.list(folder))
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.tmp'));
  assert.deepEqual(names, ['new.json.0123456789ab.tmp']);
});

test('what pytest-benchmark keeps is history too, with its own word of commit and machine, and is never ours to remove', async () => {
  const root = newFolder();
  const saved = 'test/cases/reports/benchmarks/pytest-benchmark/pytest-benchmark-5.3-saved/input.json';
  const name = '.benchmarks/Linux-CPython-3.11-64bit/0001_x.json';
  await nodeFiles.writeAtomic(join(root, name), readFileSync(saved, 'utf8'));
  const { records } = await new BenchmarkHistory(nodeFiles, root).read();
  const [kept] = records;
  assert.deepEqual(
    kept && {
      path: kept.path,
      own: kept.own,
      tool: kept.record.tool,
      machine: kept.record.machine,
      names: kept.record.benchmarks.length,
    },
    {
      path: 'Linux-CPython-3.11-64bit/0001_x.json',
      own: false,
      tool: 'pytest-benchmark',
      machine: { os: 'linux', arch: 'x64', cpu: 'Intel(R) Xeon(R) Processor', cpus: 2 },
      names: 3,
    },
  );
  assert.deepEqual(recordsToPrune(records, { keep: 0, released: new Set() }), []);
});

test('of many samples those that are kept are spread over all of them', () => {
  const samples = Array.from({ length: 5_000 }, (_, index) => (index + 1) / 3);
  const metric = {
    name: 'time',
    unit: 's',
    better: 'lower',
    value: 1,
    statistic: 'median',
    samples,
  } as const;
  const report = { tool: 'wind', benchmarks: [{ name: 'a', parameters: {}, metrics: [metric] }], gaps: [] };
  const { benchmarks } = benchmarkRecord(report, {
    time: 0,
    dirty: false,
    tags: [],
    job: '',
    machine: MACHINE,
  });
  const kept = benchmarks[0]?.metrics[0]?.samples ?? [];
  assert.deepEqual([kept.length, kept[0], kept[1], kept.at(-1)], [200, 0.333333, 8.66667, 1658.67]);
});

test('the newest stay, and what was released', () => {
  const records = Array.from({ length: 10 }, (_, n) => recordOf(n, 5, n === 2 ? { tags: ['v1.0.0'] } : {}));
  const released = new Set([records[4]?.commit ?? '']);
  const going = recordsToPrune(keptOf(records), { keep: 3, released });
  assert.deepEqual(
    going.map(({ record }) => record.time / DAY),
    [0, 1, 3, 5, 6],
  );
  const old = recordsToPrune(keptOf(records), { keep: 100, before: 4 * DAY, released });
  assert.deepEqual(
    old.map(({ record }) => record.time / DAY),
    [0, 1, 3],
  );
});

test('a series has its commits in their order, and says where its level has changed', () => {
  const wobble = (n: number): number => 1 + 0.01 * Math.sin(12.9898 * n);
  const records = Array.from({ length: 24 }, (_, n) => recordOf(n, (n < 12 ? 10 : 13) * wobble(n)));
  const again = recordOf(3, 10.5, { time: 99 * DAY });
  const elsewhere = recordOf(7, 50, { machine: { ...MACHINE, cpus: 4 } });
  const dirty = recordOf(5, 99, { dirty: true });
  const order = new Map(records.map(({ commit = '' }, index) => [commit, index]));
  const series = benchmarkSeries(keptOf([...records.toReversed(), again, elsewhere, dirty]), {
    order,
    alpha: 0.01,
  });
  assert.deepEqual(
    series.map(({ machine, points }) => [machine, points.length]),
    [
      ['linux/x64, 4 × Example 9000', 1],
      ['linux/x64, 8 × Example 9000', 25],
    ],
  );
  const [, one] = series;
  assert.deepEqual(
    one?.points.slice(2, 7).map(({ time, runs, clean }) => [time / DAY, runs, clean]),
    [
      [2, 1, true],
      [3, 2, true],
      [4, 1, true],
      [5, 1, true],
      [5, 1, false],
    ],
  );
  assert.deepEqual(
    one?.changes.map(({ at }) => one.points[at]?.time ?? 0).map((time) => time / DAY),
    [12],
  );
});

test('what may be called a change by chance is divided among the series', () => {
  const machines = [4, 8].map((cpus) => ({ ...MACHINE, cpus }));
  // Of eight values the four least stand first, which permutations do about 3 times in 100.
  const records = machines.map((machine) =>
    [10, 10.1, 10.2, 10.3, 13, 13.1, 13.2, 13.3].map((value, n) => recordOf(n, value, { machine })),
  );
  const changes = (list: readonly BenchmarkRecord[]): readonly number[] =>
    benchmarkSeries(keptOf(list), { alpha: 0.05 }).map((one) => one.changes.length);
  assert.deepEqual(changes(records[0] ?? []), [1]);
  assert.deepEqual(changes(records.flat()), [0, 0]);
});

test('a table for other programs has no formula in it', () => {
  const record = recordOf(1, 5, { branch: '=cmd|" /C calc"!A1' });
  const series = benchmarkSeries(keptOf([record]), { alpha: 0.01 });
  assert.equal(
    renderHistoryCsv(series),
    [
      'benchmark,metric,unit,better,machine,job,tool,commit,branch,tags,time,clean,value,runs,low,high',
      `parse,time,s,lower,"linux/x64, 8 × Example 9000",,wind,${'1'.padStart(40, '0')},"'=cmd|"" /C calc""!A1",,1970-01-02T00:00:00.000Z,true,0.005,1,,`,
      '',
    ].join('\r\n'),
  );
});
