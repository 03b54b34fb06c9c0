import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../src/platform/seeded-random.ts';
import { readRecord } from '../../src/reports/benchmarks/history/benchmark-record.ts';
import { commitAll, git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

/** How many times a record is killed, at random moments; each round says its seed. */
const ROUNDS = Number(process.env.LOCKSTEP_KILL_ROUNDS ?? 5);
const SEED = Number(process.env.LOCKSTEP_KILL_SEED ?? Date.now() % 1_000_000);

const checkout = temporaryCheckouts();

function measured(milliseconds: number, benchmarks = 1): string {
  const list = Array.from({ length: benchmarks }, (_, at) => ({
    name: `parse/${at}`,
    metrics: [{ unit: 'ms', samples: Array.from({ length: 50 }, (__, n) => milliseconds + n / 1_000) }],
  }));
  return JSON.stringify({ format: 'lockstep-benchmarks/1', tool: 'wind', benchmarks: list });
}

function project(): Checkout {
  const made = checkout({ '.gitignore': '*.out\n.lockstep/\n', 'a.txt': 'a\n' });
  commitAll(made.path);
  // lockstep commits as whoever calls it.
  git(made.path, 'config', 'user.name', 'Test');
  git(made.path, 'config', 'user.email', 'test@example.com');
  git(made.path, 'config', 'commit.gpgsign', 'false');
  return made;
}

function recordsIn({ path }: Checkout): readonly string[] {
  return readdirSync(join(path, '.benchmarks'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(path, '.benchmarks', name));
}

async function record(made: Checkout, milliseconds: number): Promise<void> {
  made.write('bench.out', measured(milliseconds));
  const { code, out, err } = await made.lockstep('bench', 'record', 'bench.out', '--commit');
  assert.equal(code, 0, out + err);
}

test('two branches that have both recorded merge without a conflict, and the history has both', async () => {
  const made = project();
  await record(made, 10);
  git(made.path, 'checkout', '--quiet', '-b', 'feature');
  made.write('a.txt', 'b\n');
  commitAll(made.path);
  await record(made, 11);
  git(made.path, 'checkout', '--quiet', '-');
  made.write('c.txt', 'c\n');
  commitAll(made.path);
  await record(made, 12);
  git(made.path, 'merge', '--quiet', '--no-edit', 'feature');
  assert.equal(git(made.path, 'status', '--porcelain').trim(), '');
  const { code, out } = await made.lockstep('bench', 'history', '--json');
  assert.equal(code, 0);
  const { series } = JSON.parse(out);
  const values: number[] = series[0].points.map(({ value }: { value: number }) => Math.round(value * 1_000));
  assert.deepEqual(values.toSorted(), [10, 11, 12]);
  assert.ok(series[0].points.every(({ clean }: { clean: boolean }) => clean));
});

test('--commit commits the new records and nothing that somebody else has staged', async () => {
  const made = project();
  made.write('b.txt', 'staged\n');
  git(made.path, 'add', 'b.txt');
  await record(made, 10);
  assert.equal(git(made.path, 'diff', '--cached', '--name-only').trim(), 'b.txt');
  assert.match(
    git(made.path, 'show', '--name-only', '--format=%s'),
    /^Benchmarks of [0-9a-f]{12}\n\n\.benchmarks\/lockstep\/\S+\n$/u,
  );
});

test(`${ROUNDS} times killed while it records: every record is whole, and the next one is kept (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const made = project();
  made.write('bench.out', measured(1, 400));
  const started = performance.now();
  assert.equal((await made.lockstep('bench', 'record', 'bench.out')).code, 0);
  const took = performance.now() - started;
  for (let round = 0; round < ROUNDS; round++) {
    const before = recordsIn(made).length;
    made.write('bench.out', measured(2 + round, 400));
    const run = made.start(['bench', 'record', 'bench.out']);
    await sleep((0.4 + 0.65 * random()) * took);
    run.child.kill('SIGKILL');
    await run.ended;
    const there = recordsIn(made);
    assert.ok(there.length === before || there.length === before + 1, `round ${round}`);
    for (const path of there) assert.notEqual(typeof readRecord(readFileSync(path, 'utf8')), 'string', path);
  }
  const before = recordsIn(made).length;
  made.write('bench.out', measured(1_000, 400));
  assert.equal((await made.lockstep('bench', 'record', 'bench.out')).code, 0);
  assert.equal(recordsIn(made).length, before + 1);
});

test('records of several processes at once are all kept', async () => {
  const made = project();
  const files = Array.from({ length: 6 }, (_, at) => `${at}.out`);
  for (const [at, file] of files.entries()) made.write(file, measured(at + 1));
  const ended = await Promise.all(files.map((file) => made.lockstep('bench', 'record', file)));
  assert.deepEqual(
    ended.map(({ code }) => code),
    [0, 0, 0, 0, 0, 0],
  );
  assert.equal(recordsIn(made).length, 6);
});
