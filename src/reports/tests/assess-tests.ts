import type { Check } from '../../run/check.ts';
import { count } from '../../run/run-words.ts';
import { isExpired } from '../dated-exceptions.ts';
import { legLabel } from '../leg-origin.ts';
import { type FlakyEvidence, type FlakyFinding, gradeFlaky } from './flaky-tests.ts';
import type { MergedTest } from './merge-tests.ts';
import type { QuarantineEntry } from './quarantine.ts';
import { type SlowTest, slowTests } from './slow-tests.ts';
import { isFailure, isPass, type Observation } from './test-history.ts';
import { isFailed } from './test-report.ts';

/** Against what earlier runs said: a failure that is new or goes on, or one that is over. */
export type Standing = 'new' | 'still' | 'fixed';

export interface AssessedTest extends MergedTest {
  /** Absent without a history, and for what neither fails nor failed. */
  readonly standing?: Standing;
  /** The beginning of the failures that go on: milliseconds since 1970. */
  readonly since?: number;
  readonly flaky?: FlakyFinding;
  /** It fails, and does not fail the check. */
  readonly quarantine?: QuarantineEntry;
}

export interface TestCounts {
  readonly total: number;
  readonly passed: number;
  /** Failures and errors, quarantined ones not among them. */
  readonly failed: number;
  readonly quarantined: number;
  /** Passed on another attempt. */
  readonly flaky: number;
  readonly skipped: number;
  readonly todo: number;
  readonly xfail: number;
}

export interface TestAssessment {
  readonly counts: TestCounts;
  /** Platforms and variants that the tests ran on, sorted. */
  readonly legs: readonly string[];
  /** Milliseconds of all tests; on several machines or at once it is more than anybody waited. */
  readonly duration: number;
  readonly failed: readonly AssessedTest[];
  readonly quarantined: readonly AssessedTest[];
  /** Flaky in any grade, those that fail now among them; the surest first. */
  readonly flaky: readonly AssessedTest[];
  readonly fixed: readonly AssessedTest[];
  readonly slow: readonly SlowTest[];
  readonly expired: readonly QuarantineEntry[];
  /** Entries of the quarantine that no test matches. */
  readonly unmatched: readonly QuarantineEntry[];
  readonly check: Check;
}

export interface AssessmentQuestion {
  readonly tests: readonly MergedTest[];
  /** What earlier runs said of a test, oldest first, without what is assessed; undefined when there is no history. */
  readonly history?: (test: MergedTest) => readonly Observation[];
  /** What else is known for `gradeFlaky`. */
  readonly evidence?: (test: MergedTest) => Omit<FlakyEvidence, 'earlier' | 'tree'>;
  readonly quarantine: readonly QuarantineEntry[];
  /** Milliseconds from which a test is slow. */
  readonly slow: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Some files could not be read whole: what is missing may have failed. */
  readonly incomplete: boolean;
}

export function assessTests(question: AssessmentQuestion): TestAssessment {
  const { tests, quarantine, now } = question;
  const history = question.history ?? (() => []);
  const expired = quarantine.filter((entry) => isExpired(entry, now));
  const active = quarantine.filter((entry) => !isExpired(entry, now));
  const matched = new Set<QuarantineEntry>();
  for (const one of quarantine.length === 0 ? [] : tests)
    for (const entry of quarantine) if (!matched.has(entry) && entry.matches(one)) matched.add(entry);
  const interesting: AssessedTest[] = [];
  for (const one of tests) {
    const assessed = assess(one, { ...question, quarantine: active });
    if (assessed !== undefined) interesting.push(assessed);
  }
  const failures = interesting.filter(({ test }) => isFailed(test.outcome));
  const failed = failures.filter((one) => one.quarantine === undefined);
  const quarantined = failures.filter((one) => one.quarantine !== undefined);
  const counts = countTests(tests, quarantined.length);
  const flaky = interesting.filter((one) => one.flaky !== undefined);
  return {
    counts,
    legs: legsOf(tests),
    duration: tests.reduce((sum, { test }) => sum + (test.duration ?? 0), 0),
    failed: [...failed].sort(byStanding),
    quarantined,
    flaky: [...flaky].sort((a, b) => gradeOrder(a) - gradeOrder(b)),
    fixed: interesting.filter(({ standing }) => standing === 'fixed'),
    slow: slowTests(tests, history, question.slow),
    expired,
    unmatched: quarantine.filter((entry) => !matched.has(entry)),
    check: checkOf(counts, { expired: expired.length, incomplete: question.incomplete }),
  };
}

/** Undefined for what nobody needs to hear of. */
function assess(one: MergedTest, question: AssessmentQuestion): AssessedTest | undefined {
  const earlier = question.history?.(one) ?? [];
  const failed = isFailed(one.test.outcome);
  if (!failed && one.test.outcome !== 'flaky' && earlier.length === 0) return undefined;
  const { tree } = one.origin;
  // What else is known costs a question to git, and matters to failures alone.
  const more = failed ? question.evidence?.(one) : undefined;
  const flaky = gradeFlaky(one, { earlier, ...(tree !== undefined && { tree }), ...more });
  const standing =
    question.history === undefined ? undefined : standingOf(failed, one.test.outcome === 'passed', earlier);
  const entry = failed ? question.quarantine.find((candidate) => candidate.matches(one)) : undefined;
  if (!failed && flaky === undefined && standing === undefined) return undefined;
  return {
    ...one,
    ...standing,
    ...(flaky !== undefined && { flaky }),
    ...(entry !== undefined && { quarantine: entry }),
  };
}

function standingOf(
  failed: boolean,
  passed: boolean,
  earlier: readonly Observation[],
): Pick<AssessedTest, 'standing' | 'since'> | undefined {
  const known = earlier.filter(({ outcome }) => isPass(outcome) || isFailure(outcome));
  const last = known.at(-1);
  const failedLast = last !== undefined && isFailure(last.outcome);
  if (passed) return failedLast ? { standing: 'fixed' } : undefined;
  if (!failed) return undefined;
  if (!failedLast) return { standing: 'new' };
  const lastPass = known.findLastIndex(({ outcome }) => isPass(outcome));
  const since = known[lastPass + 1]?.time;
  return { standing: 'still', ...(since !== undefined && { since }) };
}

function countTests(tests: readonly MergedTest[], quarantined: number): TestCounts {
  const counts = {
    total: tests.length,
    passed: 0,
    failed: 0,
    quarantined,
    flaky: 0,
    skipped: 0,
    todo: 0,
    xfail: 0,
  };
  for (const { test } of tests) counts[test.outcome === 'error' ? 'failed' : test.outcome] += 1;
  counts.failed -= quarantined;
  return counts;
}

function legsOf(tests: readonly MergedTest[]): readonly string[] {
  const origins = new Set(tests.map(({ origin }) => origin));
  return [...new Set([...origins].map(legLabel))].sort();
}

function checkOf(
  counts: TestCounts,
  { expired, incomplete }: { readonly expired: number; readonly incomplete: boolean },
): Check {
  const { total, failed, quarantined, flaky, skipped } = counts;
  const ran = total - skipped;
  const parts = [
    failed > 0
      ? `${failed} of ${count(total, 'test')} failed`
      : ran > 0
        ? `${count(counts.passed + flaky, 'test')} passed`
        : 'no test ran',
    ...(quarantined > 0 ? [`${quarantined} failed in quarantine`] : []),
    ...(flaky > 0 ? [`${flaky} flaky`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(expired > 0 ? [`${expired} in quarantine for too long`] : []),
    ...(incomplete ? ['not everything could be read'] : []),
  ];
  const conclusion =
    failed > 0 || expired > 0
      ? 'failed'
      : incomplete || ran === 0
        ? 'not_checked'
        : quarantined > 0 || flaky > 0
          ? 'warned'
          : 'passed';
  return { name: 'tests', conclusion, summary: parts.join(', ') };
}

function byStanding(a: AssessedTest, b: AssessedTest): number {
  return Number(a.standing === 'still') - Number(b.standing === 'still');
}

function gradeOrder({ flaky }: AssessedTest): number {
  return flaky === undefined ? 3 : ['certain', 'likely', 'suspect'].indexOf(flaky.grade);
}
