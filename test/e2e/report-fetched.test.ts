import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryCheckouts } from '../support/lockstep-command.ts';

const checkout = temporaryCheckouts();

const DEFINITION = `project: weather
jobs:
  unit: {run: pytest, reports: {tests: reports/unit.xml, coverage: reports/coverage.xml}}
  e2e: {run: pytest, reports: {tests: 'reports/e2e-*.xml'}}
  lint: ruff check .
`;
const PASSED = '<testsuite name="pytest"><testcase classname="a" name="passes" time="0.1"/></testsuite>\n';
const FAILED = PASSED.replace('/></testsuite>', '><failure message="no"/></testcase></testsuite>');
const UTF8 = { env: { LC_ALL: 'C.UTF-8' } };

test('what the jobs of a CI system kept is judged together, each with its leg; other files are no reports of tests', async () => {
  const place = checkout({
    'lockstep.config.yaml': DEFINITION,
    'fetched/unit@linux/reports/unit.xml': PASSED,
    'fetched/unit@linux/reports/coverage.xml': '<coverage/>\n',
    'fetched/unit@windows/reports/unit.xml': FAILED,
    'fetched/e2e@linux-arm64(python=3.12)#2of4/reports/e2e-2.xml': PASSED,
    'fetched/e2e@macos/reports/other.xml': PASSED,
    'fetched/else/reports/unit.xml': FAILED,
  });
  const { code, out, err } = await place.start(['report', 'tests', '--no-history', '--kept', 'fetched'], UTF8)
    .ended;
  assert.equal(code, 1);
  assert.equal(
    out,
    `✗ 1 of 3 tests failed · linux, linux/arm64 (python=3.12), windows · 3 files · 0.3s of tests

✗ a.py > passes
  windows
  │ no
`,
  );
  assert.match(err, /warning\[report-not-found\]: e2e@macos left no report of its tests/);
});

test('the files of a single artifact, which come without a folder, are judged too', async () => {
  const place = checkout({
    'lockstep.config.yaml': DEFINITION,
    'fetched/reports/e2e-1.xml': FAILED,
  });
  const { code, out } = await place.start(
    ['report', 'tests', '--no-history', '--kept', 'fetched', '--json'],
    UTF8,
  ).ended;
  assert.equal(code, 1);
  const [first] = JSON.parse(out).failed;
  assert.deepEqual([first.job, first.platform], ['e2e', 'unknown']);
});

test('a folder without a report of tests is no pass', async () => {
  const place = checkout({
    'lockstep.config.yaml': DEFINITION,
    'fetched/unit@linux/reports/coverage.xml': '<coverage/>\n',
  });
  for (const folder of ['fetched', 'nowhere']) {
    const { code, err } = await place.lockstep('report', 'tests', '--kept', folder);
    assert.equal(code, 2);
    assert.match(err, new RegExp(`${folder} has no folder of a leg with reports of tests`));
  }
  const both = await place.lockstep('report', 'tests', '--kept', 'fetched', 'a.xml');
  assert.equal(both.code, 2);
});
