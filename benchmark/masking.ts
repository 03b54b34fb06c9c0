import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { HostExecutor } from '../src/execution/executors/host-executor.ts';
import { Masker } from '../src/execution/masking/masker.ts';
import { StepOutput } from '../src/execution/step-output.ts';
import { openAppend } from '../src/platform/append-file.ts';
import { type LogText, logText, realisticSecrets } from './log-text.ts';
import { inFolder, median, printTable } from './measure.ts';

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
const began = performance.now();
const masked = Masker.of(secrets.map((value, at) => ({ name: `SECRET_${at}`, value })));
console.log(
  `  a masker of ${secrets.length} secrets is made in ${(performance.now() - began).toFixed(0)} ms`,
);
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

/** The masker alone, in milliseconds. */
function maskingAlone(chunks: readonly Uint8Array[]): number {
  const stream = masked.stream();
  const start = performance.now();
  for (let time = 0; time < TIMES; time++) for (const chunk of chunks) stream.pieces(chunk);
  stream.end();
  return performance.now() - start;
}

function measure({ name, bytes }: LogText): readonly string[] {
  const chunks = Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, at) =>
    bytes.subarray(at * CHUNK, (at + 1) * CHUNK),
  );
  const times: { with: number[]; without: number[]; alone: number[] } = { with: [], without: [], alone: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.without.push(through(unmasked, chunks));
    times.with.push(through(masked, chunks));
    times.alone.push(maskingAlone(chunks));
  }
  const speed = (milliseconds: number): string =>
    `${((bytes.length * TIMES) / 1e3 / milliseconds).toFixed(0)} MB/s`;
  const [on, off, alone] = [median(times.with), median(times.without), median(times.alone)];
  return [name, speed(off), speed(on), `${(on / off).toFixed(2)} ×`, speed(alone)];
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

async function measurePiped(executor: HostExecutor, { name, bytes }: LogText): Promise<readonly string[]> {
  const output = Buffer.concat(Array.from({ length: PIPED_TIMES }, () => bytes)).toString('utf8');
  return inFolder({ output }, async (folder) => {
    const times: { with: number[]; without: number[] } = { with: [], without: [] };
    for (let round = 0; round < PIPED_ROUNDS; round++) {
      times.without.push(await piped(executor, unmasked, folder));
      times.with.push(await piped(executor, masked, folder));
    }
    const speed = (milliseconds: number): string =>
      `${((bytes.length * PIPED_TIMES) / 1e3 / milliseconds).toFixed(0)} MB/s`;
    const [on, off] = [median(times.with), median(times.without)];
    return [name, speed(off), speed(on), `${(on / off).toFixed(2)} ×`];
  });
}

const texts = [
  ['a build log', { coloured: 0, base64: 0, hits: 0 }],
  ['some of it coloured', { coloured: 0.1, base64: 0, hits: 0 }],
  ['all of it coloured', { coloured: 1, base64: 0, hits: 0 }],
  ['most of it base64', { coloured: 0, base64: 0.8, hits: 0 }],
  ['with secrets in 2 % of its lines', { coloured: 0.1, base64: 0, hits: 0.02 }],
] as const;
const logs = texts.map(([name, shares]) => logText(name, { ...shares, size: SIZE, secrets }));

const executor = new HostExecutor('benchmark');
const fromProcess: (readonly string[])[] = [['from a process', 'unmasked', 'masked', 'takes']];
for (const log of logs) fromProcess.push(await measurePiped(executor, log));
await executor.dispose();
printTable(fromProcess);

const inMemory: (readonly string[])[] = [['in memory', 'unmasked', 'masked', 'takes', 'the masker alone']];
for (const log of logs) inMemory.push(measure(log));
printTable(inMemory);
