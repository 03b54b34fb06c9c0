import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunScript } from '../../../test/support/run-script.ts';
import { screenText } from '../../../test/support/screens.ts';
import { toldRun } from '../../../test/support/told-run.ts';
import { foldRun } from '../../run/run-state.ts';
import { renderStepSummary } from './github-summary.ts';

test('the summary page has the verdict, the time, a table and each failure', () => {
  assert.equal(
    renderStepSummary(foldRun(toldRun().events), { rerun: 'lockstep run --resume x' }).trimEnd(),
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
  const run = new RunScript([{ id: 'a@linux', title: '<img> | [x](y)' }]).begin('a@linux').at(1);
  run.fail('a@linux', 'ask @octocat', ['````', '# not a heading']);
  const text = renderStepSummary(foldRun(run.end('failed', { legs: [], seconds: 1 }).events));
  assert.match(text, /\| \\<img\\> \\\| \\\[x\\\]\(y\) \|/);
  assert.match(text, /`````text\n````\n# not a heading\n`````/);
  assert.match(text, /ask @\u200boctocat/);
});
