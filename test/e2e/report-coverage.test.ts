import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const checkout = temporaryCheckouts();

const SCALE = Array.from({ length: 10 }, (_, index) => `line_${index + 1} = ${index + 1}\n`).join('');

/** Cobertura as coverage.py writes it, of `src/scale.py` in a checkout at `root`; hits for line 1, 2 and so on. */
function cobertura(root: string, hits: readonly number[], name = 'src/scale.py'): string {
  const lines = hits.map((count, index) => `<line number="${index + 1}" hits="${count}"/>`).join('\n');
  const file = root.includes('\\') ? name.replaceAll('/', '\\') : name;
  return `<?xml version="1.0" ?>
<coverage version="7.17.3" line-rate="0.5"><sources><source>${root}</source></sources><packages><package name="src"><classes>
<class name="x" filename="${file}" line-rate="0.5"><methods/><lines>
${lines}
</lines></class></classes></package></packages></coverage>
`;
}

const DEFINITION = `project: wind
jobs:
  unit:
    run: pytest
    reports: { coverage: coverage.xml }
workflows:
  ci:
    jobs: [unit]
    platforms: [linux, macos, windows]
    owner: github
    on: [{ kind: push, branches: [main] }]
`;

function project(files: Readonly<Record<string, string>> = {}): Checkout {
  const made = checkout({
    'src/scale.py': SCALE,
    '.gitignore': '*.xml\nlockstep-coverage/\n.lockstep/\n',
    ...files,
  });
  git(made.path, 'init', '-q', '-b', 'main');
  git(made.path, 'add', '-A');
  git(made.path, 'commit', '-qm', 'base');
  return made;
}

test('the coverage of three platforms is put together, and told to be partial until all are in', async () => {
  const made = project({ 'lockstep.config.yaml': DEFINITION });
  const roots = { linux: made.path, macos: '/Users/runner/project', windows: 'C:\\Users\\runner\\project' };
  const hits = { linux: [1, 1, 0, 0, 1], macos: [1, 1, 0, 0, 0], windows: [1, 0, 0, 1, 0] };
  const said: string[] = [];
  for (const platform of ['linux', 'macos', 'windows'] as const) {
    made.write('coverage.xml', cobertura(roots[platform], hits[platform]));
    const { code, err } = await made.lockstep(
      ...[
        'report',
        'coverage',
        'coverage.xml',
        '--platform',
        platform,
        '--job',
        'unit',
        '--save',
        'lockstep-coverage',
      ],
    );
    assert.deepEqual([code, err], [0, '']);
    const { out } = await made.lockstep('report', 'coverage', '--min', '60');
    said.push(out);
  }
  assert.equal(
    said.join('----\n'),
    `file           lines  not run
src/scale.py  60.00%  3-4
1 file        60.00%

! coverage: 60.00% (3 of 5) of lines, 60% asked for; partial 1/3: missing macos (unit), windows (unit)
----
file           lines   linux   macos  run nowhere
src/scale.py  60.00%  60.00%  40.00%  3-4
1 file        60.00%  60.00%  40.00%
  1 line runs on linux alone (--only-on linux)

! coverage: 60.00% (3 of 5) of lines, 60% asked for; partial 2/3: missing windows (unit)
----
file           lines   linux   macos  windows  run nowhere
src/scale.py  80.00%  60.00%  40.00%   40.00%  3
1 file        80.00%  60.00%  40.00%   40.00%
  1 line runs on linux alone (--only-on linux)
  1 line runs on windows alone (--only-on windows)

✓ coverage: 80.00% (4 of 5) of lines, 60% asked for
`,
  );
  assert.equal(readdirSync(join(made.path, 'lockstep-coverage')).length, 3);
  const alone = await made.lockstep('report', 'coverage', '--only-on', 'windows');
  assert.equal(
    alone.out,
    `file          lines  on windows alone
src/scale.py      1  4

✓ coverage: 80.00% (4 of 5) of lines
`,
  );
  const nowhere = await made.lockstep('report', 'coverage', '--only-on', 'solaris');
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.err, /there is no coverage from 'solaris'/);
});

test('less than is asked for ends with 1, exactly compared and with the numbers', async () => {
  const made = project();
  const lines = Array.from({ length: 1000 }, (_, index) => (index < 689 ? 1 : 0));
  made.write('src/scale.py', Array.from({ length: 1000 }, () => 'x\n').join(''));
  made.write('coverage.xml', cobertura(made.path, lines));
  const ask = async (
    ...options: readonly string[]
  ): Promise<readonly [number | undefined, string | undefined]> => {
    const { code, out } = await made.lockstep('report', 'coverage', 'coverage.xml', ...options);
    return [code, out.trimEnd().split('\n').at(-1)];
  };
  assert.deepEqual(await ask('--min', '68.9'), [
    0,
    '✓ coverage: 68.90% (689 of 1000) of lines, 68.9% asked for',
  ]);
  assert.deepEqual(await ask('--min', '68.95'), [
    1,
    '✗ coverage: 68.90% (689 of 1000) of lines, less than the 68.95% asked for',
  ]);
  assert.equal((await ask('--min', 'most'))[0], 2);
});

/** Eighty per cent of the lines that changed since main. */
function askOfChanges(made: Checkout): ReturnType<Checkout['lockstep']> {
  return made.lockstep(...'report coverage coverage.xml --base main --diff-min 80'.split(' '));
}

test('changed lines are judged by themselves, renamed and new files with them', async () => {
  const made = project({ 'src/other.py': SCALE, 'README.md': 'x\n' });
  git(made.path, 'checkout', '-qb', 'feature');
  renameSync(join(made.path, 'src/scale.py'), join(made.path, 'src/renamed.py'));
  made.write('src/renamed.py', `${SCALE}new_1 = 1\nnew_2 = 2\n`);
  git(made.path, 'add', '-A');
  git(made.path, 'commit', '-qm', 'rename');
  made.write('src/untracked.py', 'a = 1\n');
  made.write('README.md', 'x\ny\n');
  made.write('coverage.xml', cobertura(made.path, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], 'src/renamed.py'));
  const short = git(made.path, 'rev-parse', '--short=7', 'main').trim();
  const { code, out } = await askOfChanges(made);
  assert.equal(
    out,
    `file            lines  not run
src/renamed.py  8.33%  1-10, 12
1 file          8.33%

changed since main (${short})   lines  not run
src/renamed.py                50.00%  12
! src/untracked.py changed, and no report knows it

✓ coverage: 8.33% (1 of 12) of lines
✗ diff coverage: 50.00% (1 of 2) of changed lines, less than the 80% asked for
`,
  );
  assert.equal(code, 1);
});

test('where no changed line is coverable, there is nothing to judge', async () => {
  const made = project({ 'README.md': 'x\n' });
  made.write('README.md', 'y\n');
  made.write('coverage.xml', cobertura(made.path, [1]));
  const { code, out } = await askOfChanges(made);
  assert.deepEqual(
    [code, out.trimEnd().split('\n').at(-1)],
    [0, '✓ diff coverage: n/a: no changed line is coverable'],
  );
});

test('a shallow clone says what is missing of the history', async () => {
  const made = project();
  git(made.path, 'checkout', '-qb', 'feature');
  git(made.path, 'commit', '-q', '--allow-empty', '-m', 'more');
  const clone = checkout({});
  git(clone.path, 'clone', '-q', '--depth', '1', '--branch', 'feature', `file://${made.path}`, 'clone');
  clone.write('clone/coverage.xml', cobertura(join(clone.path, 'clone'), [1]));
  const { code, err } = await clone.lockstep(
    ...['-C', 'clone', 'report', 'coverage', 'coverage.xml', '--base', 'origin/main'],
  );
  assert.equal(code, 2);
  assert.equal(
    err,
    `error: changed lines cannot be told: origin/main is not in this shallow clone
  help: git fetch --deepen=100 gets more of the history, git fetch --unshallow all of it.
`,
  );
});

test('nothing found is no pass', async () => {
  const made = project();
  const ask = async (...args: readonly string[]) => {
    const { code, out, err } = await made.lockstep('report', 'coverage', ...args);
    return [code, `${out}${err}`] as const;
  };
  made.write('empty.xml', '');
  made.write('cut.xml', cobertura(made.path, [1, 1]).slice(0, 300));
  made.write('other.xml', cobertura(made.path, [1], 'src/unknown.py'));
  made.write('lockstep-coverage/bad.json', '{"format":"lockstep-coverage","version":1,"files":[]}');
  const none = await ask();
  assert.equal(none[0], 2);
  assert.match(none[1], /error\[report-unreadable\]: this is no saved coverage of lockstep: origin: /);
  assert.deepEqual((await ask('*.nothing'))[0], 2);
  assert.match((await ask('empty.xml'))[1], /error\[report-empty\]: the file is empty/);
  assert.match((await ask('cut.xml'))[1], /error\[report-cut-off\]/);
  const [code, text] = await ask('other.xml', '--min', '0');
  assert.deepEqual(
    [code, text],
    [
      2,
      `! src/unknown.py (linux) is no file of the repository: it does not count

? coverage: no coverable line was reported
`,
    ],
  );
});

test('a folder where an option wants a file, or a file in place of a folder, is a mistake of whoever typed it', async () => {
  const made = project();
  made.write('coverage.xml', cobertura(made.path, [1]));
  for (const [option, name] of [
    ['--markdown', 'src'],
    ['--cobertura', 'src'],
    ['--lcov', 'src'],
    ['--html', 'coverage.xml'],
    ['--save', 'coverage.xml'],
  ] as const) {
    const { code, err } = await made.lockstep('report', 'coverage', 'coverage.xml', option, name);
    assert.equal(code, 2, `${option}: ${err}`);
    assert.match(
      err,
      /^error: .* is a (?:file|directory)\n {2}help: Name the (?:file|folder) to write/,
      option,
    );
  }
});

test('names of files give no orders to a terminal, a summary or a page', async () => {
  const name = 'src/<script>alert(1)</script>|`x`\u001b[31m.py';
  const made = project({ [name]: SCALE });
  const lcov = `TN:\nSF:${name}\nDA:1,1\nDA:2,0\nFN:1,<b>f</b>\nFNDA:1,<b>f</b>\nend_of_record\n`;
  made.write('lcov.info', lcov);
  const { code, out } = await made.lockstep(
    ...[
      'report',
      'coverage',
      'lcov.info',
      '--markdown',
      'c.md',
      '--html',
      'pages',
      '--cobertura',
      'c.xml',
      '--lcov',
      'c.info',
    ],
  );
  assert.equal(code, 0);
  assert.equal(out.includes('\u001b'), false);
  const pages = readdirSync(join(made.path, 'pages/files')).map((file) => `pages/files/${file}`);
  assert.equal(pages.length, 1);
  for (const page of ['pages/index.html', ...pages, 'c.md'])
    assert.doesNotMatch(made.read(page), /<script|\u001b|<b>f/, page);
  assert.match(made.read('c.md'), /\| <code>src\/&#60;script&#62;alert\(1\)/);
  assert.match(made.read('c.xml'), /filename="src\/&lt;script&gt;alert\(1\)&lt;\/script&gt;\|`x`\?\[31m.py"/);
  assert.equal(existsSync(join(made.path, 'pages/index.html')), true);
});

test('as JSON it has every number that is shown', async () => {
  const made = project();
  made.write('coverage.xml', cobertura(made.path, [1, 0]));
  const { out } = await made.lockstep('report', 'coverage', 'coverage.xml', '--json', '--platform', 'linux');
  const { origins, ...rest } = JSON.parse(out);
  assert.deepEqual([origins.length, origins[0].job, origins[0].platform], [1, 'local', 'linux']);
  const lines = { covered: 1, total: 2, percent: '50.00%' };
  const none = { branches: { covered: 0, atMost: 0, total: 0 }, functions: { covered: 0, total: 0 } };
  assert.deepEqual(rest, {
    version: 1,
    platforms: ['linux'],
    completeness: { expected: [], missing: [] },
    checks: [{ name: 'coverage', conclusion: 'passed', summary: '50.00% (1 of 2) of lines' }],
    total: { lines, ...none },
    byPlatform: { linux: { lines, ...none } },
    files: [
      {
        path: 'src/scale.py',
        lines,
        ...none,
        uncovered: ['2'],
        byPlatform: { linux: { lines, ...none, alone: ['1'] } },
      },
    ],
    unresolved: [],
    superseded: [],
  });
});

test('within a job each leg saves its part under a name of its own, and the page of the step has all of them', async () => {
  const made = project({ 'lockstep.config.yaml': DEFINITION });
  made.write('coverage.xml', cobertura(made.path, [1, 1, 0, 0, 1]));
  const page = join(made.path, 'page.md');
  const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: page };
  for (const LOCKSTEP_LEG of ['unit@linux', 'unit@linux/arm64', 'unit@windows(db=a/b,os=x)'])
    for (const LOCKSTEP_SHARD of ['1', '2']) {
      const env = { ...github, LOCKSTEP_JOB: 'unit', LOCKSTEP_LEG, LOCKSTEP_SHARD };
      const saved = await made.start(['report', 'coverage', 'coverage.xml', '--save', 'parts'], { env })
        .ended;
      assert.equal(saved.code, 0, saved.err);
    }
  assert.equal(existsSync(page), false);
  const { out } = await made.start(['report', 'coverage', 'parts', '--json'], { env: github }).ended;
  const { origins } = JSON.parse(out);
  assert.deepEqual(
    origins.map(({ job, platform, variant }: Record<string, string>) => [job, platform, variant]).sort(),
    [
      ['unit', 'linux', 'shard=1'],
      ['unit', 'linux', 'shard=2'],
      ['unit', 'linux/arm64', 'shard=1'],
      ['unit', 'linux/arm64', 'shard=2'],
      ['unit', 'windows', 'db=a/b,os=x,shard=1'],
      ['unit', 'windows', 'db=a/b,os=x,shard=2'],
    ],
  );
  assert.match(readFileSync(page, 'utf8'), /^### Coverage\n\n/);
});
