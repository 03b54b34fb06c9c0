import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunScript } from '../../../test/support/run-script.ts';
import { screenText } from '../../../test/support/screens.ts';
import { toldRun } from '../../../test/support/told-run.ts';
import { foldRun, type RunState } from '../../run/run-state.ts';
import { failuresOf } from '../failures/failures.ts';
import { failuresPart } from '../failures/failures-part.ts';
import { runFactsOf } from '../page/run-facts.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { timelinePart } from '../timeline/timeline-part.ts';
import { renderStepSummary } from './render-step-summary.ts';

function summaryOf(state: RunState, options: { readonly rerun?: string } = {}): string {
  const facts = runFactsOf(state);
  const timeline = timelineOf(state, new Map());
  assert.ok(facts && timeline);
  return renderStepSummary(
    facts,
    [timelinePart(timeline, state), failuresPart(failuresOf(state, new Map()))],
    options,
  );
}

test('the summary page has the verdict, the time, a table and each failure', () => {
  assert.equal(
    summaryOf(foldRun(toldRun().events), { rerun: 'lockstep run --resume x' }).trimEnd(),
    screenText`
      ### ❌ ci: 1 of 6 jobs failed: 2 passed, 1 flaky, 1 allowed to fail, 2 skipped, 1 elsewhere

      21.3s of 5m budget; critical path 21.2s: setup → flux

      | | job | verdict | time | why |
      |---|---|---|---:|---|
      | ✅ | Set up | passed | 3.2s |  |
      | ✅ | Lint | passed | 1.7s |  |
      | ❌ | Unit tests | failed | 12.3s | exit code 1 |
      | 🔁 | Flux | flaky | 18.1s | passed at attempt 2 of 3 |
      | ⚠️ | Benchmarks | failed | 5.0s | allowed to fail: exit code 3 |
      | ⏭️ | Package | skipped |  | needs unit, which failed |
      | ⇢ | Unit tests | elsewhere |  | runs on GitHub Actions (windows) |
      | ⏭️ | docs | skipped |  | no changed file matches docs/\*\* |

      **unit** failed: exit code 1

      step 2 of 2: node --test

      test/orbit.test.ts:14: 90487 !== 90560

      \`\`\`text
      not ok 3 - the period of Pluto
        expected: 90560
        actual: 90487
      \`\`\`

      Run again what failed: \`lockstep run --resume x\`
    `,
  );
});

test('output cannot leave its code block, and names and reasons are only text', () => {
  const run = new RunScript([{ id: 'a@linux', title: '<img> | [x](y), #1' }]).begin('a@linux').at(1);
  run.fail('a@linux', 'ask @octocat', ['````', '# not a heading']);
  const text = summaryOf(foldRun(run.end('failed', { legs: [], seconds: 1 }).events));
  assert.match(text, /\| \\<img\\> \\\| \\\[x\\\]\(y\), #&#8203;1 \|/);
  assert.match(text, /`````text\n````\n# not a heading\n`````/);
  assert.match(text, /ask @&#8203;octocat/);
});

test('the page tells a missed budget as the screen does', () => {
  const run = new RunScript([{ id: 'a@linux' }], { budget: 60_000 }).begin('a@linux').at(90).pass('a@linux');
  const text = summaryOf(foldRun(run.end('passed', { legs: ['a@linux'], seconds: 90 }).events));
  assert.match(text, /\n\n1m 30s, 30\.0s over the 1m budget; critical path 1m 30s: a\n\n/);
});

/** GitHub's limit for a step's summary, in bytes. */
const MEBIBYTE = 1024 * 1024;

function failures(count: number, title: string, tail: readonly string[]): RunScript {
  const ids = Array.from({ length: count }, (_, index) => `job${index}@linux`);
  const run = new RunScript(ids.map((id) => ({ id, title })));
  for (const id of ids) run.begin(id).fail(id, 'exit code 1', tail);
  return run.end('failed', { legs: [], seconds: 1 });
}

test('a page that would be too long for GitHub, in bytes, has as many whole rows as fit', () => {
  const text = summaryOf(foldRun(failures(4000, '漢'.repeat(90), []).events));
  assert.ok(Buffer.byteLength(text) <= MEBIBYTE);
  assert.ok(Buffer.byteLength(text) > 0.45 * MEBIBYTE);
  assert.match(text, /\n… and \d+ more that did not fit here\.\n/);
  const rows = text.split('\n').filter((line) => line.startsWith('| ❌'));
  assert.equal(new Set(rows).size, 1);
});

test('an output that has no room on the page leaves the rest of it whole', () => {
  const rerun = 'lockstep runs rerun --failed';
  const text = summaryOf(foldRun(failures(3, 'a', ['漢'.repeat(150_000)]).events), { rerun });
  assert.ok(Buffer.byteLength(text) <= MEBIBYTE);
  assert.equal(text.match(/^```(text)?$/gm)?.length, 4);
  assert.match(text, /\nRun again what failed: `lockstep runs rerun --failed`\n$/);
});
