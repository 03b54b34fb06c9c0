import { Masker } from '../src/execution/masking/masker.ts';
import { StepOutput } from '../src/execution/step-output.ts';
import { type LogText, logText, realisticSecrets } from './log-text.ts';
import { median, printTable } from './measure.ts';

/**
 * How fast the output of a step goes through lockstep: masker, lines, log, listeners, as in a run, but for the disk, which is
 * there without any of it. With a hundred secrets, and without any; the two take turns, as other work on the machine slows both.
 * The same megabyte comes again and again: what a pipe gives was just copied, and is in the processor's cache.
 */
const SIZE = 1 << 20;
const TIMES = 24;
/** What a pipe gives at a time. */
const CHUNK = 64 << 10;
const ROUNDS = 9;

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

const rows: (readonly string[])[] = [['output', 'unmasked', 'masked', 'takes', 'the masker alone']];
for (const [name, coloured, hits] of [
  ['a build log', 0, 0],
  ['some of it coloured', 0.1, 0],
  ['all of it coloured', 1, 0],
  ['with secrets in 2 % of its lines', 0.1, 0.02],
] as const)
  rows.push(measure(logText(name, { size: SIZE, coloured, hits, secrets })));
printTable(rows);
