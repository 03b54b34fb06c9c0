import assert from 'node:assert/strict';
import { test } from 'node:test';
import { git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const open = temporaryCheckouts();

const DEFINITION = `
project: meteor
jobs:
  unit:
    run: [cp ../results.xml junit.xml, cp ../measured.info lcov.info]
    cwd: out
    reports: { tests: out/junit.xml, coverage: out/lcov.info }
`;

/** A report of one test, which takes a tenth of a second. */
function junit(failed: boolean): string {
  const failure = '<failure message="3 is not 4">tests/test_orbit.py:2: AssertionError</failure>';
  return `<testsuites name="pytest tests"><testsuite name="pytest"><testcase classname="tests.test_orbit" name="test_period" time="0.1">${failed ? failure : ''}</testcase></testsuite></testsuites>\n`;
}

/** An LCOV tracefile in which these files ran, or did not. */
function lcov(files: Readonly<Record<string, number>>): string {
  const records = Object.entries(files).map(([name, hits]) => `SF:${name}\nDA:1,${hits}\nend_of_record\n`);
  return `TN:\n${records.join('')}`;
}

/** A checkout in which the test has passed, and of which `src/moon.py` was changed and committed since. */
async function changedCheckout(
  recordPass: (place: Checkout) => Promise<unknown> = (place) =>
    place.lockstep('report', 'tests', 'results.xml', '--platform', 'linux', '--job', 'unit'),
): Promise<Checkout> {
  const place = open({
    '.gitignore': 'out/*\n*.xml\n*.info\n.lockstep/\n!out/keep\n',
    'out/keep': '',
    'lockstep.config.yaml': DEFINITION,
    'src/orbit.py': 'PERIOD = 3\n',
    'src/moon.py': 'MOONS = 1\n',
    'tests/test_orbit.py': 'def test_period():\n    assert PERIOD == 4\n',
    'results.xml': junit(false),
    'measured.info': lcov({ 'src/orbit.py': 1, 'src/moon.py': 0 }),
    'everything.info': lcov({ 'src/orbit.py': 1, 'src/moon.py': 1 }),
  });
  const commit = (): void => {
    git(place.path, 'add', '.');
    git(place.path, 'commit', '--quiet', '--message', 'work');
  };
  git(place.path, 'init', '--quiet', '--initial-branch', 'main');
  commit();
  await recordPass(place);
  place.write('src/moon.py', 'MOONS = 2\n');
  commit();
  place.write('results.xml', junit(true));
  return place;
}

const UTF8 = { env: { LC_ALL: 'C.UTF-8' } };

test('a new failure whose job runs none of what has changed is likely flaky', async () => {
  const place = await changedCheckout();
  const report = (...more: readonly string[]) =>
    place.start(['report', 'tests', 'results.xml', '--platform', 'linux', '--job', 'unit', ...more], UTF8)
      .ended;
  const { code, out } = await report('--coverage', 'measured.info');
  assert.equal(code, 1);
  assert.equal(
    out,
    `✗ 1 of 1 test failed · linux · 1 file · 0.1s of tests

✗ tests/test_orbit.py > test_period
  new · likely flaky: it passed before, and does not run the 1 file that has changed
  tests/test_orbit.py:2
  │ 3 is not 4
  │ tests/test_orbit.py:2: AssertionError
`,
  );
  assert.doesNotMatch((await report('--coverage', 'everything.info')).out, /flaky/);
  const missing = await report('--coverage', 'nothing.info');
  assert.deepEqual([missing.code, missing.err.split('\n')[0]], [2, 'error: there is no file nothing.info']);
});

test('coverage that was saved says of its own job and platform alone what they run', async () => {
  const place = await changedCheckout();
  const from = (platform: string) => ['--platform', platform, '--job', 'unit'];
  await place.lockstep('report', 'coverage', 'measured.info', '--save', 'saved', ...from('linux'));
  await place.lockstep('report', 'coverage', 'everything.info', '--save', 'saved', ...from('windows'));
  const { out } = await place.lockstep(
    'report',
    'tests',
    'results.xml',
    '--coverage',
    'saved',
    ...from('linux'),
  );
  assert.match(out, /likely flaky: it passed before/);
  const other = await place.lockstep(
    'report',
    'tests',
    'results.xml',
    '--coverage',
    'saved',
    ...from('macos'),
  );
  assert.doesNotMatch(other.out, /flaky/);
});

test('the coverage that a run kept says it of the tests that it kept', async () => {
  const runAndReport = async (place: Checkout): Promise<string> => {
    assert.equal((await place.lockstep('run')).code, 0);
    const { out } = await place.lockstep('report', 'summary');
    return out + (await place.lockstep('report', 'tests')).out;
  };
  const place = await changedCheckout(runAndReport);
  const told = await runAndReport(place);
  const because = 'likely flaky: it passed before, and does not run the 1 file that has changed';
  assert.equal(told.split(because).length, 3, told);
  assert.equal((await place.lockstep('report', 'html', '--output', 'page.html')).code, 0);
  assert.ok(place.read('page.html').includes(because));
});
