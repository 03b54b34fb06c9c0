import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CiTrial } from '../support/ci-trial.ts';
import { sha, threeHundred } from '../support/made-ci-runs.ts';

describe('lockstep runs, over both systems', () => {
  const trial = new CiTrial();

  test('lists the runs of a commit in both systems in one table', async () => {
    threeHundred(trial.github, trial.circleci);
    const { code, out, err } = await trial.lockstep(['runs', 'list', '--commit', sha(300)]);
    assert.equal(err, '');
    assert.equal(code, 0);
    assert.equal(
      out,
      [
        'run\tsystem\tworkflow\tattempt\tstate\tstarted\tfinished\tbranch\tcommit\tlink',
        `github:7300\tgithub\ttest-matrix\t1\tfailed\t2026-11-24T05:00:00.000Z\t2026-11-24T00:09:00.000Z\tmain\t${sha(300)}\thttps://github.com/octo-org/octo-repo/actions/runs/7300`,
        `circleci:44444444-0000-4000-8000-000003000000\tcircleci\tci\t1\tfailed\t2026-11-24T05:00:00.000Z\t2026-11-24T05:05:00.000Z\tmain\t${sha(300)}\t${trial.circleci.url}/pipelines/workflows/44444444-0000-4000-8000-000003000000`,
        '',
      ].join('\n'),
    );
  });
  test('view', async () => {
    threeHundred(trial.github, trial.circleci);
    const { out, err } = await trial.lockstep(['runs', 'view', '--commit', sha(300)]);
    assert.equal(out + err, '');
  });
});
