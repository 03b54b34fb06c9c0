import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../src/platform/seeded-random.ts';
import { indexState, treeState } from '../support/checkout-state.ts';
import { git } from '../support/git.ts';
import { Checkout } from '../support/lockstep-command.ts';

/** How many times hooks are killed, at random moments; each round says its seed. */
const ROUNDS = Number(process.env.LOCKSTEP_KILL_ROUNDS ?? 6);
const SEED = Number(process.env.LOCKSTEP_KILL_SEED ?? Date.now() % 1_000_000);

const OWN = ['.lockstep'];

/** Everything that hooks touch: files to be fixed, staged in part, deleted, untracked, links; and a job that takes its time. */
function prepare(): Checkout {
  const files: Record<string, string> = {
    '.gitignore': '.lockstep/\n',
    'lockstep.config.json': JSON.stringify(
      {
        project: 'p',
        jobs: { types: 'sleep 0.15' },
        hooks: { run: ['trailing-whitespace', 'end-of-file-fixer', { job: 'types' }] },
      },
      null,
      2,
    ),
  };
  for (let at = 0; at < 40; at++) files[`src/${at}.txt`] = `first ${at}\n${'line\n'.repeat(20)}last\n`;
  const checkout = new Checkout(files);
  const { path } = checkout;
  git(path, 'init', '--quiet', '--initial-branch=main');
  git(path, 'add', '--all');
  git(path, 'commit', '--quiet', '--message', 'as it is');
  for (let at = 0; at < 30; at++)
    checkout.write(`src/${at}.txt`, `FIRST ${at}  \n${'line\n'.repeat(20)}last\n`);
  git(path, 'add', '--all');
  for (let at = 20; at < 35; at++)
    checkout.write(`src/${at}.txt`, `${checkout.read(`src/${at}.txt`)}work ${at}  `);
  for (let at = 35; at < 40; at++) rmSync(join(path, `src/${at}.txt`));
  for (let at = 0; at < 10; at++) checkout.write(`new/${at % 3}/${at}.bin`, `\0 untracked ${at}`);
  symlinkSync('nowhere', join(path, 'new/link'));
  writeFileSync(join(path, 'new/program'), '#!/bin/sh\n', { mode: 0o755 });
  return checkout;
}

const base = prepare();
const folders: string[] = [base.path];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function copy(): Checkout {
  const checkout = new Checkout();
  folders.push(checkout.path);
  cpSync(base.path, checkout.path, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return checkout;
}

const stateOf = ({ path }: Checkout): string => JSON.stringify([treeState(path, OWN), indexState(path)]);

test(`${ROUNDS} times killed or interrupted, all is done or nothing, and all work is there (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const before = stateOf(base);
  const whole = copy();
  const started = performance.now();
  const { code, out, err } = await whole.lockstep('hooks', 'run');
  const took = performance.now() - started;
  assert.equal(code, 0, out + err);
  const done = stateOf(whole);
  assert.notEqual(done, before);
  const ends = { before: 0, done: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const checkout = copy();
    const signal = random() < 0.75 ? 'SIGKILL' : 'SIGINT';
    const moment = random() * took * 1.05;
    const run = checkout.start(['hooks', 'run']);
    await Promise.race([sleep(moment), run.ended]);
    run.child.kill(signal);
    const ended = await run.ended;
    const label = `round ${round}, ${signal} after ${moment.toFixed(0)} ms, ${ended.code ?? ended.signal}`;
    if (signal === 'SIGKILL') {
      const next = await checkout.start(['hooks', 'run'], {
        env: { SKIP: 'trailing-whitespace,end-of-file-fixer,types' },
      }).ended;
      assert.equal(next.code, 0, `${label}\n${next.out}${next.err}`);
    } else if (ended.signal === undefined)
      assert.ok([0, 130].includes(ended.code ?? -1), `${label}\n${ended.err}`);
    const state = stateOf(checkout);
    assert.ok(state === before || state === done, `${label}:\n${differences(before, state)}`);
    ends[state === before ? 'before' : 'done'] += 1;
    rmSync(checkout.path, { recursive: true, force: true, maxRetries: 5 });
  }
  if (ROUNDS >= 50)
    console.log(`as before: ${ends.before}, done: ${ends.done}; a whole run took ${took.toFixed(0)} ms`);
});

function differences(one: string, other: string): string {
  const [a, b] = [one, other].map((text) => new Set((JSON.parse(text) as [string[], string])[0]));
  return [...(b ?? [])].filter((line) => !a?.has(line)).join('\n');
}

test('where nothing can be written, nothing is touched', async () => {
  const checkout = copy();
  writeFileSync(join(checkout.path, '.git/lockstep-hooks'), '');
  const before = stateOf(checkout);
  const { code, err } = await checkout.lockstep('hooks', 'run');
  assert.equal(code, 3);
  assert.match(err, /cannot write/);
  assert.equal(stateOf(checkout), before);
});

test('what somebody writes while hooks run is kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-e2e-'));
  folders.push(folder);
  const checkout = copy();
  const run = checkout.start(['hooks', 'run']);
  // One file is asked for: the others are being moved.
  while (existsSync(join(checkout.path, 'new/0/0.bin'))) {
    if (run.child.exitCode !== null) break;
    await sleep(5);
  }
  checkout.write('new/0/0.bin', 'typed meanwhile');
  const { err } = await run.ended;
  assert.equal(checkout.read('new/0/0.bin'), '\0 untracked 0');
  const kept = /kept in (.+)$/m.exec(err)?.[1] ?? '';
  assert.ok(treeState(kept).length === 1, err);
});

/** Formatters that write a file in two halves, and one of a file that is not committed; between the halves it is told. */
const SLOW_FIX = [
  'printf half > a.txt',
  'printf half > other.txt',
  'touch halfway',
  'sleep 20',
  'printf "good\\n" > a.txt',
].join(' && ');

function slowFix(): Checkout {
  const checkout = new Checkout({
    '.gitignore': '.lockstep/\nhalfway\n',
    'a.txt': 'one\n',
    'other.txt': 'other\n',
    'work.txt': 'as it is\n',
    'lockstep.config.json': JSON.stringify({
      project: 'p',
      jobs: { format: { run: 'grep -q good a.txt', fix: SLOW_FIX } },
      hooks: { run: [{ job: 'format' }] },
    }),
  });
  folders.push(checkout.path);
  git(checkout.path, 'init', '--quiet', '--initial-branch=main');
  git(checkout.path, 'add', '--all');
  git(checkout.path, 'commit', '--quiet', '--message', 'as it is');
  checkout.write('a.txt', 'bad\n');
  git(checkout.path, 'add', '--all');
  return checkout;
}

for (const signal of ['SIGKILL', 'SIGINT'] as const)
  for (const hasWork of [false, true])
    test(`a job's fix that ends half way by ${signal} is taken back, ${hasWork ? 'with' : 'without'} unstaged work`, async () => {
      const checkout = slowFix();
      if (hasWork) checkout.write('work.txt', 'unstaged');
      const own = [...OWN, 'halfway'];
      const state = (): unknown => [treeState(checkout.path, own), indexState(checkout.path)];
      const before = state();
      const run = checkout.start(['hooks', 'run']);
      for (let tries = 0; !existsSync(join(checkout.path, 'halfway')); tries++) {
        assert.ok(tries < 1_000, 'the fix never began');
        await sleep(20);
      }
      assert.equal(checkout.read('a.txt'), 'half');
      run.child.kill(signal);
      const { code } = await run.ended;
      if (signal === 'SIGINT') assert.equal(code, 130);
      else {
        const next = await checkout.start(['hooks', 'run'], { env: { SKIP: 'format' } }).ended;
        assert.equal(next.code, 0, next.out + next.err);
        assert.match(next.err, /2 files are again as they were|3 files are again as they were/);
        assert.match(next.err, /what stood in their place is kept in/);
      }
      assert.deepEqual(state(), before);
    });
