import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeRecord } from '../../src/reports/tests/test-history.ts';
import { temporaryCheckouts } from '../support/lockstep-command.ts';
import { madeHistory } from '../support/made-history.ts';
import { madePytestReport, madeTestHistory } from '../support/made-test-history.ts';

const open = temporaryCheckouts();

const DAY = 86_400_000;

/** Of today, so that the last of two months of runs was yesterday. */
const NOON = Math.floor(Date.now() / DAY) * DAY + DAY / 2;

const DEFINITION = `project: meteor
jobs:
  setup: echo setup
  lint: { run: echo lint, needs: [setup], inputs: ['src/**'] }
  unit: { run: echo unit, needs: [setup], inputs: ['src/**'] }
  integration: { run: echo integration, needs: [setup], inputs: ['src/**'] }
  build: { run: echo build, needs: [lint, unit, integration] }
workflows:
  ci: { jobs: '*', platforms: [linux], budget: 10m, overBudget: fail }
`;

const PLANTED = {
  flaky: 'tests/test_comet.py > test_signal',
  slower: 'tests/test_tide.py > test_transit',
  slowerSince: 21,
  mended: 'tests/test_moon.py > test_phase',
};

const UTF8 = { env: { LC_ALL: 'C.UTF-8' } };

test('two months of runs: the flaky test, the one that became slow and the broken budget are found, and nothing else', async () => {
  const runs = madeHistory((leg, daysAgo) => (leg === 'integration' && daysAgo <= 21 ? 4 : 0), {
    noon: NOON,
  });
  const place = open({
    'lockstep.config.yaml': DEFINITION,
    'junit.xml': madePytestReport(PLANTED),
    '.lockstep/history.ndjson': runs.map((run) => `${JSON.stringify({ format: 1, ...run })}\n`).join(''),
    '.lockstep/test-history.ndjson': madeTestHistory(PLANTED, NOON).map(writeRecord).join(''),
  });
  const tests = await place.start(
    ['report', 'tests', 'junit.xml', '--job', 'unit', '--platform', 'linux'],
    UTF8,
  ).ended;
  assert.equal(
    tests.out,
    `✓ 103 tests passed · linux · 1 file · 19.1s of tests

Flaky
  tests/test_comet.py > test_signal · maybe flaky: it changed 22 times in 121 runs

Slow (5.0s or more, median of up to 10 passing runs; part of all time)
  7.1s  37 %  +182 %  tests/test_tide.py > test_transit
`,
  );
  assert.deepEqual([tests.code, tests.err], [0, '']);
  const budgets = await place.start(['report', 'budgets'], UTF8).ended;
  const since = new Date(NOON - PLANTED.slowerSince * DAY).toISOString().slice(0, 10);
  assert.equal(
    budgets.out,
    `✗ budget of ci on linux/x64: 90% of the last 20 runs took 11m 21s at most, 1m 21s over the budget
  of 10m
  - 3m 06s slower since ${since}: 8m 01s before, 11m 08s after (medians of days); no trend since.
  - The critical path is 3m 10s longer than it was: 8m 01s → 11m 10s (medians of 20 and 20 runs);
    integration +4m 09s (4m 01s → 8m 10s).
  - It is now setup → integration → build.
  - More than 4 slots would bring nothing: the critical path takes 11m 10s of 11m 10s.
  - With every result reused that can be it would take 3m 01s, 8m 10s less.
  - Of the critical path (setup → integration → build) these always run, as jobs do that name no
    inputs, see secrets or use services: setup, build.
`,
  );
  assert.equal(budgets.code, 1, budgets.err);
});
