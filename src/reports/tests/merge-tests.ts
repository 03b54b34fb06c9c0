import { legKey, shardKey } from '../leg-origin.ts';
import type { ReportOrigin } from '../report-origin.ts';
import { attemptOf } from './repeated-tests.ts';
import { isFailed, type TestCase, type TestReport } from './test-report.ts';

/** A file that was read. */
export interface TestReading {
  readonly origin: ReportOrigin;
  readonly report: TestReport;
  /** Of the file's text: a file that comes twice counts once. */
  readonly digest: string;
}

/** A test as all files together have it, on one platform. */
export interface MergedTest {
  /** The case's, or with a number behind it where two files of one origin have a test of that name. */
  readonly id: string;
  /** Of the attempt that decides. */
  readonly origin: ReportOrigin;
  readonly test: TestCase;
}

/**
 * One list of the tests of many files. The same file twice changes nothing. Of one leg, a later attempt stands in the place of the
 * earlier one, test by test, since attempts may run only what failed; what failed before and passes now is flaky. Shards unite, and a
 * test that one of them skips and another runs is the one that ran. The order of the readings makes no difference.
 */
export function mergeTests(readings: readonly TestReading[]): readonly MergedTest[] {
  const legs = new Map<string, Map<string, MergedTest>>();
  for (const attempt of attemptsIn(readings)) {
    const key = shardKey(attempt.origin);
    const leg = legs.get(key) ?? new Map<string, MergedTest>();
    legs.set(key, leg);
    for (const [id, test] of attempt.tests) {
      const before = leg.get(id);
      leg.set(id, {
        id,
        origin: attempt.origin,
        test: before === undefined ? test : tryAgain(before.test, test),
      });
    }
  }
  const merged = new Map<string, MergedTest>();
  for (const leg of legs.values())
    for (const one of leg.values()) {
      const key = `${legKey(one.origin)}\n${one.id}`;
      const other = merged.get(key);
      if (other === undefined || weight(one.test) > weight(other.test)) merged.set(key, one);
    }
  return [...merged.values()];
}

interface Attempt {
  readonly origin: ReportOrigin;
  readonly tests: ReadonlyMap<string, TestCase>;
}

/** Files of one origin and attempt together, in the order of legs and attempts. */
function attemptsIn(readings: readonly TestReading[]): readonly Attempt[] {
  const known = new Map<string, { origin: ReportOrigin; digests: Set<string>; reports: TestReading[] }>();
  for (const reading of readings) {
    const key = `${shardKey(reading.origin)}\n${reading.origin.attempt}`;
    const group = known.get(key) ?? { origin: reading.origin, digests: new Set(), reports: [] };
    known.set(key, group);
    if (group.digests.has(reading.digest)) continue;
    group.digests.add(reading.digest);
    group.reports.push(reading);
  }
  return [...known.values()]
    .sort((a, b) => compare(shardKey(a.origin), shardKey(b.origin)) || a.origin.attempt - b.origin.attempt)
    .map(({ origin, reports }) => ({ origin, tests: together(reports) }));
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Two files of one run have different tests: a name that both have is two tests, or a failure could hide behind a pass. */
function together(reports: readonly TestReading[]): ReadonlyMap<string, TestCase> {
  const tests = new Map<string, TestCase>();
  for (const { report } of [...reports].sort((a, b) => compare(a.digest, b.digest)))
    for (const test of report.cases) {
      let id = test.id;
      for (let number = 2; tests.has(id); number++) id = `${test.id} #${number}`;
      tests.set(id, test);
    }
  return tests;
}

function tryAgain(before: TestCase, now: TestCase): TestCase {
  const comesBack = (isFailed(before.outcome) || before.outcome === 'flaky') && now.outcome === 'passed';
  return {
    ...now,
    ...(comesBack && { outcome: 'flaky' }),
    earlier: [...before.earlier, attemptOf(before), ...now.earlier],
  };
}

/** A failure counts for more than a pass, and whatever ran for more than what was skipped. */
function weight({ outcome }: TestCase): number {
  if (isFailed(outcome)) return 3;
  if (outcome === 'flaky') return 2;
  return outcome === 'skipped' ? 0 : 1;
}
