import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { HostExecutor } from '../src/execution/executors/host-executor.ts';
import { Masker } from '../src/execution/masking/masker.ts';
import { StepOutput } from '../src/execution/step-output.ts';
import { openAppend } from '../src/platform/append-file.ts';
import { median } from '../src/run/order-statistics.ts';
import type { Comparison, Goal, Measured } from './comparison.ts';
import { type LogText, logText, realisticSecrets } from './log-text.ts';
import { inFolder } from './measure.ts';

/**
 * How fast the output of a step goes through lockstep, with a hundred secrets and without any; the two take turns, as other work on
 * the machine slows both. First as in a run: out of the pipe of a process, through masker and lines into the log. Then in memory,
 * without the process and the disk, which are there with and without secrets: there the same megabyte comes again and again.
 */
const SIZE = 1 << 20;
const TIMES = 24;
/** So many times the megabyte comes out of the process. */
const PIPED_TIMES = 64;
/** What a pipe gives at a time. */
const CHUNK = 64 << 10;
const ROUNDS = 9;
const PIPED_ROUNDS = 5;

const secrets = realisticSecrets();
const masked = Masker.of(secrets.map((value, at) => ({ name: `SECRET_${at}`, value })));
const unmasked = Masker.of([]);

/** Milliseconds. */
function through(masker: Masker, chunks: readonly Uint8Array[]): number {
  let lines = 0;
  const output = new StepOutput({
    file: { write: () => undefined, close: () => undefined },
    masker,
    now: Date.now,
    onLines: (_, told) => {
      lines += told.length;
    },
  });
  const start = performance.now();
  for (let time = 0; time < TIMES; time++) for (const chunk of chunks) output.write(chunk, 'stdout');
  output.end();
  const wall = performance.now() - start;
  if (lines === 0) throw new Error('no line has come out');
  return wall;
}

/** MB/s of a text of this length. */
function speed(bytes: number, milliseconds: readonly number[]): Pick<Measured, 'median' | 'samples'> {
  const samples = milliseconds.map((one) => bytes / 1e3 / one);
  return { samples, median: median(samples) };
}

function inMemory({ name, bytes }: LogText): readonly Measured[] {
  const chunks = Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, at) =>
    bytes.subarray(at * CHUNK, (at + 1) * CHUNK),
  );
  const times: { with: number[]; without: number[] } = { with: [], without: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.without.push(through(unmasked, chunks));
    times.with.push(through(masked, chunks));
  }
  return [
    { name: `${name}, no secrets`, ...speed(bytes.length * TIMES, times.without) },
    { name: `${name}, ${secrets.length} secrets`, ...speed(bytes.length * TIMES, times.with) },
  ];
}

/** The same megabytes from a process into a file, in milliseconds. */
async function piped(executor: HostExecutor, masker: Masker, folder: string): Promise<number> {
  const file = openAppend(join(folder, 'job.log'));
  const output = new StepOutput({ file, masker, now: Date.now, onLines: () => undefined });
  const session = await executor.open({ token: `benchmark.${randomUUID()}`, workspace: folder, grace: 0 });
  const start = performance.now();
  const result = await session.run({
    script: 'cat output',
    shell: 'sh',
    tty: false,
    cwd: '.',
    env: { PATH: process.env.PATH ?? '' },
    signal: new AbortController().signal,
    onOutput: (chunk, stream) => output.write(chunk, stream),
  });
  output.end();
  const wall = performance.now() - start;
  await session.close();
  file.close();
  rmSync(join(folder, 'job.log'));
  if (result.kind !== 'exited' || result.code !== 0) throw new Error('the process has failed');
  return wall;
}

async function fromProcess(executor: HostExecutor, { name, bytes }: LogText): Promise<readonly Measured[]> {
  const output = Buffer.concat(Array.from({ length: PIPED_TIMES }, () => bytes)).toString('utf8');
  return inFolder({ output }, async (folder) => {
    const times: { with: number[]; without: number[] } = { with: [], without: [] };
    for (let round = 0; round < PIPED_ROUNDS; round++) {
      times.without.push(await piped(executor, unmasked, folder));
      times.with.push(await piped(executor, masked, folder));
    }
    return [
      { name: `${name}, no secrets`, ...speed(bytes.length * PIPED_TIMES, times.without) },
      { name: `${name}, ${secrets.length} secrets`, ...speed(bytes.length * PIPED_TIMES, times.with) },
    ];
  });
}

const TEXTS = [
  ['a build log', { coloured: 0, base64: 0, hits: 0 }],
  ['some of it coloured', { coloured: 0.1, base64: 0, hits: 0 }],
  ['all of it coloured', { coloured: 1, base64: 0, hits: 0 }],
  ['most of it base64', { coloured: 0, base64: 0.8, hits: 0 }],
  ['with secrets in 2 % of its lines', { coloured: 0.1, base64: 0, hits: 0.02 }],
] as const;

/** At most twice as long with secrets as without. */
function goals(): readonly Goal[] {
  return TEXTS.map(([name]) => ({
    of: `${name}, ${secrets.length} secrets`,
    against: `${name}, no secrets`,
    atMost: 2,
  }));
}

export async function compare(): Promise<readonly Comparison[]> {
  const logs = TEXTS.map(([name, shares]) => logText(name, { ...shares, size: SIZE, secrets }));
  const executor = new HostExecutor('benchmark');
  const piped: Measured[] = [];
  for (const log of logs) piped.push(...(await fromProcess(executor, log)));
  await executor.dispose();
  const shared = { unit: 'MB/s' as const, goals: goals() };
  return [
    {
      id: 'masking/from-a-process',
      title: 'The output of a step, from a process into its log',
      measured: piped,
      notes: ['Meant to be: 200 MB/s with secrets.'],
      ...shared,
    },
    {
      id: 'masking/in-memory',
      title: 'The output of a step, without the process and the disk',
      measured: logs.flatMap(inMemory),
      notes: ['Meant to be: 200 MB/s with secrets. The same megabyte comes again and again.'],
      ...shared,
    },
  ];
}
