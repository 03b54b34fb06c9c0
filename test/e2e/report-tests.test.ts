import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryCheckouts } from '../support/lockstep-command.ts';

const checkout = temporaryCheckouts();

/** A report of pytest with these elements in its tests. */
function pytest(tests: Readonly<Record<string, string>>): string {
  const cases = Object.entries(tests).map(
    ([name, inner]) => `<testcase classname="tests.test_orbit" name="${name}" time="0.1">${inner}</testcase>`,
  );
  return `<testsuites name="pytest tests"><testsuite name="pytest">${cases.join('')}</testsuite></testsuites>\n`;
}

/** With glyphs, whatever the locale of whoever runs the tests. */
const UTF8 = { env: { LC_ALL: 'C.UTF-8' } };

const FAILURE = '<failure message="assert 48 == 49">tests/test_orbit.py:14: AssertionError</failure>';

test('the verdict comes first, then what failed with its place, against what earlier runs said', async () => {
  const place = checkout({
    'a.xml': pytest({ test_period: '', test_moon: FAILURE, test_sky: '<skipped message="no telescope"/>' }),
    'b.xml': pytest({ test_period: FAILURE, test_moon: '', test_sky: '' }),
  });
  const report = (file: string) => place.start(['report', 'tests', file, '--platform', 'linux'], UTF8).ended;
  const first = await report('a.xml');
  assert.equal(first.code, 1);
  assert.equal(
    first.out,
    `✗ 1 of 3 tests failed, 1 skipped · linux · 1 file · 0.3s of tests

✗ tests/test_orbit.py > test_moon
  new
  tests/test_orbit.py:14
  │ assert 48 == 49
  │ tests/test_orbit.py:14: AssertionError
`,
  );
  const second = await report('b.xml');
  assert.equal(second.code, 1);
  assert.equal(
    second.out,
    `✗ 1 of 3 tests failed · linux · 1 file · 0.3s of tests

✗ tests/test_orbit.py > test_period
  new
  tests/test_orbit.py:14
  │ assert 48 == 49
  │ tests/test_orbit.py:14: AssertionError

Fixed
  tests/test_orbit.py > test_moon
`,
  );
});

test('a check that looked at nothing does not pass, nor one that could not read everything', async () => {
  const place = checkout({
    'good.xml': pytest({ test_period: '' }),
    'none.xml': '<testsuites/>\n',
    'cut.xml': pytest({ test_period: '', test_moon: '' }).slice(0, -60),
    'page.xml': '<!doctype html><html></html>',
  });
  const codes: Record<string, number | undefined> = {};
  for (const names of [
    ['good.xml'],
    ['none.xml'],
    ['nothing/*.xml'],
    ['good.xml', 'cut.xml'],
    ['good.xml', 'page.xml'],
  ])
    codes[names.join(' ')] = (await place.lockstep('report', 'tests', '--no-history', ...names)).code;
  assert.deepEqual(codes, {
    'good.xml': 0,
    'none.xml': 2,
    'nothing/*.xml': 2,
    'good.xml cut.xml': 2,
    'good.xml page.xml': 2,
  });
});

test('what could not be read whole is no history: its missing tests would be taken for gone', async () => {
  const whole = pytest({ test_period: '', test_moon: '' });
  const place = checkout({ 'whole.xml': whole, 'cut.xml': whole.slice(0, -60) });
  const recorded = async (file: string) => {
    await place.lockstep('report', 'tests', file, '--history', `${file}.ndjson`);
    return existsSync(`${place.path}/${file}.ndjson`);
  };
  assert.deepEqual([await recorded('whole.xml'), await recorded('cut.xml')], [true, false]);
});

test('a folder where an option wants a file is a mistake of whoever typed it', async () => {
  const place = checkout({ 'a.xml': pytest({ test_period: '' }), 'folder/x': '' });
  for (const option of ['--markdown', '--quarantine', '--executed', '--history', '--import-history']) {
    const { code, err } = await place.lockstep('report', 'tests', 'a.xml', option, 'folder');
    assert.equal(code, 2, `${option}: ${err}`);
    assert.match(err, /^error: .*folder (?:is a directory|cannot be read)/, option);
  }
});

test('what a report says gives no orders to a terminal, to Markdown or to GitHub Actions', async () => {
  const name =
    'test_&#27;[2J&#27;]0;title&#7;&lt;script&gt;alert(1)&lt;/script&gt; | `x` &#10;::error::owned %0A ::stop-commands::x @octocat';
  const failure = `<failure message="&#27;[31m&#10;::set-output name=a::b&lt;img src=x&gt;">\`\`\`\n&lt;script&gt;\n\u202e::error::x</failure>`;
  const place = checkout({ 'a.xml': pytest({ [name]: failure }), 'summary.md': '' });
  const told = await place.start(
    ['report', 'tests', 'a.xml', '--markdown', 'out.md', '--no-history', '--platform', 'linux'],
    {
      env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: `${place.path}/summary.md`, NO_COLOR: '1' },
    },
  ).ended;
  assert.equal(told.code, 1);
  const markdown = place.read('out.md');
  assert.equal(place.read('summary.md'), markdown);
  for (const text of [told.out, told.err, markdown]) assert.doesNotMatch(text, /[\u001b\u0007\u202e]/);
  const commands = told.out.split('\n').filter((line) => line.trimStart().startsWith('::'));
  const [begin = '', end, ...others] = commands;
  // Between these two the runner is deaf.
  assert.match(begin, /^::stop-commands::[0-9a-f]{32}$/);
  assert.equal(end, `::${begin.slice('::stop-commands::'.length)}::`);
  assert.deepEqual(others, [
    '::error title=tests/test_orbit.py > test_<script>alert(1)</script> | `x` %3A%3Aerror%3A%3Aowned %250A %3A%3Astop-commands%3A%3Ax @octocat (linux)::%0A::set-output name=a::b<img src=x>',
  ]);
  const outsideOfCode = markdown
    .replace(/(`{4,})text\n[\s\S]*?\n\1/g, '')
    .replace(/<code>.*?<\/code>|`[^`]*`/g, '');
  assert.doesNotMatch(outsideOfCode, /<script|<img|@octocat/);
});

test('reports of several legs are told apart by the folders they lie in', async () => {
  const place = checkout({
    'kept/unit@linux/tests/a.xml': pytest({ test_period: FAILURE }),
    'kept/unit@windows#1of2/tests/a.xml': pytest({ test_period: FAILURE }),
    'kept/unit@windows#2of2/tests/a.xml': pytest({ test_moon: '' }),
  });
  const { out } = await place.start(['report', 'tests', 'kept/**/*.xml', '--no-history'], UTF8).ended;
  assert.equal(
    out.split('\n').slice(0, 4).join('\n'),
    `✗ 2 of 3 tests failed · linux, windows · 3 files · 0.3s of tests

✗ tests/test_orbit.py > test_period
  linux, windows`,
  );
});

test('a quarantined failure is shown and does not fail, until its day is over', async () => {
  const quarantine = (expires: string) =>
    `tests:\n  - test: "* > test_period"\n    owner: navigation\n    reason: the clock is being mended\n    expires: ${expires}\n`;
  const place = checkout({ 'a.xml': pytest({ test_period: FAILURE, test_moon: '' }) });
  place.write('lockstep.quarantine.yaml', quarantine('2999-01-01'));
  const during = await place.lockstep('report', 'tests', 'a.xml', '--no-history');
  assert.equal(during.code, 0);
  assert.match(during.out, /^! 1 test passed, 1 failed in quarantine/);
  place.write('lockstep.quarantine.yaml', quarantine('2020-01-01'));
  const after = await place.lockstep('report', 'tests', 'a.xml', '--no-history');
  assert.equal(after.code, 1);
  assert.match(after.err, /error\[quarantine-expired\]/);
});

test('shards are found out from the variables of both systems, and every file is in one of them', async () => {
  const files = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`tests/test_${name}.py`, '']));
  const place = checkout(files);
  const ask = async (env: Record<string, string>) => {
    const { code, out } = await place.start(['test-split', 'tests/*.py'], { env }).ended;
    assert.equal(code, 0);
    return out.trim().split('\n');
  };
  const github = await Promise.all(
    ['1', '2'].map((shard) => ask({ LOCKSTEP_SHARD: shard, LOCKSTEP_SHARDS: '2' })),
  );
  const circle = await Promise.all(
    ['0', '1'].map((index) => ask({ CIRCLE_NODE_INDEX: index, CIRCLE_NODE_TOTAL: '2' })),
  );
  assert.deepEqual(github, circle);
  assert.deepEqual(github.flat().sort(), Object.keys(files));
  assert.equal((await place.start(['test-split', 'tests/*.py']).ended).code, 2);
  const slip = await place.lockstep('test-split', 'tests/*.py', '--shards', '100000000', '--overview');
  assert.deepEqual(
    [slip.code, slip.err],
    [2, 'error: 100000000 shards are more than anybody has\n  help: There are 10000 at most.\n'],
  );
});

test('history of other machines is put together, and files are shared by what it says', async () => {
  const long = pytest({ test_long: '' }).replace('0.1', '30');
  const place = checkout({
    'a.xml': long,
    'b.xml': pytest({ test_moon: '' }).replaceAll('test_orbit', 'test_moon'),
    'tests/test_orbit.py': '',
    'tests/test_moon.py': '',
    'tests/test_new.py': '',
  });
  const importOne = () =>
    place.lockstep(...'report tests b.xml --history two.ndjson --import-history one.ndjson'.split(' '));
  await place.lockstep('report', 'tests', 'a.xml', '--history', 'one.ndjson');
  await importOne();
  const before = readFileSync(`${place.path}/two.ndjson`, 'utf8');
  await importOne();
  assert.equal(readFileSync(`${place.path}/two.ndjson`, 'utf8'), before);
  const { out } = await place.lockstep(
    'test-split',
    'tests/*.py',
    '--shards',
    '2',
    '--history',
    'two.ndjson',
    '--overview',
  );
  assert.equal(
    out,
    `shard  expected  files  the longest
    1     30.5s      1  tests/test_orbit.py 30.0s
    2     16.2s      2  tests/test_new.py 15.1s

The longest shard takes 30.5s, 31 % more than an even share.
`,
  );
});
