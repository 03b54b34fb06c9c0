import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf } from '../../../test/support/run-script.ts';
import { screenText } from '../../../test/support/screens.ts';
import { TOLD_LEGS } from '../../../test/support/told-run.ts';
import { renderPlan } from './plan-view.ts';
import { createStyle } from './style.ts';

const style = createStyle({ color: false, unicode: true });
const plan = planOf(TOLD_LEGS, {
  budget: 300_000,
  skipped: [{ id: 'docs', reason: 'no changed file matches docs/**' }],
});
const expected = Object.fromEntries(TOLD_LEGS.map((leg) => [leg.id, leg.expected ?? 0]));

test('a plan is shown in waves, with what each leg needs and what is left out', () => {
  assert.equal(
    renderPlan(plan, { style, columns: 100, expected }).trimEnd(),
    screenText`
      ci, local run · 6 jobs · budget 5m

      wave  job         kind         platform  runs on         expected  needs
      1     Set up      setup        linux     here only             3s
            Benchmarks  benchmark    linux     here only             4s
      2     Lint        lint         linux     GitHub Actions        2s  setup
            Unit tests  unit         linux     GitHub Actions       30s  setup
            Flux        integration  linux     CircleCI              9s  setup
      3     Package     build        linux     GitHub Actions        1s  unit, lint

      - docs skipped: no changed file matches docs/**

      Critical path: about 34s: setup → unit → pack
    `,
  );
});

test('in a narrow window columns give way before the jobs do', () => {
  assert.equal(
    renderPlan(plan, { style, columns: 60 }).trimEnd(),
    screenText`
      ci, local run · 6 jobs · budget 5m

      wave  job         platform  runs on         needs
      1     Set up      linux     here only
            Benchmarks  linux     here only
      2     Lint        linux     GitHub Actions  setup
            Unit tests  linux     GitHub Actions  setup
            Flux        linux     CircleCI        setup
      3     Package     linux     GitHub Actions  unit, lint

      - docs skipped: no changed file matches docs/**
    `,
  );
});

test('a plan that cannot keep its budget says so, and what has never run makes an estimate a lower bound', () => {
  const late = { ...expected, 'unit@linux': 400_000 };
  assert.match(
    renderPlan(plan, { style, columns: 100, expected: late }),
    /^Critical path: about 6m 44s, over the 5m budget: setup → unit → pack$/m,
  );
  assert.match(
    renderPlan(plan, { style, columns: 100, expected: { 'unit@linux': 9000 } }),
    /^Critical path: at least 9s: setup → unit$/m,
  );
});

test('a leg that stands in for another platform says for which', () => {
  const moved = planOf([{ id: 'unit@linux', os: 'linux', standsInFor: 'macos' }]);
  assert.match(renderPlan(moved, { style, columns: 100 }), /linux for macos/);
});
