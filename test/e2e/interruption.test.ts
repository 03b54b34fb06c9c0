import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesLeft, processesWith, temporaryCheckouts } from '../support/lockstep-command.ts';

const linux = process.platform === 'linux';

/** Processes of every unpleasant kind; each has the checkout's path in its arguments or environment. */
const FOREST = `
project: forest
jobs:
  stubborn:
    category: unit
    run: |
      trap '' TERM INT HUP
      (trap '' TERM; while true; do sleep 1; done) &
      echo stubborn is up
      while true; do sleep 1; done
  daemon:
    category: unit
    run: |
      setsid bash -c 'trap "" HUP TERM; while true; do sleep 1; done' > /dev/null 2>&1 &
      setsid sleep 1000 < /dev/null &
      nohup sleep 1000 > /dev/null 2>&1 &
      echo daemon is up
      sleep 1000
  background:
    category: unit
    run: |
      for n in 1 2 3; do sleep 1000 & done
      (sleep 1000; echo never) | cat | cat &
      echo background is up
      wait
  waiting:
    category: unit
    needs: [background]
    run: echo never
`;

async function allUp(run: { says(text: string): Promise<void> }): Promise<void> {
  for (const job of ['stubborn', 'daemon', 'background']) await run.says(`${job} is up`);
}

const open = temporaryCheckouts();

describe('an interrupted run', { skip: !linux }, () => {
  it('ends all its processes on Ctrl-C, the stubborn ones after their grace, and exits with 130', async () => {
    const checkout = open({ 'lockstep.config.yaml': FOREST });
    const run = checkout.start(['run', '-j', '3']);
    await allUp(run);
    run.child.kill('SIGINT');
    const { code, out } = await run.ended;
    assert.equal(code, 130, out);
    assert.match(out, /waiting.*cancelled/);
    assert.deepEqual(await processesLeft(checkout.path, 1_500), []);
    assert.match(checkout.read(`.lockstep/runs/${checkout.runs[0]}/events.ndjson`), /"verdict":"cancelled"/);
  });

  it('ends at once on the second Ctrl-C', async () => {
    const checkout = open({ 'lockstep.config.yaml': FOREST });
    const run = checkout.start(['run', '-j', '3']);
    await allUp(run);
    run.child.kill('SIGINT');
    await sleep(300);
    const asked = performance.now();
    run.child.kill('SIGINT');
    const { code } = await run.ended;
    assert.equal(code, 130);
    assert.ok(performance.now() - asked < 1_000, 'it did not wait for the grace period');
    assert.deepEqual(await processesLeft(checkout.path), []);
  });

  it('treats SIGTERM and a closed terminal like Ctrl-C', async () => {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      const checkout = open({ 'lockstep.config.yaml': 'project: p\njobs:\n  unit: echo up; sleep 1000\n' });
      const run = checkout.start(['run']);
      await run.says('│ up');
      run.child.kill(signal);
      assert.equal((await run.ended).code, 130);
      assert.deepEqual(await processesLeft(checkout.path), []);
    }
  });

  it('leaves no process when lockstep itself is killed', async () => {
    const checkout = open({ 'lockstep.config.yaml': FOREST });
    const run = checkout.start(['run', '-j', '3']);
    await allUp(run);
    assert.ok(processesWith(checkout.path).length > 8);
    run.child.kill('SIGKILL');
    await run.ended;
    assert.deepEqual(await processesLeft(checkout.path, 5_000), []);
  });

  it('leaves no process when the reader of its output goes away', async () => {
    const checkout = open({
      'lockstep.config.yaml':
        'project: p\njobs:\n  chatty: |\n    sleep 1000 &\n    while true; do echo line; sleep 0.05; done\n',
    });
    const run = checkout.start(['run']);
    await run.says('│ line');
    run.child.stdout?.destroy();
    const { code } = await run.ended;
    assert.equal(code, 130);
    assert.deepEqual(await processesLeft(checkout.path), []);
  });

  it('can be resumed after Ctrl-C, without repeating what had passed', async () => {
    const checkout = open({
      'lockstep.config.yaml': `
project: p
jobs:
  first: echo first >> ledger
  second:
    category: unit
    needs: [first]
    steps:
      - echo one >> ledger
      - test -f go || { echo waits; sleep 1000; }
      - echo three >> ledger
`,
    });
    const run = checkout.start(['run']);
    await run.says('│ waits');
    run.child.kill('SIGINT');
    assert.equal((await run.ended).code, 130);
    checkout.write('go', '');
    assert.equal((await checkout.lockstep('run', '--resume')).code, 0);
    assert.equal(checkout.read('ledger'), 'first\none\nthree\n');
    const again = await checkout.lockstep('run', '--resume');
    assert.equal(again.code, 2);
    assert.match(again.err, /^error: the newest run, \S+, is finished\n/);
  });

  it('is not resumed while it still goes on', async () => {
    const checkout = open({ 'lockstep.config.yaml': 'project: p\njobs:\n  unit: echo up; sleep 1000\n' });
    const run = checkout.start(['run']);
    await run.says('│ up');
    const other = await checkout.lockstep('run', '--resume');
    assert.deepEqual(
      [other.code, other.err.replace(/\d{8}-\d{6}-\w{4}/, 'ID').replace(/\d{2,}/, 'PID')],
      [2, 'error: run ID is still going on (process PID)\n'],
    );
    run.child.kill('SIGINT');
    await run.ended;
  });

  it('is not resumed with another definition', async () => {
    const checkout = open({ 'lockstep.config.yaml': 'project: p\njobs:\n  unit: echo up; sleep 1000\n' });
    const run = checkout.start(['run']);
    await run.says('│ up');
    run.child.kill('SIGINT');
    await run.ended;
    checkout.write('lockstep.config.yaml', 'project: p\njobs:\n  unit: echo other\n');
    const { code, err } = await checkout.lockstep('run', '--resume');
    assert.equal(code, 2);
    assert.match(err, /the definition has changed since run/);
  });
});

describe('a time limit', { skip: !linux }, () => {
  it('ends the whole tree and says what it was doing', async () => {
    const checkout = open({
      'lockstep.config.yaml': `
project: limits
jobs:
  total: { category: unit, timeout: 1s, run: 'echo hauling; sleep 501 & sleep 502' }
  idle: { category: unit, idleTimeout: 1s, run: 'echo last words; sleep 503' }
  step: { category: unit, steps: [{ run: 'setsid sleep 504 & sleep 505', timeout: 1s }] }
`,
    });
    const { code, out } = await checkout.lockstep('run', '-j', '3');
    assert.equal(code, 1);
    assert.match(
      out,
      /total@linux +│ .*ended after 1 s of its time limit; last said: hauling; was running: sleep 50[12]/,
    );
    assert.match(
      out,
      /idle@linux +│ .*ended after 1 s without output; last said: last words; was running: sleep 503/,
    );
    assert.match(out, /step@linux +│ .*ended after 1 s of the step's time limit; was running: sleep 50[45]/);
    assert.deepEqual(await processesLeft(checkout.path, 1_500), []);
  });
});

describe('a job that was cancelled', { skip: !linux }, () => {
  it('is not passed when a step of it was left out, and resuming it runs that step', async () => {
    const checkout = open({
      'lockstep.config.yaml': `
project: honest
jobs:
  unit:
    steps:
      - echo first
      - echo waiting; test -f go || sleep 30
      - touch ran; exit 1
      - { run: echo tidied, when: always }
`,
    });
    try {
      const run = checkout.start(['run']);
      await run.says('waiting');
      run.child.kill('SIGINT');
      const { code, out } = await run.ended;
      assert.equal(code, 130);
      assert.match(out, /tidied/);
      checkout.write('go', '');
      const resumed = await checkout.lockstep('run', '--resume');
      assert.equal(resumed.code, 1);
      assert.match(resumed.out, /failed/);
      assert.equal(checkout.read('ran'), '');
    } finally {
    }
  });

  it('may remove everything git does not know, our own files too', async () => {
    const checkout = open({
      'lockstep.config.yaml': "project: tidy\njobs: { clean: 'rm -rf .lockstep' }\n",
    });
    try {
      const { code, out } = await checkout.lockstep('run');
      assert.equal(code, 0, out);
    } finally {
    }
  });
});
