import assert from 'node:assert/strict';
import { test } from 'node:test';
import { madeHistory } from '../../../test/support/made-history.ts';
import { NOON } from '../../../test/support/run-script.ts';
import { screenText } from '../../../test/support/screens.ts';
import type { PastRun } from '../../run/past-run.ts';
import type { Budget, BudgetReport } from './budget.ts';
import { reportBudget } from './budget-report.ts';
import { budgetSentences } from './budget-sentences.ts';
import { budgetsPart } from './budgets-part.ts';

const MINUTE = 60_000;

function leg(name: string, needs: readonly string[], reusable = true): Budget['legs'][number] {
  return { leg: `${name}@linux`, name, needs: needs.map((need) => `${need}@linux`), locks: [], reusable };
}

const BUDGET: Budget = {
  workflow: 'ci',
  platform: 'linux/x64',
  limit: 10 * MINUTE,
  over: 'fail',
  assumed: false,
  slots: 2,
  legs: [
    leg('setup', [], false),
    leg('lint', ['setup']),
    leg('unit', ['setup']),
    leg('integration', ['setup']),
    leg('build', ['unit', 'integration', 'lint'], false),
  ],
};

function report(history: readonly PastRun[], budget: Partial<Budget> = {}): BudgetReport {
  return reportBudget({ ...BUDGET, ...budget }, history, { now: NOON, thisPlatform: 'linux/x64' });
}

function told(one: BudgetReport): string {
  return [`${one.check.conclusion}: ${one.check.summary}`, ...budgetSentences(one)].join('\n');
}

test('two months without a change: the budget holds, and there is no trend', () => {
  assert.equal(
    told(report(madeHistory())),
    screenText`
      passed: 90% of the last 20 runs took 8m 11s at most, of 10m
      No trend in 60 days with runs.
      With 3 slots in place of 2 it would take 8m 00s, 35.1s less; more would bring nothing.
      With every result reused that can be it would take 3m 01s, 5m 35s less.
      Of the critical path (setup → unit → build) these always run, as jobs do that name no inputs, see secrets or use services: setup, build.
    `.trim(),
  );
});

test('a job that became slower three weeks ago is found, with the day and by how much', () => {
  const history = madeHistory((name, daysAgo) => (name === 'integration' && daysAgo <= 21 ? 4 : 0));
  assert.equal(
    told(report(history)),
    screenText`
      failed: 90% of the last 20 runs took 11m 21s at most, 1m 21s over the budget of 10m
      3m 07s slower since 2026-11-02: 8m 01s before, 11m 08s after (medians of days); no trend since.
      The critical path is 3m 10s longer than it was: 8m 01s → 11m 10s (medians of 20 and 20 runs); integration +4m 09s (4m 01s → 8m 10s).
      It is now setup → integration → build.
      More than 2 slots would bring nothing: the critical path takes 11m 10s of 11m 10s.
      With every result reused that can be it would take 3m 01s, 8m 10s less.
      Of the critical path (setup → integration → build) these always run, as jobs do that name no inputs, see secrets or use services: setup, build.
    `.trim(),
  );
});

test('a job that grows a little each day is a drift, and the day on which the budget breaks is told', () => {
  const history = madeHistory((name, daysAgo) => (name === 'unit' ? (60 - daysAgo) / 60 : 0));
  assert.equal(
    told(report(history)),
    screenText`
      passed: 90% of the last 20 runs took 9m 06s at most, of 10m
      6.8s slower each week, over 60 days with runs (95% interval: 5.9s to 7.7s).
      At that pace the budget breaks about 2027-01-18 (between 2027-01-11 and 2027-01-26).
      More than 2 slots would bring nothing: the critical path takes 8m 56s of 8m 56s.
      With every result reused that can be it would take 3m 01s, 5m 55s less.
      Of the critical path (setup → unit → build) these always run, as jobs do that name no inputs, see secrets or use services: setup, build.
    `.trim(),
  );
});

test('no history is no pass', () => {
  assert.equal(told(report([])), 'not_checked: nothing to hold against the budget of 10m: no run is known');
  const cut = madeHistory(undefined, { days: 1 }).map((run) => ({ ...run, verdict: 'cancelled' as const }));
  assert.equal(
    told(report(cut)),
    'not_checked: nothing to hold against the budget of 10m: of the runs that are known, 2 were cut short',
  );
});

test('over the budget is a warning where the definition says so', () => {
  assert.equal(report(madeHistory(), { limit: 5 * MINUTE, over: 'warn' }).check.conclusion, 'warned');
  assert.equal(report(madeHistory(), { limit: 5 * MINUTE, over: 'fail' }).check.conclusion, 'failed');
});

test('runs that reused results, were cut short, failed early or ran in part are not held against it', () => {
  const [first, second, third, fourth, ...rest] = madeHistory(undefined, { days: 5 });
  assert.ok(first && second && third && fourth);
  const odd: PastRun[] = [
    { ...first, duration: 1000, jobs: { ...first.jobs, 'unit@linux': { verdict: 'reused', duration: 0 } } },
    { ...second, duration: 1000, verdict: 'cancelled' },
    {
      ...third,
      duration: 1000,
      verdict: 'failed',
      jobs: { 'unit@linux': { verdict: 'skipped', duration: 0 } },
    },
    { ...fourth, duration: 1000, partial: true },
  ];
  const one = report([...odd, ...rest]);
  assert.deepEqual(
    { runs: one.runs, reusing: one.reusing, passedOver: one.passedOver },
    { runs: 6, reusing: { runs: 1, median: 1000 }, passedOver: 3 },
  );
});

test('lines of older versions, without a platform, count for this machine', () => {
  const old = madeHistory(undefined, { days: 2 }).map(({ platform: _, ...run }) => run);
  assert.equal(report(old).runs, 4);
  assert.equal(report(old, { platform: 'windows/x64' }).runs, 0);
});

test('the Markdown of budgets is a table and what else there is to say, with names as text', () => {
  const history = madeHistory((name, daysAgo) => (name === 'integration' && daysAgo <= 21 ? 4 : 0));
  const named = { ...BUDGET, workflow: '<b>ci' };
  const part = budgetsPart([
    reportBudget(
      named,
      history.map((run) => ({ ...run, workflow: '<b>ci' })),
      { now: NOON, thisPlatform: 'linux/x64' },
    ),
  ]);
  assert.equal(
    part.renderMarkdown(10_000),
    screenText`
      | workflow | budget | median | 90% within | runs |
      | --- | --- | --- | --- | --- |
      | \<b\>ci on linux/x64 | 10m | 11m 10s | 11m 21s | 20 |

      - 3m 07s slower since 2026-11-02: 8m 01s before, 11m 08s after (medians of days); no trend since.
      - The critical path is 3m 10s longer than it was: 8m 01s → 11m 10s (medians of 20 and 20 runs); integration +4m 09s (4m 01s → 8m 10s).
      - It is now setup → integration → build.
      - More than 2 slots would bring nothing: the critical path takes 11m 10s of 11m 10s.
      - With every result reused that can be it would take 3m 01s, 8m 10s less.
      - Of the critical path (setup → integration → build) these always run, as jobs do that name no inputs, see secrets or use services: setup, build.
    `.trim(),
  );
});
