import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoRun } from '../../../test/support/demo-run.ts';
import { NOON, RunScript } from '../../../test/support/run-script.ts';
import { screenText } from '../../../test/support/screens.ts';
import { toldRun } from '../../../test/support/told-run.ts';
import { textWidth } from '../../diagnostics/text-width.ts';
import type { RunEvent } from '../../run/run-event.ts';
import { foldRun } from '../../run/run-state.ts';
import { renderRun } from './run-view.ts';
import { createStyle } from './style.ts';
import { renderSummary } from './summary.ts';
import type { SummaryOptions } from './summary-options.ts';

const OPTIONS: SummaryOptions = {
  style: createStyle({ color: false, unicode: true }),
  columns: 100,
  rerun: 'lockstep run --resume 20261123-120000-7f3a',
  log: (job) => `lockstep runs log ${job.planned.job}`,
};

function summary(events: readonly RunEvent[], options: Partial<SummaryOptions> = {}): string {
  return renderSummary(foldRun(events), { ...OPTIONS, ...options }).trimEnd();
}

test('a summary is the table, the failure with its last lines, what deserves a look, and the verdict', () => {
  assert.equal(
    summary(toldRun().events),
    screenText`
        job         verdict     time  why
      ✓ Set up      passed      3.2s
      ✓ Lint        passed      1.7s
      ✗ Unit tests  failed     12.3s  exit code 1
      ↻ Flux        flaky      18.1s  passed at attempt 2 of 3
      ✗ Benchmarks  failed      5.0s  allowed to fail: exit code 3
      - Package     skipped           needs unit, which failed
      - docs        skipped           no changed file matches docs/**
      ⇢ Unit tests  elsewhere         runs on GitHub Actions (windows)

      ✗ Unit tests failed after 12.3s: exit code 1
        │ step 2 of 2: node --test
        │ not ok 3 - the period of Pluto
        │   expected: 90560
        │   actual: 90487
        │ test/orbit.test.ts:14: 90487 !== 90560

      Flaky            flux (passed at attempt 2 of 3)
      Allowed to fail  bench (exit code 3)

      ✗ 1 of 6 jobs failed: 2 passed, 1 flaky, 1 allowed to fail, 2 skipped, 1 elsewhere
        21.3s of 5m budget; critical path 21.2s: setup → flux
        Run again  lockstep run --resume 20261123-120000-7f3a
        Whole log  lockstep runs log unit
    `,
  );
});

test('below a live screen what passed is not listed again, and sixty columns are enough', () => {
  assert.equal(
    summary(toldRun().events, { passed: 'folded', columns: 60 }),
    screenText`
        job         verdict     time  why
      ✗ Unit tests  failed     12.3s  exit code 1
      ↻ Flux        flaky      18.1s  passed at attempt 2 of 3
      ✗ Benchmarks  failed      5.0s  allowed to fail: exit code…
      - Package     skipped           needs unit, which failed
      - docs        skipped           no changed file matches do…
      ⇢ Unit tests  elsewhere         runs on GitHub Actions (wi…

      ✗ Unit tests failed after 12.3s: exit code 1
        │ step 2 of 2: node --test
        │ not ok 3 - the period of Pluto
        │   expected: 90560
        │   actual: 90487
        │ test/orbit.test.ts:14: 90487 !== 90560

      Flaky            flux (passed at attempt 2 of 3)
      Allowed to fail  bench (exit code 3)

      ✗ 1 of 6 jobs failed: 2 passed, 1 flaky, 1 allowed to fail,
        2 skipped, 1 elsewhere
        21.3s of 5m budget; critical path 21.2s: setup → flux
        Run again  lockstep run --resume 20261123-120000-7f3a
        Whole log  lockstep runs log unit
    `,
  );
});

test('a budget that was missed is called so, in words', () => {
  assert.match(
    summary(toldRun(20_000).events),
    /^ {2}21\.3s, 1\.3s over the 20s budget; critical path 21\.2s: setup → flux$/m,
  );
});

test('a run in which all passed is short and says so', () => {
  const run = new RunScript([{ id: 'unit@linux', title: 'Unit tests' }])
    .begin('unit@linux')
    .at(2)
    .pass('unit@linux');
  assert.equal(
    summary(run.end('passed', { legs: ['unit@linux'], seconds: 2 }).events),
    screenText`
        job         verdict  time  why
      ✓ Unit tests  passed   2.0s

      ✓ 1 job passed
        2.0s; critical path 2.0s: unit
    `.replace('  why', ''),
  );
});

test('a run without an end says what was left undone', () => {
  const legs = [{ id: 'a@linux' }, { id: 'b@linux', needs: ['a@linux'] }];
  assert.equal(
    summary(new RunScript(legs).begin('a@linux').events),
    screenText`
        job  verdict   why
      · a    not done  was running when the run ended
      · b    not done

      ⊘ The run did not finish: 2 not done
    `,
  );
});

test('several platforms have a column, and names in sentences tell them apart', () => {
  const legs = [
    { id: 'unit@linux', title: 'Unit tests' },
    { id: 'unit@windows', title: 'Unit tests', os: 'windows' as const },
  ];
  const run = new RunScript(legs).begin('unit@linux').begin('unit@windows').at(3).pass('unit@linux');
  run.at(9).fail('unit@windows', 'exit code 1');
  assert.equal(
    summary(run.end('failed', { legs: ['unit@windows'], seconds: 9 }).events, { rerun: 'lockstep rerun' }),
    screenText`
        job         platform  verdict  time  why
      ✓ Unit tests  linux     passed   3.0s
      ✗ Unit tests  windows   failed   9.0s  exit code 1

      ✗ Unit tests (windows) failed after 9.0s: exit code 1
        │ run

      ✗ 1 of 2 jobs failed: 1 passed
        9.0s; critical path 9.0s: unit@windows
        Run again  lockstep rerun
        Whole log  lockstep runs log unit
    `,
  );
});

test('two hundred legs are counted by job; failures and flaky ones are still named one by one', () => {
  const text = summary(demoRun(200));
  assert.match(text, /^✓ lint {13,}passed {10,}19 legs$/m);
  assert.match(text, /^- 10 jobs {10,}skipped {9,}11 legs: needs e2e@linux#1of20, which did not pass$/m);
  assert.match(text, /^↻ integration 3 of 20 {2}flaky {6}2\.8s {2}passed at attempt 2 of 3$/m);
  assert.match(text, /^✗ fuzz 7 of 20 {8,}failed {5}1\.0s {2}exit code 1$/m);
  assert.ok(text.split('\n').length < 70);
});

test('of many failures the first are shown with their lines, and the others counted', () => {
  const legs = Array.from({ length: 9 }, (_, index) => ({ id: `j${index}@linux` }));
  const run = new RunScript(legs);
  for (const { id } of legs) run.begin(id);
  run.at(1);
  for (const { id } of legs) run.fail(id, 'exit code 1', ['boom']);
  const text = summary(run.end('failed', { legs: ['j0@linux'], seconds: 1 }).events);
  assert.equal(text.match(/│ boom/g)?.length, 5);
  assert.match(text, /^4 more failed, see their logs: lockstep runs log j5$/m);
});

test('no line is wider than the screen, from forty columns on', () => {
  for (const columns of [40, 60, 80, 120])
    for (const events of [toldRun().events, demoRun(200)])
      for (const line of summary(events, { columns, rerun: 'again', log: () => 'log' }).split('\n'))
        assert.ok(textWidth(line) < columns, `${columns}: ${line}`);
});

test('colour changes nothing but the colour', () => {
  const colored = summary(toldRun().events, { style: createStyle({ color: true, unicode: true }) });
  assert.notEqual(colored, summary(toldRun().events));
  assert.equal(colored.replace(/\u001b\[\d+m/g, ''), summary(toldRun().events));
});

test('what jobs print and are called cannot reach the terminal', () => {
  const run = new RunScript([{ id: 'a@linux', title: 'evil \u001b[2Jtitle' }]).begin('a@linux').at(1);
  run.fail('a@linux', 'because\n\u001b]0;x\u0007of', ['\u001b[5Aup', 'a\tb\rc']);
  const text = summary(run.warn('\u001b[31mred').end('failed', { legs: [], seconds: 0 }, '\u0007').events);
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f]/);
});

test('a past run is shown with its title, its age and the same summary', () => {
  const text = renderRun(foldRun(toldRun().events), { ...OPTIONS, now: NOON + 7_200_000 });
  assert.equal(
    text.split('\n').slice(0, 6).join('\n'),
    screenText`
      lockstep 0.1.0 · meteor · ci · 6 jobs, 4 at a time · main 9f1c2ab
      20261123-120000-7f3a, started 2h ago on desk

        job         verdict     time  why
      ✓ Set up      passed      3.2s
      ✓ Lint        passed      1.7s
    `,
  );
});
