import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Checkout, type Started, temporaryCheckouts } from '../support/lockstep-command.ts';

const linux = process.platform === 'linux';
const SLOW = process.env.LOCKSTEP_SLOW_TESTS === '1';
/** The most memory lockstep may take, whatever a job prints: mebibytes. */
const MOST_MEMORY = 250;

const checkoutWith = temporaryCheckouts();

function open(run: string): Checkout {
  return checkoutWith({
    'lockstep.config.yaml': `project: p\nsecrets: [KEY]\njobs:\n  loud:\n    category: unit\n    run: |\n      ${run}\n`,
  });
}

/** The largest resident set of a process that is still running, in mebibytes (VmHWM, proc_pid_status(5)). */
function mostMemory(run: Started): () => number {
  let most = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${run.child.pid}/status`, 'utf8');
      most = Math.max(most, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has ended.
    }
  }, 20);
  void run.ended.then(() => clearInterval(timer));
  return () => most;
}

function logOf(checkout: Checkout): string {
  return join(checkout.path, `.lockstep/runs/${checkout.runs.at(-1)}/logs/loud@linux.log`);
}

async function runLoud(checkout: Checkout): Promise<{ seconds: number; memory: number; log: string }> {
  const began = performance.now();
  // What it prints goes to a file: this test's own memory is not what is measured.
  const run = checkout.start(['run'], {
    env: { KEY: 'a secret, so that everything is searched' },
    through: ['/bin/bash', '-c', `exec "${process.execPath}" "$@" > "${checkout.path}/screen"`, 'bash'],
  });
  const memory = mostMemory(run);
  const { code, err } = await run.ended;
  assert.equal(code, 0, err);
  return { seconds: (performance.now() - began) / 1000, memory: memory(), log: logOf(checkout) };
}

describe('the output of a job', { skip: !linux }, () => {
  it('may be a million lines', async (test) => {
    const count = SLOW ? 5_000_000 : 1_000_000;
    const { seconds, memory, log } = await runLoud(open(`seq ${count}`));
    test.diagnostic(`${seconds.toFixed(1)} s, ${memory.toFixed(0)} MiB`);
    const lines = readFileSync(log, 'latin1').split('\n');
    assert.equal(lines.filter((line) => line.charAt(25) === '1').length, count);
    assert.ok(lines.at(-2)?.endsWith(` 1 ${count}`));
    assert.ok(memory < MOST_MEMORY, `${memory} MiB`);
    assert.ok(seconds < 20 * (count / 1_000_000), `${seconds} s`);
  });

  it('may be 50 MB without a line break', async (test) => {
    const { seconds, memory, log } = await runLoud(open("head -c 50000000 /dev/zero | tr '\\0' x"));
    test.diagnostic(`${seconds.toFixed(1)} s, ${memory.toFixed(0)} MiB`);
    const records = readFileSync(log, 'latin1')
      .split('\n')
      .filter((line) => '12+'.includes(line.charAt(25) || '#'));
    assert.equal(
      records.reduce((sum, line) => sum + line.length - 27, 0),
      50_000_000,
    );
    assert.ok(memory < MOST_MEMORY, `${memory} MiB`);
    assert.ok(seconds < 20);
  });

  it('may be anything: bytes come to the log as they are, and harmless to the screen', async () => {
    const checkout = open(`printf 'a\\000b\\377\\033]0;title\\007\\rc\\n'; head -c 100000 /dev/urandom`);
    const { log } = await runLoud(checkout);
    assert.ok(readFileSync(log, 'latin1').includes('a\0b\xff\u001b]0;title\u0007\rc\n'));
    const screen = readFileSync(join(checkout.path, 'screen'), 'latin1');
    assert.doesNotMatch(screen, /[\u0000-\u0008\u000b-\u001f]/);
    assert.ok(statSync(log).size > 100_000);
  });

  it('is all there when the last line has no line break', async () => {
    const checkout = open('printf end');
    await runLoud(checkout);
    assert.match(readFileSync(join(checkout.path, 'screen'), 'utf8'), /│ end\n/);
  });

  it('of a background process counts as long as the job runs', async () => {
    const checkout = checkoutWith({
      'lockstep.config.yaml':
        "project: p\njobs:\n  loud: { category: unit, steps: ['(sleep 0.3; echo ready) &', 'sleep 0.6'] }\n",
    });
    const { out } = await checkout.lockstep('run');
    assert.match(out, /│ ready\n/);
  });
});
