import type { ReportOrigin } from '../../src/reports/report-origin.ts';
import type { MergedTest, TestReading } from '../../src/reports/tests/merge-tests.ts';
import type { TestCase, TestOutcome } from '../../src/reports/tests/test-report.ts';

/** A test called like its id, for tests of what is made of results. */
export function sampleCase(id: string, outcome: TestOutcome, more: Partial<TestCase> = {}): TestCase {
  const parts = id.split(' > ');
  const name = parts.pop() ?? '';
  const file = parts.shift();
  return {
    id,
    identity: { ...(file !== undefined && { file }), suites: parts, name },
    outcome,
    duration: 100,
    ...(outcome === 'failed' && { failure: { message: `${name} failed` } }),
    earlier: [],
    ...more,
  };
}

export function sampleOrigin(more: Partial<ReportOrigin> = {}): ReportOrigin {
  return { job: 'unit', platform: 'linux', variant: '', attempt: 1, time: 1_000, ...more };
}

export function sampleTest(id: string, outcome: TestOutcome, more: Partial<ReportOrigin> = {}): MergedTest {
  return { id, origin: sampleOrigin(more), test: sampleCase(id, outcome) };
}

let readings = 0;

/** A reading whose digest nothing else has, unless it is given. */
export function sampleReading(
  cases: readonly TestCase[],
  { digest, ...origin }: Partial<ReportOrigin> & { readonly digest?: string } = {},
): TestReading {
  return { origin: sampleOrigin(origin), report: { cases }, digest: digest ?? `file ${++readings}` };
}
