import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const open = temporaryCheckouts();

const DEFINITION = `
project: p
jobs:
  build: { category: build, values: [version], run: 'echo build >> ledger; echo version=1.2.3 >> $LOCKSTEP_OUTPUT' }
  unit:
    needs: [build]
    env: { VERSION: { job: build, value: version } }
    run: 'echo "unit of $VERSION" >> ledger; test -f mended'
  e2e: { needs: [unit], run: echo e2e >> ledger }
`;

describe('runs', { skip: process.platform === 'win32' }, () => {
  it('rerun --failed runs what did not pass, with the values that what passed had handed on', async () => {
    const checkout = open({ 'lockstep.config.yaml': DEFINITION });
    assert.equal((await checkout.lockstep('run')).code, 1);
    checkout.write('mended', '');
    const { code, out } = await checkout.lockstep('runs', 'rerun', '--failed');
    assert.equal(code, 0, out);
    assert.equal(checkout.read('ledger'), 'build\nunit of 1.2.3\nunit of 1.2.3\ne2e\n');
    const again = await checkout.lockstep('runs', 'rerun', '--failed');
    assert.deepEqual([again.code, again.out.startsWith('Nothing failed in run ')], [0, true]);
    assert.equal((await checkout.lockstep('runs', 'rerun')).code, 0);
    assert.equal(checkout.runs.length, 3);
  });

  it('list, view, log and prune tell the same in JSON', async () => {
    const checkout = open({ 'lockstep.config.yaml': DEFINITION });
    const started = await checkout.lockstep('run', '--json');
    const events = started.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual([events[0].kind, events.at(-1).kind], ['run.started', 'run.finished']);
    await checkout.lockstep('run', 'build');
    const list = JSON.parse((await checkout.lockstep('runs', 'list', '--json')).out);
    assert.deepEqual(
      list.map((run: { id: string }) => run.id),
      [...checkout.runs].reverse(),
    );
    const view = (await checkout.lockstep('runs', 'view', checkout.runs[0] ?? '', '--json')).out;
    const journal = events.filter(({ kind }) => kind !== 'job.output');
    assert.deepEqual(
      view
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      journal,
    );
    const log = (await checkout.lockstep('runs', 'log', 'unit', '--run', checkout.runs[0] ?? '', '--json'))
      .out;
    for (const line of log.trimEnd().split('\n'))
      assert.equal(JSON.parse(line).leg.startsWith('unit@'), true);
    const would = JSON.parse(
      (await checkout.lockstep('runs', 'prune', '--keep', '1', '--dry-run', '--json')).out,
    );
    assert.deepEqual(would, { removed: [checkout.runs[0]], dryRun: true });
    assert.equal(checkout.runs.length, 2);
    await checkout.lockstep('runs', 'prune', '--keep', '1');
    assert.equal(checkout.runs.length, 1);
    assert.equal((await checkout.lockstep('runs', 'prune', '--keep', '-1')).code, 2);
    assert.equal((await checkout.lockstep('runs', 'prune', '--keep', '0')).code, 0);
    assert.equal(checkout.runs.length, 0);
    for (const args of [
      ['plan', '--json'],
      ['doctor', '--json'],
      ['setup', '--json'],
    ]) {
      const { out } = await checkout.lockstep(...args);
      if (args[0] !== 'setup') JSON.parse(out);
    }
  });

  it('plan --platform leaves no need for a leg that it leaves out', async () => {
    const checkout = open({
      'lockstep.config.yaml': `
project: p
jobs:
  build: echo
  pack: { needs: [{ job: build, platform: all }], run: echo }
workflows:
  ci: { jobs: '*', platforms: [linux, windows] }
`,
    });
    const { out } = await checkout.lockstep('plan', 'ci', '--platform', 'windows', '--json');
    const jobs: { id: string; needs: { id: string }[] }[] = JSON.parse(out).jobs;
    assert.deepEqual(
      jobs.map(({ id, needs }) => [id, needs.map((need) => need.id)]),
      [
        ['build@windows', []],
        ['pack@windows', ['build@windows']],
      ],
    );
  });

  it('of fix and setup are started again by these', async () => {
    const checkout = open({
      'lockstep.config.yaml':
        'project: p\njobs:\n  format: { run: echo, fix: exit 3 }\n  lint: { run: echo, fix: exit 4 }\n',
    });
    assert.match((await checkout.lockstep('fix')).out, /Run again {2}lockstep fix\n/);
    const one = await checkout.lockstep('fix', 'lint');
    assert.deepEqual([one.code, /Run again {2}lockstep fix lint\n/.test(one.out)], [1, true], one.out);
    assert.match((await checkout.lockstep('runs', 'view')).out, /Run again {2}lockstep fix lint\n/);
    const again = await checkout.lockstep('runs', 'rerun');
    assert.deepEqual(
      [again.code, again.err],
      [2, 'error: there is no run to run again\n  help: lockstep run starts one.\n'],
    );
    const on = await checkout.lockstep('run', '--resume');
    assert.match(on.err, /^error: there is no run to go on with\n/);
  });

  it('log --follow shows what a job says as it says it, and ends with the job', async () => {
    const checkout = open({
      'lockstep.config.yaml':
        'project: p\njobs:\n  unit: for n in 1 2 3; do echo line $n; sleep 0.3; done\n  long: sleep 4\n',
    });
    const run = checkout.start(['run', '-j', '2']);
    await run.says('│ line 1');
    const began = performance.now();
    const { out, code } = await checkout.lockstep('runs', 'log', 'unit', '--follow');
    assert.equal(code, 0);
    assert.deepEqual(
      out.split('\n').filter((line) => line.startsWith('line')),
      ['line 1', 'line 2', 'line 3'],
    );
    assert.ok(performance.now() - began < 3_000, 'it did not wait for the other job');
    run.child.kill('SIGINT');
    await run.ended;
  });

  it('of one checkout can go on at the same time', async () => {
    const checkout = open({
      'lockstep.config.yaml': 'project: p\njobs:\n  a: echo a; sleep 0.3\n  b: echo b; sleep 0.3\n',
    });
    const ended = await Promise.all([1, 2, 3].map(() => checkout.lockstep('run', '--json')));
    assert.deepEqual(
      ended.map(({ code }) => code),
      [0, 0, 0],
    );
    assert.equal(checkout.runs.length, 3);
    const history = checkout.read('.lockstep/history.ndjson').trimEnd().split('\n');
    assert.deepEqual(history.map((line) => JSON.parse(line).id).sort(), checkout.runs);
  });

  it('keep themselves out of git', async () => {
    const checkout = open({ 'lockstep.config.yaml': 'project: p\njobs:\n  a: echo a\n' });
    git(checkout.path, 'init', '-q');
    await checkout.lockstep('run');
    assert.equal(git(checkout.path, 'status', '--porcelain'), '?? lockstep.config.yaml\n');
  });
});

describe('an isolated run', { skip: process.platform === 'win32' }, () => {
  const DEFINITION = "project: p\njobs:\n  unit: 'cat committed uncommitted changed'\n";

  function repository(): Checkout {
    const checkout = open({
      'sub/lockstep.config.yaml': DEFINITION,
      'sub/committed': 'one\n',
      'sub/changed': 'old\n',
    });
    checkout.write('.gitignore', 'ignored\n');
    git(checkout.path, 'init', '-q');
    git(checkout.path, 'add', '.');
    git(checkout.path, 'commit', '-qm', 'all');
    return checkout;
  }

  it('of HEAD finds what nobody committed', async () => {
    const checkout = repository();
    checkout.write('sub/uncommitted', 'two\n');
    checkout.write('sub/changed', 'new\n');
    assert.equal((await checkout.lockstep('-C', 'sub', 'run')).code, 0, 'in the checkout itself it passes');
    const { code, out } = await checkout.lockstep('-C', 'sub', 'run', '--isolated');
    assert.equal(code, 1);
    assert.match(out, /│ old\n/);
    assert.match(out, /uncommitted: No such file/);
    assert.deepEqual(leftCheckouts(checkout), []);
    assert.equal(git(checkout.path, 'worktree', 'list').split('\n').length, 2);
  });

  it('of the worktree has uncommitted changes and new files, but not what git ignores', async () => {
    const checkout = repository();
    checkout.write('sub/uncommitted', 'two\n');
    checkout.write('sub/changed', 'new\n');
    checkout.write('ignored', 'secret\n');
    checkout.write(
      'sub/lockstep.config.yaml',
      "project: p\njobs:\n  unit: 'cat uncommitted changed; test ! -e ../ignored'\n",
    );
    const { code, out } = await checkout.lockstep('-C', 'sub', 'run', '--isolated=worktree');
    assert.equal(code, 0, out);
    assert.match(out, /│ new\n/);
  });

  it('that is killed goes on in its own checkout', async () => {
    const checkout = repository();
    checkout.write(
      'sub/lockstep.config.yaml',
      `project: p
jobs:
  unit:
    category: unit
    steps:
      - echo made > made
      - echo up; test -f "${checkout.path}/go" || sleep 1000
      - cat made
`,
    );
    git(checkout.path, 'commit', '-qam', 'steps');
    const run = checkout.start(['-C', 'sub', 'run', '--isolated']);
    await run.says('│ up');
    run.child.kill('SIGKILL');
    await run.ended;
    checkout.write('go', '');
    const { code, out } = await checkout.lockstep('-C', 'sub', 'run', '--resume');
    assert.equal(code, 0, out);
    assert.match(out, /│ made\n/);
    assert.deepEqual(leftCheckouts(checkout), []);
  });

  it('that is killed and never resumed loses its checkout when old runs are pruned', async () => {
    const checkout = repository();
    checkout.write('sub/lockstep.config.yaml', 'project: p\njobs:\n  unit: echo up; sleep 1000\n');
    git(checkout.path, 'commit', '-qam', 'sleep');
    const run = checkout.start(['-C', 'sub', 'run', '--isolated']);
    await run.says('│ up');
    run.child.kill('SIGKILL');
    await run.ended;
    assert.equal(leftCheckouts(checkout).length, 1);
    checkout.write('sub/lockstep.config.yaml', 'project: p\njobs:\n  unit: echo up\n');
    await checkout.lockstep('-C', 'sub', 'run');
    const before = leftCheckouts(checkout);
    assert.equal((await checkout.lockstep('-C', 'sub', 'runs', 'prune', '--keep', '1')).code, 0);
    assert.equal(before.length, 1);
    assert.equal(git(checkout.path, 'worktree', 'list').trim().split('\n').length, 1);
  });

  it('needs a repository with a commit', async () => {
    const checkout = open({ 'lockstep.config.yaml': 'project: p\njobs:\n  unit: echo\n' });
    const { code, err } = await checkout.lockstep('run', '--isolated');
    assert.deepEqual([code, err], [2, 'error: --isolated needs a git repository, and this is none\n']);
  });

  function leftCheckouts(checkout: Checkout): readonly string[] {
    const ids = readdirSync(join(checkout.path, 'sub/.lockstep/runs'));
    return readdirSync(tmpdir()).filter((name) => ids.some((id) => name === `lockstep-${id}`));
  }
});
