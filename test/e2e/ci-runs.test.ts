import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CiTrial } from '../support/ci-trial.ts';
import { TOKEN } from '../support/github-checkout.ts';
import { actionsRun, circleRun, logTime, minute, sha, threeHundred } from '../support/made-ci-runs.ts';

const CIRCLE_300 = 'circleci:44444444-0000-4000-8000-000003000000';

const listed = (minutes: number): string => minute(minutes).replace('Z', '.000Z');

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
        `github:7300\tgithub\ttest-matrix\t1\tfailed\t${listed(300)}\t${listed(309)}\tmain\t${sha(300)}\thttps://github.com/octo-org/octo-repo/actions/runs/7300`,
        `${CIRCLE_300}\tcircleci\tci\t1\tfailed\t${listed(300)}\t${listed(305)}\tmain\t${sha(300)}\t${trial.circleci.url}/pipelines/workflows/44444444-0000-4000-8000-000003000000`,
        '',
      ].join('\n'),
    );
  });

  test('a pull request that GitHub does not have is told by every command, and is no fault of ours', async () => {
    for (const command of ['list', 'view', 'watch', 'download']) {
      const { code, err } = await trial.lockstep(['runs', command, '--pr', '404']);
      assert.equal(code, 1, command);
      assert.equal(
        err,
        `error: GitHub did not tell of the pull request: Not Found (404)
  help: See whether octo-org/octo-repo is the right repository, and whether the token may see it: what a token may not see is not there for it.
`,
      );
    }
  });

  test('reads all pages: 600 runs of three hundred commits, the newest first', async () => {
    threeHundred(trial.github, trial.circleci);
    const { code, out } = await trial.lockstep(['runs', 'list', '--branch', 'main', '-n', '600', '--json']);
    assert.equal(code, 0);
    const { runs, problems } = JSON.parse(out) as { runs: { id: string; started: string }[]; problems: [] };
    assert.deepEqual(problems, []);
    assert.equal(new Set(runs.map(({ id }) => id)).size, 600);
    assert.deepEqual(
      runs.map(({ started }) => started),
      runs
        .map(({ started }) => started)
        .toSorted()
        .reverse(),
    );
    const searches = trial.circleci.requests.filter(({ path }) => path === '/api/v3/runs/search');
    assert.equal(searches.length, 15);
  });

  test('shows both systems with the step that failed and both links', async () => {
    threeHundred(trial.github, trial.circleci);
    const { code, out, err } = await trial.lockstep(['runs', 'view', '--commit', sha(300)]);
    assert.equal(err, '');
    assert.equal(code, 0);
    assert.equal(
      out,
      `✗ test-matrix failed GitHub, main 0000000, 3h ago
  github:7300  https://github.com/octo-org/octo-repo/actions/runs/7300
  ✗ unit (windows)  failed  7m 00s  Run make
  ✓ types           passed  7m 00s

✗ ci failed CircleCI, main 0000000, 3h ago
  ${CIRCLE_300}  ${trial.circleci.url}/pipelines/workflows/44444444-0000-4000-8000-000003000000
  ✗ unit   failed  3m 00s  make
  ✓ types  passed  3m 00s
`,
    );
  });

  test('the log is of the step that failed, in each system', async () => {
    threeHundred(trial.github, trial.circleci);
    const onGithub = await trial.lockstep(['runs', 'log', '--run', 'github:7300']);
    assert.equal(onGithub.code, 0);
    assert.equal(onGithub.out, '# Run make (failed)\n##[group]Run make\n##[endgroup]\nit failed\n');
    assert.equal(
      onGithub.err,
      '── unit (windows) (failed) on GitHub Actions, github:7300 ──\nOnly what failed is shown; --all shows every step.\n',
    );
    const onCircle = await trial.lockstep(['runs', 'log', '--run', CIRCLE_300]);
    assert.equal(onCircle.out, '# make (failed)\nit failed\nto stderr\n');
    const all = await trial.lockstep(['runs', 'log', 'types', '--run', CIRCLE_300, '--all']);
    assert.equal(
      all.out,
      '# Spin up environment (passed)\nBuild-agent version\n# make (passed)\nit passed\nto stderr\n',
    );
    // Where logs are kept, nobody is to be shown the token.
    for (const { headers } of trial.github.storage.requests) assert.equal(headers.authorization, undefined);
  });

  test('a log of 50 MB comes whole and once, though the connection breaks off again and again', async () => {
    const line = `${logTime(2)} 0123456789 the same line over and over again\n`;
    const log = Buffer.from(line.repeat(Math.ceil((50 << 20) / line.length)));
    trial.github.runs.push(actionsRun(1, { jobs: [{ name: 'unit', state: 'failed' }] }));
    const [job] = trial.github.runs[0]?.jobs ?? [];
    assert.ok(job !== undefined);
    job.log = log;
    trial.github.storage.faults = [{ path: /logs/, times: 3, cutAfter: 9_999_999 }];
    const { code, out } = await trial.lockstep(['runs', 'log', '--run', 'github:1']);
    assert.equal(code, 0);
    assert.equal(trial.github.storage.requests.length, 4);
    assert.ok(
      out === `# Run make (failed)\n${line.slice(29).repeat(log.byteLength / line.length)}`,
      `${out.length} characters`,
    );
  });

  test('--follow goes on where a connection broke off, to the end', async () => {
    trial.circleci.runs.push(circleRun(1, { jobs: [{ name: 'unit', state: 'running' }] }));
    const [flow] = trial.circleci.runs[0]?.workflows ?? [];
    const [job] = flow?.jobs ?? [];
    const step = job?.executions[0]?.steps[1];
    assert.ok(flow !== undefined && job !== undefined && step !== undefined);
    step.stdout = Buffer.from('one\ntwo\n');
    trial.circleci.faults = [{ path: /stdout/, times: 1, cutAfter: 5 }];
    const started = trial.start(['runs', 'log', '--run', `circleci:${flow.id}`, '--follow']);
    await started.says('two\n');
    step.stdout = Buffer.from('one\ntwo\nthree\n');
    await started.says('three\n');
    for (const one of [flow, job, step]) Object.assign(one, { phase: 'ended', outcome: 'succeeded' });
    const { code, out } = await started.ended;
    assert.equal(code, 0);
    assert.equal(
      out,
      '# Spin up environment (passed)\nBuild-agent version\n# make (running)\none\ntwo\nthree\nto stderr\n',
    );
  });

  test('Ctrl-C ends a log whose connection breaks off again and again', async () => {
    trial.circleci.runs.push(circleRun(1, { jobs: [{ name: 'unit', state: 'running' }] }));
    const [flow] = trial.circleci.runs[0]?.workflows ?? [];
    trial.circleci.faults = [{ path: /stdout/, times: 99, cutAfter: 0 }];
    const started = trial.start(['runs', 'log', '--run', `circleci:${flow?.id}`, '--follow']);
    await trial.until(() => trial.circleci.asked.filter((line) => line.endsWith('/stdout')).length >= 2);
    started.child.kill('SIGINT');
    const { code, out, err } = await started.ended;
    assert.equal(code, 130, err);
    assert.doesNotMatch(err, /error/);
    // Of the steps behind it nothing was shown, so they are not named.
    assert.equal(out, '# Spin up environment (passed)\n');
  });

  test('runs again only what failed, in each system by its own means', async () => {
    threeHundred(trial.github, trial.circleci);
    const { code, out, err } = await trial.lockstep(['runs', 'rerun', '--failed', '--commit', sha(300)]);
    assert.equal(err, '');
    assert.equal(code, 0);
    assert.match(
      out,
      /^What failed runs again: test-matrix, github:7300 {2}https:.*\nWhat failed runs again: ci, circleci:99999999-/,
    );
    assert.deepEqual(
      trial.github.asked.filter((line) => line.startsWith('POST')),
      ['POST /repos/octo-org/octo-repo/actions/runs/7300/rerun-failed-jobs'],
    );
    const rerun = trial.circleci.requests.find(({ path }) => path.endsWith('/rerun'));
    assert.deepEqual(rerun?.body, { data: { attributes: { is_from_failed: true } } });
    const passed = await trial.lockstep(['runs', 'rerun', '--failed', '--commit', sha(299)]);
    assert.equal(passed.out, 'Nothing failed.\n');
  });

  test('a command to run again is not repeated when nobody knows whether it was heard', async () => {
    threeHundred(trial.github, trial.circleci);
    for (const server of [trial.github, trial.circleci])
      server.faults = [{ path: /rerun/, times: 1, reply: { status: 502, body: {} } }];
    const { code, err } = await trial.lockstep(['runs', 'rerun', '--failed', '--commit', sha(300)]);
    assert.equal(code, 1);
    assert.equal(
      err,
      'error: GitHub did not run it again: it answered 502\nerror: CircleCI did not run the workflow again: it answered 502\n',
    );
    for (const server of [trial.github, trial.circleci])
      assert.equal(server.asked.filter((line) => /^POST .*rerun/.test(line)).length, 1);
  });

  test('waits as long as a limit says, and tries again after faults', async () => {
    threeHundred(trial.github, trial.circleci);
    trial.circleci.faults = [
      { path: /search/, times: 1, reply: { status: 429, headers: { 'retry-after': '1' }, body: {} } },
    ];
    trial.github.faults = [{ path: /runs/, times: 1, reply: { status: 503, body: {} } }];
    const { code, err } = await trial.lockstep(['runs', 'list', '--commit', sha(300)]);
    assert.equal(code, 0);
    assert.deepEqual(err.trim().split('\n').sort(), [
      'CircleCI: rate limit; trying again in 1 s',
      'GitHub: it answered 503; trying again in 1 s',
    ]);
  });

  test('cancels what is going on', async () => {
    trial.github.runs.push(actionsRun(1, { jobs: [{ name: 'unit', state: 'running' }] }));
    trial.circleci.runs.push(circleRun(1, { jobs: [{ name: 'unit', state: 'running' }] }));
    const { code } = await trial.lockstep(['runs', 'cancel', '--commit', sha(1)]);
    assert.equal(code, 0);
    assert.equal(trial.github.runs[0]?.conclusion, 'cancelled');
    assert.equal(trial.circleci.runs[0]?.workflows[0]?.outcome, 'canceled');
    const again = await trial.lockstep(['runs', 'cancel', '--commit', sha(1)]);
    assert.equal(again.out, 'Nothing is going on.\n');
  });

  test('watches to the end, through connections that break off, and ends with 1 when a run failed', async () => {
    trial.github.runs.push(actionsRun(1, { jobs: [{ name: 'unit', state: 'running' }] }));
    trial.circleci.runs.push(circleRun(1, { jobs: [{ name: 'types', state: 'passed' }] }));
    const started = trial.start(['runs', 'watch', '--commit', sha(1), '--interval', '1']);
    await started.says('test-matrix › unit running');
    trial.circleci.faults = [{ path: /search/, times: 1, cutAfter: 0 }];
    trial.github.faults = [{ path: /actions\/runs$/, times: 1, cutAfter: 0 }];
    const [run] = trial.github.runs;
    assert.ok(run !== undefined);
    trial.github.runs[0] = actionsRun(1, { jobs: [{ name: 'unit', state: 'failed' }] });
    const { code, out } = await started.ended;
    assert.equal(code, 1);
    assert.match(out, /✗ test-matrix › unit failed 7m 00s\n✗ test-matrix failed 9m 00s https:/);
    // What has not changed is not told again.
    assert.equal(out.match(/ci › types passed/g)?.length, 1);
  });

  test('what is asked again and has not changed costs nothing', async () => {
    trial.github.runs.push(actionsRun(1, { jobs: [{ name: 'unit', state: 'running' }] }));
    const started = trial.start(['runs', 'watch', '--commit', sha(1), '--interval', '1'], {
      CIRCLE_TOKEN: '',
    });
    const runs = (): number =>
      trial.github.answers.filter(({ request }) => request.path.endsWith('/runs')).length;
    await trial.until(() => runs() >= 3);
    started.child.kill('SIGINT');
    const { code, err } = await started.ended;
    assert.equal(code, 130, err);
    const [first, ...others] = trial.github.requests.filter(({ path }) => path.endsWith('/runs'));
    assert.equal(first?.headers['if-none-match'], undefined);
    for (const { headers } of others) assert.notEqual(headers['if-none-match'], undefined);
  });

  test('downloads what was kept, and nothing leads out of the folder', async () => {
    trial.github.runs.push(
      actionsRun(1, {
        jobs: [{ name: 'unit', state: 'passed' }],
        artifacts: [{ id: 5, name: 'reports', zip: Buffer.from('a zip') }],
      }),
    );
    const run = circleRun(1, { jobs: [{ name: 'unit', state: 'passed' }] });
    const [flow] = run.workflows;
    const [job] = flow?.jobs ?? [];
    assert.ok(flow !== undefined && job !== undefined);
    Object.assign(job, {
      artifacts: [
        { path: 'reports/junit.xml', bytes: Buffer.from('<xml/>') },
        { path: '../../../evil', bytes: Buffer.from('evil') },
      ],
    });
    trial.circleci.runs.push(run);
    trial.circleci.faults = [{ path: /artifacts\/0/, times: 1, cutAfter: 3 }];
    const { code, out } = await trial.lockstep(['runs', 'download', '--commit', sha(1), '--into', 'kept']);
    assert.equal(code, 0);
    assert.deepEqual(out.trim().split('\n').sort(), [
      `written: ${join('kept', `circleci-${flow.id}`, 'unit', 'evil')}`,
      `written: ${join('kept', `circleci-${flow.id}`, 'unit', 'reports', 'junit.xml')}`,
      `written: ${join('kept', 'github-1', 'reports.zip')}`,
    ]);
    const read = (...parts: string[]): string =>
      readFileSync(join(trial.work.checkout.path, 'kept', ...parts), 'utf8');
    assert.equal(read('github-1', 'reports.zip'), 'a zip');
    assert.equal(read(`circleci-${flow.id}`, 'unit', 'reports', 'junit.xml'), '<xml/>');
  });

  test('compares two commits', async () => {
    threeHundred(trial.github, trial.circleci);
    const { code, out } = await trial.lockstep(['runs', 'compare', sha(299), sha(300)]);
    assert.equal(code, 0);
    assert.equal(
      out,
      `check\tdifference\tbefore\tafter\ttime before\ttime after
test-matrix › unit (windows)\tfails now\tpassed\tfailed\t7m 00s\t7m 00s
ci › unit\tfails now\tpassed\tfailed\t3m 00s\t3m 00s
`,
    );
  });

  test('a token of too few rights is told by the permission that it lacks', async () => {
    threeHundred(trial.github, trial.circleci);
    trial.github.tokens.set(TOKEN, { read: true });
    for (const token of trial.circleci.tokens.keys()) trial.circleci.tokens.set(token, {});
    const { code, err } = await trial.lockstep(['runs', 'rerun', '--failed', '--commit', sha(300)]);
    assert.equal(code, 1);
    assert.equal(
      err,
      `error: GitHub did not run it again: Resource not accessible by personal access token (403)
  help: The token needs \`actions: write\` (GitHub names: actions=write), a classic one the scope \`repo\`. In GitHub Actions it is the job's \`permissions\`; runs of pull requests from forks only read, whatever is written there.
error: CircleCI did not run the workflow again: Forbidden: You may not do that. (403)
  help: The account of the token from CIRCLE_TOKEN needs the permission: run jobs of the project (write access to the repository).
`,
    );
  });

  test('what one system refuses takes nothing from the other', async () => {
    threeHundred(trial.github, trial.circleci);
    trial.circleci.tokens.clear();
    const { code, out, err } = await trial.lockstep(['runs', 'list', '--commit', sha(300)]);
    assert.equal(code, 1);
    assert.match(out, /^github:7300\t/m);
    assert.equal(
      err,
      `error: CircleCI did not list runs: Unauthorized: You must log in first. (401)
  help: The token from CIRCLE_TOKEN is wrong or was revoked: give a personal API token in CIRCLE_TOKEN (a project's token will not do), or run \`circleci setup\`.
`,
    );
  });

  test('the token is found in the configuration of the CircleCI program', async () => {
    threeHundred(trial.github, trial.circleci);
    const [token] = [...trial.circleci.tokens.keys()];
    trial.work.checkout.write('circleci/config.yml', `host: ${trial.circleci.url}\ntoken: ${token}\n`);
    const { code, out } = await trial.lockstep(['runs', 'list', '--commit', sha(300)], {
      CIRCLE_TOKEN: '',
      CIRCLECI_HOST: '',
    });
    assert.equal(code, 0);
    assert.match(out, /^circleci:/m);
  });

  test('without any token it says how to give one', async () => {
    const { code, err } = await trial.lockstep(['runs', 'list', '--ci'], {
      CIRCLE_TOKEN: '',
      GITHUB_TOKEN: '',
    });
    assert.equal(code, 2);
    assert.equal(
      err,
      `error: there is no token for GitHub or CircleCI
  help: For GitHub Actions: set GITHUB_TOKEN or GH_TOKEN (\`actions: read\`), or run \`gh auth login\`. For CircleCI: set CIRCLE_TOKEN to a personal API token, or run \`circleci setup\`.
`,
    );
  });
});
