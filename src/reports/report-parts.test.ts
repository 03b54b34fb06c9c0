import { RunScript } from '../../test/support/run-script.ts';
import { foldRun, type RunState } from '../run/run-state.ts';
import type { ComparisonReport } from './benchmarks/comparison/comparison-report.ts';
import { judgePairs } from './benchmarks/comparison/verdict.ts';
import type { BenchmarkSeries } from './benchmarks/history/benchmark-series.ts';
import { benchmarksPart } from './benchmarks/section/benchmarks-part.ts';
import type { Budget } from './budgets/budget.ts';
import { reportBudget } from './budgets/budget-report.ts';
import { budgetsPart } from './budgets/budgets-part.ts';
import type { CoverageModel } from './coverage/coverage-model.ts';
import { coveragePart } from './coverage/section/coverage-part.ts';
import { type Failures, failuresOf } from './failures/failures.ts';
import { failuresPart } from './failures/failures-part.ts';
import { assessFindings } from './findings/assess-findings.ts';
import type { Finding } from './findings/finding.ts';
import { DEFAULT_POLICY } from './findings/findings-policy.ts';
import { findingsPart } from './findings/section/findings-part.ts';
import { checkReportPart, HOSTILE_TEXT } from './report-part.contract.ts';
import type { ReportPart } from './report-part.ts';
import { assessTests } from './tests/assess-tests.ts';
import type { MergedTest } from './tests/merge-tests.ts';
import { testsPart } from './tests/section/tests-part.ts';
import type { Observation } from './tests/test-history.ts';
import { timelineOf } from './timeline/timeline.ts';
import { timelinePart } from './timeline/timeline-part.ts';

const DAY = 86_400_000;

function run(count: number, title: string): RunState {
  const ids = Array.from({ length: count }, (_, index) => `job${index}@linux`);
  const script = new RunScript(
    ids.map((id) => ({ id, title, steps: ['build', title] })),
    { skipped: [{ id: title, reason: title }], elsewhere: [{ id: 'x', title, where: title }] },
  );
  script.warn(title);
  for (const id of ids) {
    script.begin(id).at(1).stepDone(id, 0, { kind: 'passed' }, 500).step(id, 1);
    script.fail(id, title, [`error: ${title}`, title], {
      failure: {
        step: 1,
        tail: [`error: ${title}`, title],
        location: { path: title, line: 3, message: title },
      },
    });
  }
  return foldRun(script.end('failed', { legs: ids, seconds: count }).events);
}

function timeline(state: RunState): ReportPart {
  const made = timelineOf(state, new Map([['job0@linux', { median: 900, passes: 7 }]]));
  if (made === undefined) throw new Error('the run has not begun');
  return timelinePart(made, state);
}

function failures(state: RunState, log: readonly string[]): Failures {
  return failuresOf(state, new Map([...state.jobs.keys()].map((leg) => [leg, { lines: log, before: 12 }])));
}

function budgets(count: number, name: string): ReportPart {
  const reports = Array.from({ length: count }, (_, index) => {
    const workflow = `${index}${name}`;
    const budget: Budget = {
      workflow,
      platform: 'linux/x64',
      limit: 1000,
      over: 'fail',
      assumed: true,
      slots: 1,
      legs: [name, `${name}2`].map((leg) => ({ leg, name: leg, needs: [], locks: [], reusable: false })),
    };
    const history = Array.from({ length: 60 }, (_, at) => ({
      id: name,
      time: at * DAY,
      workflow,
      verdict: 'passed' as const,
      duration: 1000 + 10 * at,
      jobs: { [name]: { verdict: 'passed' as const, duration: 1000 + 10 * at } },
    }));
    return reportBudget(budget, history, { now: 60 * DAY, thisPlatform: 'linux/x64' });
  });
  return budgetsPart(reports);
}

const LOG = Array.from({ length: 4000 }, (_, index) => `${index} ${'漢字<&'.repeat(20)}`);

checkReportPart('the timeline', {
  hostile: () => timeline(run(2, HOSTILE_TEXT)),
  large: () => timeline(run(1500, `${'漢'.repeat(60)}<&`)),
});

checkReportPart('failures', {
  hostile: () => failuresPart(failures(run(2, HOSTILE_TEXT), [HOSTILE_TEXT])),
  large: () => failuresPart(failures(run(200, `${'漢'.repeat(60)}<&`), LOG)),
});

checkReportPart('budgets', {
  hostile: () => budgets(1, HOSTILE_TEXT),
  large: () => budgets(60, '漢<&'.repeat(30)),
});

function failedTest(index: number, text: string): MergedTest {
  const origin = { job: text, platform: text, variant: text, attempt: 1, time: index };
  return {
    id: `${index} ${text}`,
    origin,
    test: {
      id: `${index} ${text}`,
      identity: { suites: [text], name: text },
      outcome: 'failed',
      duration: 7000,
      failure: { message: text, text: `${text}\n`.repeat(40) },
      location: { path: text, line: 3 },
      earlier: [],
    },
  };
}

/** Half of the tests fail, the others are slow or flaky; all have a history. */
function tests(count: number, text: string): ReportPart {
  const merged = Array.from({ length: count }, (_, index): MergedTest => {
    const failed = failedTest(index, text);
    const attempt = { outcome: 'failed' as const, failure: { message: text } };
    const { failure: _failure, ...test } = failed.test;
    if (index % 2 === 0) return failed;
    return {
      ...failed,
      test: { ...test, outcome: index % 4 === 1 ? 'passed' : 'flaky', earlier: [attempt] },
    };
  });
  const history = (): readonly Observation[] =>
    (['p', 'f', 'k', 's'] as const).map((outcome, time) => ({
      key: `${time}`,
      time,
      outcome,
      duration: 6000,
    }));
  const question = { quarantine: [], slow: 5000, now: 0, incomplete: false };
  return testsPart({ assessment: assessTests({ ...question, tests: merged, history }), history });
}

function coverage(count: number, text: string): ReportPart {
  const files = Array.from({ length: count }, (_, index) => ({
    path: `src/${index % 20}/${text.replaceAll('/', '')}${index}`,
    lines: [1, 2, 3],
    hits: [
      [1, 0, 2],
      [0, 0, -1],
    ],
    branches: [],
    functions: [{ name: text, line: 1, hits: [1, 0] }],
  }));
  const model: CoverageModel = {
    coverage: {
      platforms: ['linux', text],
      files,
      origins: [],
      superseded: [],
      completeness: { expected: [], missing: [] },
      unresolved: [{ name: text, candidates: [], platform: text }],
    },
    checks: [{ name: text, conclusion: 'warned', summary: text }],
    since: text,
    diff: {
      lines: { covered: 1, total: 2 },
      files: files.map(({ path }) => ({ path, lines: { covered: 1, total: 2 }, uncovered: [2] })),
      unmeasured: [text],
    },
  };
  return coveragePart(model, new Map(files.map(({ path }) => [path, `${text}\n${text}\n${text}\n`])));
}

/** Half of them block. */
function findings(count: number, text: string): ReportPart {
  const found = Array.from(
    { length: count },
    (_, index): Finding => ({
      tool: text,
      alsoBy: [text],
      class: index % 3 === 0 ? 'secret' : 'vulnerability',
      id: `${index} ${text}`,
      aliases: [text],
      severity: index % 2 === 0 ? 'high' : 'low',
      says: text,
      title: text,
      description: text,
      package: { name: `${index} ${text}`, version: text },
      fix: 'available',
      fixed: [text],
      location: { path: text, kind: 'file', line: index + 1 },
      foreignSuppression: text,
    }),
  );
  const exception = { id: text, owner: text, reason: text, expires: '2020-01-01', offset: 0 };
  return findingsPart(
    assessFindings({
      readings: [
        { file: text, report: { tool: text, findings: found, looksFor: ['secret'], gaps: [text, text] } },
      ],
      unread: [{ file: text, reason: text }],
      policy: DEFAULT_POLICY,
      suppressions: [
        { ...exception, matches: () => false },
        { ...exception, expires: '2999-01-01', matches: () => false },
        { ...exception, expires: '2999-01-01', matches: ({ id }) => id.startsWith('4 ') },
      ],
      now: Date.parse('2026-11-20'),
    }),
  );
}

checkReportPart('findings', {
  hostile: () => findings(8, HOSTILE_TEXT),
  large: () => findings(1500, '漢<&'.repeat(20)),
});

checkReportPart('tests', {
  hostile: () => tests(8, HOSTILE_TEXT),
  large: () => tests(800, '漢<&'.repeat(30)),
});

checkReportPart('coverage', {
  hostile: () => coverage(3, HOSTILE_TEXT),
  large: () => coverage(1500, '漢<&'.repeat(20)),
});

function comparison(count: number, text: string): ComparisonReport {
  const base = Array.from({ length: 20 }, (_, index) => 1 + 0.01 * Math.sin(12.9898 * index));
  return {
    format: 'lockstep-bench-comparison',
    version: 1,
    head: { commit: text, dirty: false },
    baselines: [{ name: text, commit: text }],
    threshold: 0.2,
    duration: 1_000,
    comparisons: Array.from({ length: count }, (_, index) => {
      const head = base.map((value, at) => value * (0.8 + (index % 10) / 10 + 0.001 * at));
      const logs = head.map((value, at) => Math.log(value / (base[at] ?? 1)));
      return {
        benchmark: `${index} ${text}`,
        baseline: text,
        unit: text,
        better: 'lower',
        base,
        head,
        estimate: judgePairs(logs, { threshold: 0.2, alpha: 0.001 }),
      };
    }),
    unpaired: Array.from({ length: count }, () => ({ benchmark: text, missing: [text] })),
    rounds: 20,
    ended: 'decided',
    budget: { alpha: 0.01, family: count, mostPairs: 40 },
  };
}

function series(count: number, text: string): readonly BenchmarkSeries[] {
  return Array.from({ length: count }, (_, at) => ({
    benchmark: `${at} ${text}`,
    metric: text,
    unit: text,
    better: 'lower',
    machine: text,
    job: text,
    tool: text,
    points: Array.from({ length: 30 }, (__, index) => ({
      commit: text,
      branch: text,
      tags: [text],
      time: index * DAY,
      clean: index !== 3,
      value: index < 15 ? 1 : 1.3,
      runs: 1,
      low: 0.9,
      high: 1.4,
    })),
    changes: [{ at: 15, before: 1, after: 1.3, p: 0.001 }],
  }));
}

checkReportPart('benchmarks', {
  hostile: () =>
    benchmarksPart({
      comparison: comparison(2, HOSTILE_TEXT),
      series: series(2, HOSTILE_TEXT),
      repository: HOSTILE_TEXT,
    }),
  large: () =>
    benchmarksPart({
      comparison: comparison(800, `${'漢'.repeat(60)}<&`),
      series: series(200, `${'漢'.repeat(60)}<&`),
    }),
});
