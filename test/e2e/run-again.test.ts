import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { git } from '../support/git.ts';
import { type Checkout, type Ended, temporaryCheckouts } from '../support/lockstep-command.ts';

const open = temporaryCheckouts();

/** Starts a run, kills it when a step says `up`, and lets that step go on the next time. */
async function kill(checkout: Checkout, args: readonly string[], env = {}): Promise<void> {
  const run = checkout.start(args, { env });
  await run.says('│ up');
  run.child.kill('SIGKILL');
  await run.ended;
  checkout.write('go', '');
}

const INPUTS = `
project: p
secrets: [KEY]
jobs:
  ship:
    category: release
    env: { VERSION: { input: version }, NOTE: { input: note }, TAG: { event: tag } }
    secrets: [KEY]
    steps:
      - echo up; test -f go || sleep 1000
      - echo "ships '$VERSION' '$NOTE' '$TAG'"
workflows:
  release:
    on: [{ kind: manual, inputs: { version: {}, note: { default: none } } }]
    owner: github
    jobs: [ship]
`;

describe('what a run was told by hand', { skip: process.platform === 'win32' }, () => {
  const said = ({ out }: Ended): string | undefined => /│ ships (.*)/.exec(out)?.[1];

  it('is reused when it goes on, and nothing else is taken', async () => {
    const checkout = open({ 'lockstep.config.yaml': INPUTS });
    await kill(checkout, ['run', 'release', '--input', 'version=1.2', '--tag', 'v1.2']);
    const other = await checkout.lockstep('run', '--resume', '--input', 'version=1.3');
    assert.equal(other.code, 2);
    assert.match(
      other.err,
      /^error: --input version is '1\.3', but run \S+ was started with '1\.2'\n {2}help: /,
    );
    const more = await checkout.lockstep('run', '--resume', '--input', 'note=x');
    assert.match(more.err, /^error: --input note is 'x', but run \S+ was started without --input note\n/);
    const tag = await checkout.lockstep('run', '--resume', '--tag', 'v2');
    assert.match(tag.err, /^error: --tag is 'v2', but run \S+ was started with 'v1\.2'\n/);
    const resumed = await checkout.lockstep('run', '--resume', '--input', 'version=1.2', '--tag', 'v1.2');
    assert.deepEqual([resumed.code, said(resumed)], [0, "'1.2' 'none' 'v1.2'"], resumed.err);
  });

  it('is reused when it is run again, but for what is given then', async () => {
    const checkout = open({ 'lockstep.config.yaml': INPUTS, go: '' });
    await checkout.lockstep(
      'run',
      'release',
      '--input',
      'version=1.2',
      '--input',
      'note=a=b',
      '--tag',
      'v1.2',
    );
    assert.equal(said(await checkout.lockstep('runs', 'rerun')), "'1.2' 'a=b' 'v1.2'");
    const other = await checkout.lockstep('runs', 'rerun', '--input', 'version=1.3', '--tag', 'v1.3');
    assert.equal(said(other), "'1.3' 'a=b' 'v1.3'");
    assert.equal(said(await checkout.lockstep('runs', 'rerun')), "'1.3' 'a=b' 'v1.3'", 'of the newest run');
  });

  it('has to be given again where it held a secret', async () => {
    const checkout = open({ 'lockstep.config.yaml': INPUTS, '.secrets': 'KEY=tell-nobody\n' });
    const env = { KEY: 'tell-nobody' };
    await kill(checkout, ['run', 'release', '--input', 'version=tell-nobody'], env);
    const journal = checkout.read(`.lockstep/runs/${checkout.runs[0]}/events.ndjson`);
    assert.match(journal, /"inputs":\{"version":"\*\*\*"\}/);
    for (const args of [
      ['run', '--resume'],
      ['runs', 'rerun'],
    ]) {
      const { code, err } = await checkout.lockstep(...args);
      assert.equal(code, 2);
      assert.match(
        err,
        /^error: run \S+ was started with a secret in --input version=…, which is not kept\n {2}help: Give it again: --input version=…\n$/,
      );
    }
    const given = ['--input', 'version=tell-nobody', '--secrets', '.secrets'];
    for (const command of [
      ['run', '--resume'],
      ['runs', 'rerun'],
    ]) {
      const ended = await checkout.lockstep(...command, ...given);
      assert.deepEqual([ended.code, said(ended)], [0, "'***' 'none' ''"], ended.err);
    }
  });
});

describe('a run over sources that have changed', { skip: process.platform === 'win32' }, () => {
  const STEPS = `
project: p
jobs:
  unit:
    category: unit
    steps:
      - echo first; cat source
      - echo up; test -f go || sleep 1000
  other: echo other
`;

  function repository(definition: string): Checkout {
    const checkout = open({ 'lockstep.config.yaml': definition, '.gitignore': 'go\n', source: 'one\n' });
    git(checkout.path, 'init', '-q');
    git(checkout.path, 'add', '.');
    git(checkout.path, 'commit', '-qm', 'one');
    return checkout;
  }

  function commit(checkout: Checkout): void {
    checkout.write('source', 'two\n');
    git(checkout.path, 'commit', '-qam', 'two');
  }

  it('does not go on with another commit unless it is forced, and then says so', async () => {
    const checkout = repository(STEPS);
    const one = git(checkout.path, 'rev-parse', '--short=7', 'HEAD').trim();
    await kill(checkout, ['run']);
    commit(checkout);
    const two = git(checkout.path, 'rev-parse', '--short=7', 'HEAD').trim();
    const { code, err } = await checkout.lockstep('run', '--resume');
    assert.equal(code, 2);
    assert.equal(
      err,
      `error: run ${checkout.runs[0]} began with ${one}, and ${two} is checked out now\n  help: Start a new one: lockstep run. Or check out that commit, or go on all the same with --force.\n`,
    );
    const forced = await checkout.lockstep('run', '--resume', '--force');
    assert.equal(forced.code, 0, forced.out);
    assert.match(forced.out, new RegExp(`Warning +what had finished is of ${one}, the rest is of ${two}\n`));
  });

  it('goes on with uncommitted changes, and warns of them', async () => {
    const checkout = repository(STEPS);
    await kill(checkout, ['run']);
    checkout.write('source', 'changed\n');
    const { code, out } = await checkout.lockstep('run', '--resume');
    assert.equal(code, 0, out);
    assert.match(out, /Warning +there are uncommitted changes: what had finished may have seen other files/);
  });

  it('goes on without a word when nothing has changed', async () => {
    const checkout = repository(STEPS);
    await kill(checkout, ['run']);
    const { code, out } = await checkout.lockstep('run', '--resume');
    assert.equal(code, 0, out);
    assert.doesNotMatch(out, /Warning/);
  });

  it('goes on in a checkout of its own, whatever is checked out now', async () => {
    const checkout = repository(STEPS.replace('test -f go', `test -f "$HERE/go"`));
    const env = { HERE: checkout.path };
    await kill(checkout, ['run', '--isolated'], env);
    commit(checkout);
    const resumed = await checkout.start(['run', '--resume'], { env }).ended;
    assert.equal(resumed.code, 0, resumed.out + resumed.err);
    assert.doesNotMatch(resumed.out, /Warning/);
  });

  it('runs all of it again after another commit, also with --failed', async () => {
    const checkout = repository("project: p\njobs:\n  good: echo good\n  bad: 'echo bad; grep two source'\n");
    assert.equal((await checkout.lockstep('run')).code, 1);
    const same = await checkout.lockstep('runs', 'rerun', '--failed');
    assert.deepEqual([same.code, /│ good\n/.test(same.out)], [1, false]);
    commit(checkout);
    const other = await checkout.lockstep('runs', 'rerun', '--failed');
    assert.deepEqual([other.code, /│ good\n/.test(other.out)], [0, true], other.out);
    assert.match(other.out, /Warning +everything runs again: run \S+ was of \w{7}, this is \w{7}\n/);
  });

  it('--resume alone does not dig out an older one', async () => {
    const checkout = repository(STEPS);
    await kill(checkout, ['run']);
    const [old = ''] = checkout.runs;
    assert.equal((await checkout.lockstep('run', 'other')).code, 0);
    const { code, err } = await checkout.lockstep('run', '--resume');
    assert.equal(code, 2);
    assert.match(
      err,
      /^error: the newest run, \S+, is finished\n {2}help: .*name it: lockstep run --resume <run>\.\n$/,
    );
    assert.equal((await checkout.lockstep('run', '--resume', old)).code, 0);
  });

  it('is run again as it was started', async () => {
    const checkout = repository(
      'project: p\njobs:\n  build: echo build\n  unit: { needs: [build], run: cat source new || true }\n',
    );
    checkout.write('source', 'changed\n');
    checkout.write('new', 'of the worktree\n');
    await checkout.lockstep('run', 'unit', '--no-needs', '--no-setup', '--isolated=worktree');
    const { out } = await checkout.lockstep('runs', 'rerun');
    assert.match(out, /1 job.*in a copy of the working tree/);
    assert.match(out, /│ of the worktree\n/);
    const [, again] = checkout.runs;
    const [started] = checkout.read(`.lockstep/runs/${again}/events.ndjson`).split('\n');
    assert.deepEqual(JSON.parse(started ?? '').selection, { jobs: ['unit'], needs: false, setup: false });
  });
});
