import { seededRandom } from '../../src/platform/seeded-random.ts';
import type { HistoryRecord, HistoryTuple, OutcomeCode } from '../../src/reports/tests/test-history.ts';

const DAY = 86_400_000;

/** What is planted among a hundred tests that always pass. */
export interface Planted {
  /** Fails now and then, for no reason. */
  readonly flaky: string;
  /** Takes 2.4 s, and three times as long since `slowerSince` days ago. */
  readonly slower: string;
  readonly slowerSince: number;
  /** Was broken for two days in a row, and mended: it is no flaky test. */
  readonly mended: string;
}

const MODULES = ['orbit', 'moon', 'sky', 'tide', 'comet'];

/** `tests/test_orbit.py > test_0` and so on, and what is planted. */
function madeTests({ flaky, slower, mended }: Planted): readonly string[] {
  const ordinary = MODULES.flatMap((module) =>
    Array.from({ length: 20 }, (_, index) => `tests/test_${module}.py > test_${index}`),
  );
  return [...ordinary, flaky, slower, mended];
}

/** Two months of two runs a day until `noon`, the same for the same seed, as `.lockstep/test-history.ndjson` has them. */
export function madeTestHistory(planted: Planted, noon: number, seed = 11): readonly HistoryRecord[] {
  const random = seededRandom(seed);
  const tests = madeTests(planted);
  return Array.from({ length: 120 }, (_, index): HistoryRecord => {
    const daysAgo = 60 - Math.floor(index / 2);
    const outcomeOf = (id: string): OutcomeCode => {
      if (id === planted.flaky && random() < 0.08) return 'f';
      return id === planted.mended && (daysAgo === 30 || daysAgo === 29) ? 'f' : 'p';
    };
    const durationOf = (id: string): number => {
      const usual = id === planted.slower ? (daysAgo <= planted.slowerSince ? 7_200 : 2_400) : 120;
      return Math.round(usual * (0.9 + random() / 5));
    };
    return {
      format: 1,
      key: `made-${index}`,
      job: 'unit',
      platform: 'linux',
      variant: '',
      attempt: 1,
      time: noon - daysAgo * DAY + (index % 2) * 10_800_000,
      tests: tests.map((id): HistoryTuple => [id, outcomeOf(id), durationOf(id)]),
      files: [],
    };
  });
}

/** The report of pytest on the same tests, which all pass. */
export function madePytestReport(planted: Planted, seed = 12): string {
  const random = seededRandom(seed);
  const cases = madeTests(planted).map((id) => {
    const [, module = '', name = ''] = /^tests\/(\w+)\.py > (\w+)$/.exec(id) ?? [];
    const seconds = (id === planted.slower ? 7.2 : 0.12) * (0.9 + random() / 5);
    return `<testcase classname="tests.${module}" name="${name}" time="${seconds.toFixed(3)}"/>`;
  });
  return `<testsuites name="pytest tests"><testsuite name="pytest">\n${cases.join('\n')}\n</testsuite></testsuites>\n`;
}
