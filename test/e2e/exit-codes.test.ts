import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryCheckouts } from '../support/lockstep-command.ts';

const open = temporaryCheckouts();

const GOOD = `
project: p
jobs:
  good: 'echo fine'
  bad: 'echo wrong; exit 9'
`;

describe('the exit code', () => {
  it('is 0 when every check passed', async () => {
    assert.equal((await open({ 'lockstep.config.yaml': GOOD }).lockstep('run', 'good')).code, 0);
  });

  it('is 1 when a check failed, and the summary says which and why', async () => {
    const { code, out } = await open({ 'lockstep.config.yaml': GOOD }).lockstep('run');
    assert.equal(code, 1);
    assert.match(out, /bad.*exit code 9/);
  });

  it('is 2 for a size of the cache that is none, before anything runs', async () => {
    const checkout = open({ 'lockstep.config.yaml': GOOD });
    const { code, err } = await checkout.start(['run'], { env: { LOCKSTEP_CACHE_SIZE: 'abc' } }).ended;
    assert.deepEqual(
      { code, err },
      { code: 2, err: "error: 'abc' is no size\n  help: Write 500MB, or 5GB.\n" },
    );
    assert.deepEqual(checkout.runs, []);
  });

  it('is 2 for a definition with mistakes, all of which are told, and nothing is written', async () => {
    const checkout = open({
      'lockstep.config.yaml':
        'project: p\njobs:\n  unit: { needs: [nobody], rum: echo, run: echo }\n  e2e: 5\n',
    });
    const { code, out, err } = await checkout.lockstep('run');
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, /nobody/);
    assert.match(err, /rum/);
    assert.match(err, /e2e/);
    assert.deepEqual(readdirSync(checkout.path), ['lockstep.config.yaml']);
  });

  it('is 2 for wrong usage', async () => {
    const checkout = open({ 'lockstep.config.yaml': GOOD });
    for (const args of [
      ['run', 'godo'],
      ['run', '--nonsense'],
      ['nonsense'],
      ['run', '-j', '0'],
      ['runs', 'view', 'nope'],
      ['run', '--resume'],
      ['run', '--fail-fast', '--keep-going'],
      ['run', '--no-needs'],
      ['plan', '--json', '--graph', 'dot'],
      ['plan', '--branch', 'main'],
      ['plan', '--base', 'main'],
      ['plan', '--cron', '0 4 * * *'],
      ['plan', '--fork'],
      ['plan', '--changed-file', 'a.py'],
      ['why', 'godo'],
    ]) {
      const { code, out, err } = await checkout.lockstep(...args);
      assert.equal(code, 2, `${args.join(' ')}: ${err}`);
      assert.equal(out, '');
      assert.notEqual(err, '');
    }
    assert.equal(
      (await checkout.lockstep('plan', '--cron', '0 4 * * *')).err,
      'error: --cron describes an event\n  help: Add --event schedule.\n',
    );
    assert.match((await checkout.lockstep('run', 'godo')).err, /Did you mean 'good'\?/);
    assert.equal(existsSync(join(checkout.path, '.lockstep')), false);
  });

  it('is 2 where there is no definition', async () => {
    const { code, err } = await open({}).lockstep('run');
    assert.equal(code, 2);
    assert.match(err, /lockstep init/);
  });

  it('is 3, with a sentence and no stack, when .lockstep cannot be written', async () => {
    const checkout = open({ 'lockstep.config.yaml': GOOD, '.lockstep': 'a file in the way' });
    const { code, err } = await checkout.lockstep('run', 'good');
    assert.equal(code, 3);
    assert.match(err, /^error: cannot write .*\.lockstep: there is a file where a directory should be\n$/);
  });

  it('is 3 when the disk is full in the middle of a run, and the processes of the run are ended', async () => {
    // Stands for a full disk: no file may become larger than 64 KiB.
    const many = Array.from({ length: 200 }, (_, index) => `      - 'true # ${index} ${'x'.repeat(400)}'`);
    const checkout = open({
      'lockstep.config.yaml': `project: p\njobs:\n  many:\n    category: unit\n    steps:\n${many.join('\n')}\n  long: sleep 1000\n`,
    });
    const run = checkout.start(['run', '-j', '2'], {
      through: ['/bin/bash', '-c', `ulimit -f 64; exec "${process.execPath}" "$@"`, 'bash'],
    });
    const { code, err } = await run.ended;
    assert.equal(code, 3, err);
    assert.match(err, /^error: cannot write .*events\.ndjson: the file would become larger/m);
  });

  it('is 2 when the definition that is named is a directory', async () => {
    const checkout = open({ 'lockstep.config.yaml': GOOD });
    const { code, err } = await checkout.lockstep('--config', '.', 'run');
    assert.equal(code, 2);
    assert.match(
      err,
      /^error: \S+ is a directory, not a definition\n {2}help: Name the file, or use -C\.\n$/,
    );
  });

  it('is 3, with a sentence and no stack, when init cannot write', async () => {
    const checkout = open({ 'package.json': '{"scripts":{"test":"true"}}' });
    // Stands for a directory without the right to write, which there is none of for root.
    const init = checkout.start(['init'], {
      through: ['/bin/bash', '-c', `ulimit -f 0; exec "${process.execPath}" "$@"`, 'bash'],
    });
    const { code, err } = await init.ended;
    assert.equal(code, 3, err);
    assert.match(
      err,
      /^error: cannot write \S+lockstep\.config\.ts: the file would become larger than this system allows\n$/,
    );
    assert.deepEqual(readdirSync(checkout.path), ['package.json']);
  });

  it('is 3 when standard output cannot be written, and the processes of the run are ended', async () => {
    const checkout = open({ 'lockstep.config.yaml': `${GOOD}  long: sleep 1000\n` });
    const through = ['/bin/bash', '-c', `exec "${process.execPath}" "$@" > /dev/full`, 'bash'];
    for (const args of [['run', '-j', '3'], ['plan'], ['run', '--json']]) {
      const { code, err } = await checkout.start(args, { through }).ended;
      assert.deepEqual(
        [code, err],
        [3, 'error: cannot write the standard output: no space is left on the disk\n'],
        args.join(' '),
      );
    }
    assert.match(
      (await checkout.lockstep('runs', 'view')).out,
      /The run was cancelled \(cannot write the standard output: no space is left on the disk\)/,
    );
  });

  it('is 130 when nobody reads the output of a run any more', async () => {
    const checkout = open({ 'lockstep.config.yaml': `${GOOD}  long: sleep 1000\n` });
    const run = checkout.start(['run', '-j', '3'], {
      through: ['/bin/bash', '-c', `"${process.execPath}" "$@" | true; exit "\${PIPESTATUS[0]}"`, 'bash'],
    });
    const { code, err } = await run.ended;
    assert.deepEqual([code, err], [130, '']);
  });

  it('is 0 when nobody reads the help', async () => {
    const checkout = open({});
    const asked = checkout.start(['--help'], {
      // What it is written to is closed before it begins.
      through: [
        '/bin/bash',
        '-c',
        `(sleep 0.5; "${process.execPath}" "$@") | true; exit "\${PIPESTATUS[0]}"`,
        'bash',
      ],
    });
    const { code, err } = await asked.ended;
    assert.deepEqual([code, err], [0, '']);
  });

  it("says that a job's log cannot be written, and fails the job", async () => {
    const checkout = open({
      'lockstep.config.yaml': "project: p\njobs:\n  chatty: 'yes | head -c 300000; sleep 1000'\n",
    });
    const run = checkout.start(['run'], {
      through: ['/bin/bash', '-c', `ulimit -f 64; exec "${process.execPath}" "$@"`, 'bash'],
    });
    const { code, out } = await run.ended;
    assert.equal(code, 1);
    assert.match(out, /could not be run|error.*: cannot write .*chatty.*\.log/);
  });

  it('is 1, with the reason, for a working directory that is not there', async () => {
    const checkout = open({
      'lockstep.config.yaml': 'project: p\njobs:\n  a: { category: unit, run: echo, cwd: nowhere }\n',
    });
    const { code, out } = await checkout.lockstep('run');
    assert.equal(code, 1);
    assert.match(out, /nowhere/);
  });

  it('tells its version and help with 0', async () => {
    const checkout = open({});
    assert.match((await checkout.lockstep('--version')).out, /^\d+\.\d+\.\d+\n$/);
    assert.equal((await checkout.lockstep('--help')).code, 0);
    assert.equal((await checkout.lockstep('run', '--help')).code, 0);
  });
});

describe('colours', () => {
  it('are left out of pipes, with NO_COLOR, and with --color never', async () => {
    const checkout = open({ 'lockstep.config.yaml': GOOD });
    assert.doesNotMatch((await checkout.lockstep('run')).out, /\u001b/);
    const forced = checkout.start(['--color', 'always', 'run']);
    assert.match((await forced.ended).out, /\u001b\[/);
    const terminal = checkout.start(['run'], { env: { NO_COLOR: '1', TERM: 'xterm-256color' } });
    assert.doesNotMatch((await terminal.ended).out, /\u001b/);
    const never = checkout.start(['--color', 'never', 'run'], { env: { FORCE_COLOR: '1' } });
    assert.doesNotMatch((await never.ended).out, /\u001b/);
  });
});

describe('-C', () => {
  it('works as if started there', async () => {
    const checkout = open({ 'sub/lockstep.config.yaml': GOOD });
    mkdirSync(join(checkout.path, 'sub/deep'));
    assert.equal((await checkout.lockstep('-C', 'sub/deep', 'run', 'good')).code, 0);
    assert.ok(existsSync(join(checkout.path, 'sub/.lockstep')));
  });
});

it('a mere question leaves nothing behind where nothing has run', async () => {
  const checkout = open({
    'lockstep.config.yaml': 'project: p\njobs:\n  good: { run: echo good, inputs: [a] }\n',
    a: '1',
  });
  for (const args of [['plan'], ['why', 'good'], ['run', '--dry-run'], ['cache'], ['matrix'], ['runs']])
    assert.equal((await checkout.lockstep(...args)).code, 0, args.join(' '));
  assert.equal(existsSync(join(checkout.path, '.lockstep')), false);
});
