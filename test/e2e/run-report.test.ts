import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const open = temporaryCheckouts();

const DEFINITION = `
project: meteor
jobs:
  unit: { run: [cp results.xml junit.xml, 'echo "error: 3 is not 4"', exit 1], reports: { tests: junit.xml } }
  lint: echo fine
workflows:
  ci: { jobs: '*', budget: 5m, overBudget: fail }
  docs: { jobs: [lint] }
`;

const JUNIT = `<testsuite name="orbit"><testcase classname="orbit" name="period | @octocat" time="0.5"><failure message="3 is not 4"/></testcase>
<testcase classname="orbit" name="mass" time="0.1"/></testsuite>
`;

function checkout(): Checkout {
  return open({ 'lockstep.config.yaml': DEFINITION, 'results.xml': JUNIT });
}

/** A line of the history: a run of everything that took so many minutes. */
function pastRun(index: number, minutes: number): string {
  const jobs = { 'unit@linux': { verdict: 'passed', duration: minutes * 60_000 } };
  const time = Date.now() - (40 - index) * 3_600_000;
  const id = `20261101-0000${String(index).padStart(2, '0')}-0000`;
  return JSON.stringify({
    format: 1,
    id,
    time,
    workflow: 'ci',
    verdict: 'passed',
    duration: minutes * 60_000,
    jobs,
  });
}

describe('the report on a run', { skip: process.platform === 'win32' }, () => {
  it('is one summary of jobs, failures, tests and budgets, in which names are text', async () => {
    const place = checkout();
    assert.equal((await place.lockstep('run', 'ci')).code, 1);
    const { code, out } = await place.lockstep('report', 'summary');
    assert.equal(code, 0);
    const text = out.replace(/\d+\.\ds/g, '0.0s').replace(/\((\w+)\/\w+\)/g, '($1)');
    assert.match(
      text,
      /^### ❌ ci: 1 of 2 jobs failed: 1 passed\n\n0\.0s of 5m budget; critical path 0\.0s: unit\n/,
    );
    assert.match(text, /\n\| tests \| ❌ failed \| 1 of 2 tests failed \|\n/);
    assert.match(text, /\n\*\*unit\*\* failed: exit code 1[^\n]*\n(.*\n)*?```text\nerror: 3 is not 4\n```\n/);
    assert.match(
      text,
      /\n#### Tests\n\n❌ <code>orbit > period &#124; &#64;octocat<\/code>|\n#### Tests\n\n❌ /,
    );
    assert.doesNotMatch(text, /(?<!`[^`\n]*)@octocat/);
    assert.match(text, /\nRun again what failed: `lockstep runs rerun --failed`\n$/);
  });

  it('writes a comment once, and not again while it says the same', async () => {
    const place = checkout();
    await place.lockstep('run', 'ci');
    const first = await place.lockstep('report', 'summary', '--comment', 'comment.md');
    assert.match(first.err, /^Wrote .*comment\.md$/m);
    const { mtimeMs } = statSync(join(place.path, 'comment.md'));
    const second = await place.lockstep('report', 'summary', '--comment', 'comment.md');
    assert.match(second.err, /^Nothing has changed in .*comment\.md$/m);
    assert.equal(statSync(join(place.path, 'comment.md')).mtimeMs, mtimeMs);
    assert.match(
      place.read('comment.md'),
      /^<!-- lockstep-report key="ci" content="[0-9a-f]{32}" -->\n### ❌ ci: /,
    );
  });

  it('is data for programs too', async () => {
    const place = checkout();
    await place.lockstep('run', 'ci');
    const { out } = await place.lockstep('report', 'summary', '--json');
    const { verdict, conclusion, checks, parts } = JSON.parse(out) as {
      verdict: string;
      conclusion: string;
      checks: { name: string; conclusion: string }[];
      parts: Record<string, unknown>;
    };
    assert.deepEqual([verdict, conclusion], ['failed', 'failed']);
    assert.deepEqual(
      checks.map((check) => `${check.name}: ${check.conclusion}`),
      ['jobs: failed', 'tests: failed', `budget of ci on linux/${arch()}: passed`],
    );
    assert.deepEqual(Object.keys(parts), ['timeline', 'failures', 'tests', 'budgets']);
  });

  it('is a page in a file, in the folder of the run or where it was asked for', async () => {
    const place = checkout();
    await place.lockstep('run', 'ci');
    const { code, out } = await place.lockstep('report', 'html');
    assert.equal(code, 0);
    assert.ok(existsSync(out.trim()) && out.includes(`/runs/${place.runs[0]}/report.html`));
    assert.equal((await place.lockstep('report', 'html', '-o', 'page.html')).code, 0);
    assert.match(place.read('page.html'), /<h1>1 of 2 jobs failed<\/h1>/);
    const folder = await place.lockstep('report', 'html', '-o', '.');
    assert.deepEqual([folder.code, /is a directory/.test(folder.err)], [2, true]);
    const opened = await place.lockstep('open');
    assert.equal(opened.code, 0);
    assert.ok(existsSync(opened.out.trim()));
  });

  it('says that there is nothing to report before anything has run', async () => {
    for (const command of [['report', 'summary'], ['report', 'html'], ['open']]) {
      const { code, err } = await checkout().lockstep(...command);
      assert.equal(code, 2);
      assert.match(err, /^error: there are no runs yet/);
    }
  });
});

describe('report budgets', { skip: process.platform === 'win32' }, () => {
  it('ends with 1 when the last runs were over a budget that fails, and when there is nothing to look at', async () => {
    const place = checkout();
    assert.equal((await place.lockstep('report', 'budgets', 'ci')).code, 1);
    place.write(
      '.lockstep/history.ndjson',
      `${[...Array(20).keys()].map((index) => pastRun(index, 7)).join('\n')}\n`,
    );
    const { code, out } = await place.lockstep('report', 'budgets', 'ci');
    assert.equal(code, 1);
    assert.match(
      out.replace(/\s+/g, ' '),
      /^✗ budget of ci on linux\/\w+: 90% of the last 20 runs took 7m 00s at most, 2m 00s over the budget of 5m - /,
    );
    place.write(
      '.lockstep/history.ndjson',
      `${[...Array(20).keys()].map((index) => pastRun(index, 4)).join('\n')}\n`,
    );
    assert.equal((await place.lockstep('report', 'budgets', 'ci')).code, 0);
  });

  it('warns where nobody gave a budget, and knows the workflows there are', async () => {
    const place = checkout();
    const { code, out } = await place.lockstep('report', 'budgets', 'docs');
    assert.equal(code, 0);
    assert.match(
      out,
      /^\? budget of docs on linux\/\w+: nothing to hold against the budget of 15m: no run is known$/m,
    );
    const wrong = await place.lockstep('report', 'budgets', 'doc');
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /there is no workflow 'doc'[\s\S]*docs/);
  });
});
