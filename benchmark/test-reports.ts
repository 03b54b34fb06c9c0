// How long a JUnit report takes to be read, merged and compared with a history, and how much memory: 200,000 tests and fewer, to see
// that it is linear; with one failure in a hundred. Seconds are of the processor: a busy machine changes them little.
import { SourceFile } from '../src/diagnostics/source-file.ts';
import { assessTests } from '../src/reports/tests/assess-tests.ts';
import { mergeTests } from '../src/reports/tests/merge-tests.ts';
import { junitReader } from '../src/reports/tests/readers/junit/junit-reader.ts';
import { historyRecords, readRecords, TestHistory, writeRecord } from '../src/reports/tests/test-history.ts';

const SIZES = [50_000, 100_000, 200_000];

function report(tests: number): string {
  const parts = [
    '<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest">',
  ];
  for (let at = 0; at < tests; at++) {
    const file = `tests.part_${at % 40}.test_${Math.floor(at / 100)}`;
    const open = `<testcase classname="${file}.TestOrbit" name="test_period[${at}]" time="0.0${at % 90}"`;
    parts.push(
      at % 100 === 0
        ? `${open}><failure message="assert ${at} == 0">def test_period():\n&gt;   assert ${at} == 0\nE   assert ${at} == 0\n\ntests/test.py:14: AssertionError</failure></testcase>`
        : `${open} />`,
    );
  }
  return `${parts.join('\n')}</testsuite></testsuites>\n`;
}

function timed<T>(work: () => T): readonly [value: T, ms: number] {
  const begin = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(begin);
  return [value, (user + system) / 1000];
}

const origin = { job: 'unit', platform: 'linux', variant: '', attempt: 1, time: 1 };

console.log('tests      file    read  merge+assess  history: write   read   memory afterwards');
for (const tests of SIZES) {
  const file = new SourceFile('junit.xml', report(tests));
  const before = memory();
  const [result, readMs] = timed(() => junitReader.read(file));
  if (!result.ok || result.value.cases.length !== tests) throw new Error('Internal error: it was not read');
  const reading = { origin, report: result.value, digest: 'a' };
  const merged = mergeTests([reading]);
  const [text, writeMs] = timed(() =>
    historyRecords(merged, () => 'a')
      .map(writeRecord)
      .join(''),
  );
  const [history, historyMs] = timed(() => new TestHistory(readRecords(text)));
  const [assessment, assessMs] = timed(() =>
    assessTests({
      tests: mergeTests([reading]),
      history: (one) => history.of(one),
      quarantine: [],
      slow: 5_000,
      now: 2,
      incomplete: false,
    }),
  );
  if (assessment.counts.failed !== tests / 100) throw new Error('Internal error: failures are missing');
  const cells = [
    String(tests).padEnd(8),
    `${(file.text.length / 1e6).toFixed(0)} MB`.padStart(6),
    `${(readMs / 1000).toFixed(2)} s`.padStart(7),
    `${(assessMs / 1000).toFixed(2)} s`.padStart(13),
    `${(writeMs / 1000).toFixed(2)} s`.padStart(15),
    `${(historyMs / 1000).toFixed(2)} s`.padStart(6),
    `${((memory() - before) / 1e6).toFixed(0)} MB`.padStart(10),
  ];
  console.log(cells.join(' '));
}

/** Bytes of the heap, as far as they are needed. */
function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
