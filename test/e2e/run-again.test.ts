import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Checkout, type Ended } from '../support/lockstep-command.ts';

const checkouts: Checkout[] = [];
after(() => {
  for (const checkout of checkouts) checkout.remove();
});

function open(files: Readonly<Record<string, string>>): Checkout {
  const checkout = new Checkout(files);
  checkouts.push(checkout);
  return checkout;
}

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
