import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../src/run/order-statistics.ts';
import type { Comparison } from './comparison.ts';
import { inFolder, LOCKSTEP, time } from './measure.ts';

/** Whether a thousand times as many jobs or files take more than a thousand times as long, and how much memory they take. */
const JOBS = [10, 100, 1_000, 10_000];
const FILES = [1_000, 10_000, 100_000];
/** Few of what takes long. */
const rounds = (items: number): number => (items >= 10_000 ? 1 : 3);

/** Told by the process itself when it ends: bytes at its peak. */
const REPORT_MEMORY =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS}\\n`))';

interface Cost {
  readonly wall: readonly number[];
  readonly peak: number;
}

function cost(args: readonly string[], folder: string, times: number): Cost {
  const wall: number[] = [];
  let peak = 0;
  for (let round = 0; round < times; round++) {
    const run = time(process.execPath, ['--import', REPORT_MEMORY, LOCKSTEP, ...args], folder);
    if (run.code !== 0)
      throw new Error(`lockstep ${args.join(' ')} ended with ${run.code}:\n${run.out.slice(-2_000)}`);
    wall.push(run.wall);
    peak = Math.max(peak, Number(/\npeak (\d+)\n/u.exec(run.out)?.[1] ?? Number.NaN));
  }
  return { wall, peak };
}

function jobs(count: number): string {
  const lines = Array.from(
    { length: count },
    (_, at) => `  j${at}: { category: unit, needs: [${at >= 20 ? `j${at - 20}` : ''}], run: 'true' }\n`,
  );
  return `project: growth\njobs:\n${lines.join('')}`;
}

/** Milliseconds a job, once 1,000 of them outweigh the start. */
async function growthOfJobs(): Promise<Comparison> {
  const costs: (readonly [number, Cost])[] = [];
  for (const count of JOBS)
    await inFolder({ 'lockstep.config.yaml': jobs(count) }, (folder) => {
      costs.push([count, cost(['run', '--no-cache'], folder, rounds(count))]);
    });
  return perItem('growth/jobs', 'Time for each job, the more jobs there are', 'jobs', costs);
}

/** Milliseconds a file: a second run, when nothing has changed. */
async function growthOfFiles(): Promise<Comparison> {
  const costs: (readonly [number, Cost])[] = [];
  const definition = "project: growth\njobs:\n  all: { category: unit, run: 'true', inputs: ['src/**'] }\n";
  for (const count of FILES)
    await inFolder({ 'lockstep.config.yaml': definition }, (folder) => {
      for (let at = 0; at < count; at++) {
        if (at % 100 === 0) mkdirSync(join(folder, 'src', String(at / 100)), { recursive: true });
        writeFileSync(join(folder, 'src', String(Math.floor(at / 100)), `file${at}.txt`), `file ${at}\n`);
      }
      cost(['run'], folder, 2);
      costs.push([count, cost(['run'], folder, 3)]);
    });
  return perItem(
    'growth/files',
    'Time for each input file of a reused job, the more files there are',
    'files',
    costs,
  );
}

function perItem(
  id: string,
  title: string,
  items: string,
  costs: readonly (readonly [count: number, cost: Cost])[],
): Comparison {
  const name = (count: number): string => `${count.toLocaleString('en')} ${items}`;
  const [before, last] = costs.slice(-2).map(([count]) => name(count));
  return {
    id,
    title,
    unit: 'ms',
    measured: costs.map(([count, { wall }]) => {
      const samples = wall.map((one) => one / count);
      return { name: name(count), median: median(samples), samples };
    }),
    goals: [{ of: last ?? '', against: before ?? '', atMost: 1.1 }],
    notes: [
      `Memory at its peak: ${costs.map(([count, { peak }]) => `${name(count)} ${(peak / 1024).toFixed(0)} MB`).join(', ')}.`,
    ],
  };
}

export async function compare(): Promise<readonly Comparison[]> {
  return [await growthOfJobs(), await growthOfFiles()];
}
