import assert from 'node:assert/strict';
import { chmodSync, existsSync } from 'node:fs';
import { test } from 'node:test';
import { commitAll, git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const checkout = temporaryCheckouts();

const DEFINITION = `project: wind
jobs:
  prepare: { run: echo ready > ready.txt, outputs: [ready.txt] }
  bench:
    category: benchmark
    needs: [prepare]
    run: node bench.mjs
    reports: { benchmarks: bench.json }
workflows:
  bench: { jobs: [bench], platforms: [linux, macos, windows], owner: github, on: [{ kind: manual }] }
`;

/** Measures nothing: its times come from \`factors.json\`, with a wobble of 2 % that is the same in every test. */
const BENCH = `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
readFileSync('ready.txt');
const factors = JSON.parse(readFileSync('factors.json', 'utf8'));
const round = existsSync('round.txt') ? Number(readFileSync('round.txt', 'utf8')) + 1 : 1;
writeFileSync('round.txt', String(round));
const wobble = 1 + 0.02 * Math.sin(12.9898 * round + 78.233 * Object.values(factors).reduce((a, b) => a + b));
const benchmarks = Object.entries(factors).map(([name, factor]) => (
  { name, metrics: [{ name: 'time', unit: 'ms', better: 'lower', value: 5 * factor * wobble }] }));
writeFileSync('bench.json', JSON.stringify({ format: 'lockstep-benchmarks/1', benchmarks }));
`;

function project(factors: Readonly<Record<string, number>>): Checkout {
  const made = checkout({
    'lockstep.config.yaml': DEFINITION,
    'bench.mjs': BENCH,
    'factors.json': JSON.stringify(factors),
  });
  commitAll(made.path);
  return made;
}

function commit(made: Checkout, factors: Readonly<Record<string, number>>): void {
  made.write('factors.json', JSON.stringify(factors));
  git(made.path, 'commit', '--all', '--quiet', '--message', 'another speed');
}

test('each benchmark has its verdict against what main had before and against the last release', async () => {
  const made = project({ parse: 1, print: 1, read: 1 });
  git(made.path, 'tag', 'v1.0.0');
  commit(made, { parse: 1.1, print: 1, read: 1 });
  commit(made, { parse: 1.2, print: 1.5, read: 0.8 });
  const args = ['bench', 'compare', '--json', '--pairs', '12', '--events', 'slower.ndjson'];
  const { code, out, err } = await made.lockstep(...args);
  assert.equal(code, 1, err);
  const report = JSON.parse(out);
  const verdicts = report.comparisons.map(
    ({
      benchmark,
      baseline,
      estimate,
    }: {
      benchmark: string;
      baseline: string;
      estimate: { verdict: string };
    }) => `${benchmark} ${baseline} ${estimate.verdict}`,
  );
  assert.deepEqual(verdicts, [
    'parse main small',
    'parse v1.0.0 likely',
    'print main proved',
    'print v1.0.0 proved',
    'read main clear',
    'read v1.0.0 clear',
  ]);
  assert.deepEqual(
    report.baselines.map(({ name }: { name: string }) => name),
    ['main', 'v1.0.0'],
  );
  const events = made
    .read('slower.ndjson')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    events.map(({ kind, status, subject }) => `${kind} ${status} ${subject}`),
    [
      'benchmark-regressed firing print',
      'benchmark-regressed firing parse',
      'benchmark-regressed resolved read',
    ],
  );
  assert.match(
    events[0].summary,
    /^print is 1\.\d\d times as slow as (?:main|v1\.0\.0) .*: proved to be 20 % slower or more\.$/,
  );
  assert.match(err, /^preparing main …\npreparing v1\.0\.0 …\npreparing head …\na round takes /);
});

test('the screen says the worst first, and what is promised of it', async () => {
  const made = project({ parse: 1, print: 1 });
  commit(made, { parse: 1, print: 1.5 });
  const { code, out } = await made.lockstep('bench', 'compare', 'bench');
  assert.equal(code, 1);
  const lines = out.replace(/ +$/gm, '').split('\n');
  assert.match(lines[0] ?? '', /^ +benchmark +against +before +now +ratio +between +verdict +could see$/);
  assert.match(
    lines[1] ?? '',
    /^✗ +print +main +[45](?:\.\d+)? ms +7\.\d+ ms +1\.\d\d × +1\.\d\d – 1\.\d\d +PROVED +\+\d/,
  );
  assert.match(lines[2] ?? '', /^✓ +parse +main .* CLEAR +\+\d/);
  assert.equal(
    lines.slice(4, 7).join('\n'),
    `10 pairs; all is decided.
At most 1 in 100 comparisons of equal programs calls any of its benchmarks slower.
How often this machine does has not been measured: lockstep bench calibrate`,
  );
  assert.equal(lines[7], '✗ 2 comparisons: 1 proved to be 20 % slower or more, 1 clear of it');
});

test('what is not committed is compared with the commit, and nothing of the checkout is touched', async () => {
  const made = project({ parse: 1 });
  made.write('factors.json', JSON.stringify({ parse: 2 }));
  const { code, out } = await made.lockstep('bench', 'compare');
  assert.equal(code, 1, out);
  assert.match(out, /✗ 1 comparison: 1 proved/);
  assert.ok(!existsSync(`${made.path}/bench.json`) && !existsSync(`${made.path}/round.txt`));
  assert.equal(git(made.path, 'worktree', 'list').trim().split('\n').length, 1);
  assert.equal(git(made.path, 'status', '--short', 'factors.json'), ' M factors.json\n');
});

test('a benchmark that is new is told, and when there is no other nothing was compared', async () => {
  const made = project({ parse: 1 });
  commit(made, { print: 1 });
  const { code, out } = await made.lockstep('bench', 'compare', '--pairs', '1');
  assert.equal(code, 4);
  assert.match(out, /! parse: not compared, as head did not always measure it/);
  assert.match(out, /nothing was compared: 2 not on all sides$/m);
});

test('a side that fails is told with its last lines', async () => {
  const made = project({ parse: 1 });
  made.write('bench.mjs', 'console.log("no wind"); process.exit(3);\n');
  const { code, out, err } = await made.lockstep('bench', 'compare');
  assert.deepEqual([code, out], [1, '']);
  assert.match(
    err,
    /preparing head …\nerror: nothing was measured: bench@\w+ failed: exit code 3\n(?: {2}.*\n)* {2}no wind\n/,
  );
});

test('a report that cannot be read is told with its file', async () => {
  const made = project({ parse: 1 });
  made.write('bench.mjs', "import { writeFileSync } from 'node:fs'; writeFileSync('bench.json', '{');\n");
  const { code, err } = await made.lockstep('bench', 'compare');
  assert.equal(code, 1);
  assert.match(err, /bench\.json/);
  assert.match(err, /error: nothing was measured: bench\.json cannot be read/);
});

test('what is to be done is told, and not done', async () => {
  const made = project({ parse: 1 });
  const head = git(made.path, 'rev-parse', '--short=12', 'HEAD').trim();
  const { code, out } = await made.lockstep('bench', 'compare', '--against', 'HEAD', '--dry-run');
  assert.equal(code, 0);
  assert.match(
    out,
    new RegExp(
      `^Would check out HEAD \\(${head}\\) and what is here in folders of their own, and prepare bench in each\\.\nThen bench@\\w+ would run in turns, 40 times each at the most\\.\n$`,
    ),
  );
});

for (const [args, message] of [
  [['--threshold', 'much'], '--threshold much is no share from above 0 to 10'],
  [['--alpha', '50%'], '--alpha 50% is no share from above 0 to 0.2'],
  [['--time', 'long'], "'long' is no length of time"],
  [['--pairs', '0'], "argument '0' is invalid"],
  [['--against', 'nowhere'], "git knows no commit 'nowhere'"],
  [['--against', 'HEAD', '--pairs', '1', '--markdown', '.'], 'is a directory'],
  [['nothing'], "there is no job or workflow 'nothing'"],
] as const)
  test(`wrong usage, ${args.join(' ')}, is told and ends with 2`, async () => {
    const made = project({ parse: 1 });
    const { code, err } = await made.lockstep('bench', 'compare', ...args);
    assert.equal(code, 2);
    assert.ok(err.includes(message), err);
  });

test('the commit that made it slow is found', async () => {
  const made = project({ parse: 1, print: 1 });
  const factors = [1, 1.05, 1.05, 1.5, 1.5, 1.45];
  for (const [index, parse] of factors.entries()) {
    made.write('note.txt', String(index));
    git(made.path, 'add', '--all');
    commit(made, { parse, print: 1 });
  }
  const slow = git(made.path, 'rev-parse', '--short=12', 'HEAD~2').trim();
  const { code, out, err } = await made.lockstep('bench', 'compare', '--against', 'HEAD~6', '--bisect');
  assert.equal(code, 1, err);
  assert.ok(
    out.endsWith(
      `✗ parse became slower than HEAD~6 with this commit: 2 commits of 6 measured.\n  ${slow} another speed\n`,
    ),
    out,
  );
  assert.match(err, /^asking [0-9a-f]{12} another speed$/m);
});

test('a comment, a summary and annotations say the same, and what others wrote gives no orders', async () => {
  const made = project({ 'a|b`c\n::warning::d': 1 });
  commit(made, { 'a|b`c\n::warning::d': 2 });
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: `${made.path}/summary.md` };
  const { code, err } = await made.start(['bench', 'compare', '--markdown', 'comment.md'], { env }).ended;
  assert.equal(code, 1, err);
  const comment = made.read('comment.md');
  assert.equal(made.read('summary.md').trim(), comment.trim());
  assert.match(
    comment,
    /^### ❌ benchmarks: 1 comparison: 1 proved to be 20 % slower or more\n\n\| verdict \|/,
  );
  assert.match(
    comment,
    /\n\| PROVED \| <code>a&#124;b&#96;c &#58;&#58;warning&#58;&#58;d<\/code> \| main \|/,
  );
  assert.match(
    err,
    /^::error title=a\|b`c.* is 2\.\d\d times as slow as main::proved to be 20 %25 slower or more/m,
  );
  assert.doesNotMatch(err, /^::warning/m);
});

/** As perf-stat(1) has it: the count goes to the file of \`-o\`, or to standard error. It counts what \`factors.json\` says. */
const PERF = `#!/bin/sh
file=
while [ "$1" != -- ]; do [ "$1" = -o ] && file=$2; shift; done
shift
count=1000000
[ -e factors.json ] && count=$(( $(tr -dc 0-9 <factors.json) * 1000000 ))
printf '# started on Mon Nov 23 2026\\n\\n%s,,instructions:u,41000,100.00,,\\n' "$count" | { if [ -n "$file" ]; then cat >>"$file"; else cat >&2; fi; }
exec "$@"
`;

test('instructions are counted beside the time where the machine can', {
  skip: process.platform === 'win32',
}, async () => {
  const made = project({ parse: 1 });
  commit(made, { parse: 2 });
  made.write('bin/perf', PERF);
  chmodSync(`${made.path}/bin/perf`, 0o755);
  const env = { PATH: `${made.path}/bin:${process.env.PATH}` };
  const { code, out, err } = await made.start(['bench', 'compare', '--against', 'HEAD~1', '--json'], { env })
    .ended;
  assert.equal(code, 1, err);
  const { comparisons } = JSON.parse(out);
  const found = comparisons.map((one: Record<string, unknown>) => [
    one.benchmark,
    one.unit,
    (one.estimate as { ratio: number }).ratio,
  ]);
  assert.equal(found[0]?.[0], `instructions of ${comparisons[0].benchmark.split(' ').at(-1)}`);
  assert.deepEqual(found[0]?.slice(1), ['instructions', 2]);
  assert.deepEqual(found[1]?.slice(0, 2), ['parse', 's']);
});

test('two stored runs are shown side by side, and judged by nobody', async () => {
  const report = (value: number, name = 'parse') =>
    JSON.stringify({
      format: 'lockstep-benchmarks/1',
      benchmarks: [{ name, metrics: [{ name: 'time', unit: 'ms', better: 'lower', value }] }],
    });
  const made = checkout({ 'a.json': report(1), 'b.json': report(3), 'c.json': report(1, 'print') });
  const { code, out } = await made.lockstep(
    'bench',
    'compare',
    '--against',
    'a.json',
    '--with',
    'b.json',
    '--with',
    'c.json',
  );
  assert.equal(code, 4);
  assert.equal(
    out,
    `benchmark  before   now   ratio
parse        1 ms  3 ms  3.00 ×
! print: only one of the two has it
No verdict: each was measured once, at its own time and perhaps on another machine.
On shared machines a quarter of such pairs differ by more than 20 % with nothing changed.
To know, measure both in turns: lockstep bench compare --against <commit>
`,
  );
  const alone = await made.lockstep('bench', 'compare', '--against', 'a.json');
  assert.equal(alone.code, 2);
  assert.match(alone.err, /Say which: --with <file>/);
});
