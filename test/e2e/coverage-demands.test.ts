import assert from 'node:assert/strict';
import { test } from 'node:test';
import { git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const open = temporaryCheckouts();

/** 689 lines of a thousand are covered, and of the two that were changed since `main` one is. */
function checkout(coverage: string): Checkout {
  const lines = Array.from({ length: 1000 }, (_, at) => `DA:${at + 1},${at < 689 ? 1 : 0}`).join('\n');
  const source = (edited: string): string =>
    Array.from({ length: 1000 }, (_, at) => (at === 0 || at === 999 ? `${edited}\n` : 'x\n')).join('');
  const place = open({
    '.gitignore': '*.info\n.lockstep/\n',
    'lockstep.config.yaml': `project: wind
jobs:
  unit: { run: cp measured.info lcov.info, reports: { coverage: lcov.info } }
coverage: ${coverage}
`,
    'measured.info': `TN:\nSF:src/scale.py\n${lines}\nend_of_record\n`,
    'src/scale.py': source('x'),
  });
  git(place.path, 'init', '-q', '-b', 'main');
  git(place.path, 'add', '-A');
  git(place.path, 'commit', '-qm', 'base');
  git(place.path, 'checkout', '-qb', 'feature');
  place.write('src/scale.py', source('y'));
  git(place.path, 'commit', '-qam', 'edit');
  return place;
}

/** The last lines of the terminal, and the rows of the summary's table. */
async function verdicts(place: Checkout, ...options: readonly string[]): Promise<readonly unknown[]> {
  const { code, out } = await place.start(['report', 'coverage', 'lcov.info', ...options], {
    env: { LC_ALL: 'C.UTF-8' },
  }).ended;
  return [code, ...out.trimEnd().split('\n').slice(-2)];
}

test('what the definition asks of coverage is judged alike on the terminal, in the summary and on the page', async () => {
  const place = checkout('{ min: 68.95, diffMin: 50 }');
  assert.equal((await place.lockstep('run')).code, 0);
  const short = '68.90% (689 of 1000) of lines, less than the 68.95% asked for';
  const changed = '50.00% (1 of 2) of changed lines, 50% asked for';
  assert.deepEqual(await verdicts(place), [1, `✗ coverage: ${short}`, `✓ diff coverage: ${changed}`]);
  const { out } = await place.lockstep('report', 'summary');
  assert.equal(
    out
      .split('\n')
      .filter((line) => /^### |coverage \|/.test(line))
      .join('\n'),
    `### ❌ wind: coverage failed: 1 job passed
| coverage | ❌ failed | ${short} |
| diff coverage | ✅ passed | ${changed} |`,
  );
  await place.lockstep('report', 'html', '--output', 'page.html');
  const page = place.read('page.html');
  for (const text of ['<h1>coverage failed</h1>', `<p>${short}</p>`, `<p>${changed}</p>`])
    assert.ok(page.includes(text), text);
});

test('an option wins over what the definition asks for, and a part is not judged', async () => {
  const place = checkout('{ min: 70, diffMin: 100 }');
  place.write('lcov.info', place.read('measured.info'));
  assert.deepEqual(await verdicts(place, '--min', '68.9', '--diff-min', '50.0'), [
    0,
    '✓ coverage: 68.90% (689 of 1000) of lines, 68.9% asked for',
    '✓ diff coverage: 50.00% (1 of 2) of changed lines, 50.0% asked for',
  ]);
  const part = await place.lockstep('report', 'coverage', 'lcov.info', '--save', 'saved');
  assert.equal(part.code, 0);
  assert.equal((await place.lockstep('report', 'coverage', 'saved')).code, 1);
});

test('a demand on changed lines that nobody can look at is no pass', async () => {
  const place = checkout('{ diffMin: 50 }');
  await place.lockstep('run');
  git(place.path, 'commit', '-q', '--allow-empty', '-m', 'later');
  const { out } = await place.lockstep('report', 'summary');
  assert.match(
    out,
    /\n\| diff coverage \| ❔ not checked \| changed lines cannot be told: the checkout is at another commit than the run was \|\n/,
  );
});
