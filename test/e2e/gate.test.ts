import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CiTrial } from '../support/ci-trial.ts';
import { TOKEN } from '../support/github-checkout.ts';
import type { MadeJob } from '../support/made-ci-runs.ts';
import { actionsRun, circleRun } from '../support/made-ci-runs.ts';

const DEFINITION = `project: demo
jobs:
  unit: { run: make test }
  lint: { run: make lint }
  experiment: { run: make experiment, allowFailure: true }
workflows:
  ci:
    jobs: [unit, lint, experiment]
    on:
      - { kind: push, branches: [main] }
      - { kind: pull_request, branches: [main] }
    platforms: [linux, windows]
    owner: { linux: circleci, windows: github }
    budget: 20m
`;

describe('lockstep gate', () => {
  const trial = new CiTrial(() => ({ 'lockstep.config.yaml': DEFINITION }));

  function push(onGithub: readonly MadeJob[], onCircle: readonly MadeJob[]): void {
    const created_at = new Date().toISOString();
    const commit = trial.work.head;
    const ci = { name: 'ci', path: '.github/workflows/ci.yml', event: 'push', head_branch: 'main' };
    trial.github.runs.push(actionsRun(1, { ...ci, head_sha: commit, created_at, jobs: onGithub }));
    trial.circleci.runs.push(circleRun(1, { revision: commit, created_at, jobs: onCircle }));
  }

  test('requires of each system what it owns, and says yes when all of it passed', async () => {
    push(
      [
        { name: 'unit', state: 'passed' },
        { name: 'lint', state: 'passed' },
        { name: 'experiment', state: 'failed' },
      ],
      [
        { name: 'unit', state: 'passed' },
        { name: 'lint', state: 'passed' },
      ],
    );
    const { code, out, err } = await trial.lockstep(['gate']);
    assert.equal(err, '');
    assert.equal(
      out,
      `✓ may be merged: all 4 checks passed (push to main, ${trial.work.head.slice(0, 7)})
  ✓ unit  CircleCI, ci
  ✓ lint  CircleCI, ci
  ✓ unit  GitHub Actions, ci
  ✓ lint  GitHub Actions, ci
`,
    );
    assert.equal(code, 0);
  });

  test('says what stands in the way, and posts one status', async () => {
    push(
      [
        { name: 'unit', state: 'failed' },
        { name: 'lint', state: 'passed' },
      ],
      [
        { name: 'unit', state: 'passed' },
        { name: 'lint', state: 'running' },
      ],
    );
    const { code, out } = await trial.lockstep(['gate', '--post']);
    assert.equal(code, 1);
    assert.equal(
      out,
      `✗ may not be merged: 1 of 4 failed: unit (push to main, ${trial.work.head.slice(0, 7)})
  ✗ unit  GitHub Actions, ci  failed
  · lint  CircleCI, ci        running
  ✓ unit  CircleCI, ci
  ✓ lint  GitHub Actions, ci
  https://github.com/octo-org/octo-repo/actions/runs/1/job/100
`,
    );
    assert.deepEqual(trial.github.statuses, [
      {
        sha: trial.work.head,
        body: {
          state: 'failure',
          context: 'lockstep/gate',
          description: '1 of 4 failed: unit',
          target_url: 'https://github.com/octo-org/octo-repo/actions/runs/1/job/100',
        },
      },
    ]);
  });

  test('--wait goes on until there is an answer, and posts what is new', async () => {
    push(
      [
        { name: 'unit', state: 'running' },
        { name: 'lint', state: 'passed' },
      ],
      [
        { name: 'unit', state: 'passed' },
        { name: 'lint', state: 'passed' },
      ],
    );
    const started = trial.start(['gate', '--wait', '--post', '--interval', '1']);
    await trial.until(() => trial.github.statuses.length > 0);
    trial.circleci.faults = [{ path: /search/, times: 1, cutAfter: 0 }];
    const [run] = trial.github.runs;
    assert.ok(run !== undefined);
    trial.github.runs[0] = actionsRun(1, {
      ...{ name: 'ci', path: run.path, event: 'push', head_sha: run.head_sha, created_at: run.created_at },
      jobs: [
        { name: 'unit', state: 'passed' },
        { name: 'lint', state: 'passed' },
      ],
    });
    const { code, out } = await started.ended;
    assert.equal(code, 0, out);
    assert.deepEqual(
      trial.github.statuses.map(({ body }) => [body.state, body.description]),
      [
        ['pending', '3 of 4 passed, waiting for unit'],
        ['success', 'all 4 checks passed'],
      ],
    );
  });

  test('a pull request is judged by its own event and head', async () => {
    const head = trial.work.head;
    trial.github.pulls.push({
      number: 7,
      sha: head,
      head: 'feature',
      base: 'main',
      fork: true,
      files: ['a.c'],
    });
    const { code, out } = await trial.lockstep(['gate', '--pr', '7', '--json']);
    assert.equal(code, 4);
    const answer = JSON.parse(out) as {
      conclusion: string;
      checks: { name: string; reason: string }[];
      event: unknown;
    };
    assert.equal(answer.conclusion, 'pending');
    assert.deepEqual(answer.event, {
      ...{ kind: 'pull_request', base: 'main', head: 'feature', fork: true, changedFiles: ['a.c'] },
    });
    assert.equal(
      answer.checks[0]?.reason,
      'nothing was heard of CircleCI (it is from a fork: the project has to be set to build them)',
    );
  });

  test('half of the answers are no answer', async () => {
    push([{ name: 'unit', state: 'passed' }], [{ name: 'unit', state: 'passed' }]);
    trial.circleci.tokens.clear();
    const { code, out, err } = await trial.lockstep(['gate']);
    assert.equal(code, 4);
    assert.equal(out, '');
    assert.match(err, /^error: CircleCI did not list runs: Unauthorized/);
  });

  test('a status that the token may not post is told by the permission, and the answer stays', async () => {
    push([{ name: 'unit', state: 'failed' }], []);
    trial.github.tokens.set(TOKEN, { read: true });
    const { code, err } = await trial.lockstep(['gate', '--post']);
    assert.equal(code, 1);
    assert.match(err, /needs `statuses: write` \(GitHub names: statuses=write\)/);
  });

  test('a system that owns required checks has to be asked', async () => {
    const { code, err } = await trial.lockstep(['gate'], { CIRCLE_TOKEN: '' });
    assert.equal(code, 2);
    assert.match(err, /^error: checks of CircleCI are required, and there is no token to ask it with\n/);
  });
});
