import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../src/platform/seeded-random.ts';
import { median } from '../src/run/order-statistics.ts';
import { inFolder, LOCKSTEP, mustTime, printTable } from './measure.ts';

/**
 * 200 jobs that only sleep, in a random DAG, 16 at a time. No order is faster than the longest chain, nor than the work divided by
 * the slots, where a job takes what its command takes by itself: starting bash and sleep is not lockstep's doing. The first run learns
 * how long jobs take; the second must be within 3 % of the larger of the two.
 */
const JOBS = 200;
const SLOTS = 16;
const MOST_OVER = 0.03;

interface Job {
  readonly name: string;
  readonly seconds: number;
  readonly needs: readonly number[];
}

function randomDag(random: () => number): readonly Job[] {
  return Array.from({ length: JOBS }, (_, index) => {
    const needs = new Set<number>();
    for (let need = 0; need < 3 && index > SLOTS; need++)
      if (random() < 0.45) needs.add(Math.max(0, index - 1 - Math.floor(random() * 60)));
    return { name: `j${index}`, seconds: 0.2 + Math.round(random() * 180) / 100, needs: [...needs] };
  });
}

function lowerBound(jobs: readonly Job[], start: number): { chain: number; work: number } {
  const ends: number[] = [];
  for (const job of jobs)
    ends.push(job.seconds + start + Math.max(0, ...job.needs.map((need) => ends[need] ?? 0)));
  return { chain: Math.max(...ends), work: jobs.reduce((sum, job) => sum + job.seconds + start, 0) / SLOTS };
}

/** Seconds that a shell and a sleep take beyond the time slept. */
function startingTime(): number {
  const rounds = Array.from({ length: 15 }, () =>
    mustTime('/bin/bash', ['-c', 'sleep 0.1; :'], process.cwd()),
  );
  return Math.max(0, median(rounds) / 1000 - 0.1);
}

function definition(jobs: readonly Job[]): string {
  const lines = jobs.map(
    ({ name, seconds, needs }) =>
      `  ${name}: { category: unit, needs: [${needs.map((need) => `j${need}`).join(', ')}], run: sleep ${seconds.toFixed(2)} }\n`,
  );
  return `project: sleepers\njobs:\n${lines.join('')}`;
}

const seeds = process.argv.slice(2).map(Number);
const rows: string[][] = [
  ['seed', 'longest chain', 'work / slots', 'first run', 'second run', 'over the bound'],
];
let worst = 0;
const start = startingTime();
console.log(`  starting bash and sleep takes ${(start * 1000).toFixed(1)} ms`);
for (const seed of seeds.length > 0 ? seeds : [1]) {
  const jobs = randomDag(seededRandom(seed));
  const { chain, work } = lowerBound(jobs, start);
  const bound = Math.max(chain, work);
  const [first, second] = await inFolder({ 'lockstep.config.yaml': definition(jobs) }, (folder) => {
    const durations: number[] = [];
    for (let round = 0; round < 2; round++) {
      mustTime(process.execPath, [LOCKSTEP, 'run', '-j', String(SLOTS)], folder);
      const history = readFileSync(join(folder, '.lockstep/history.ndjson'), 'utf8').trimEnd().split('\n');
      durations.push((JSON.parse(history.at(-1) ?? '') as { duration: number }).duration / 1000);
    }
    return durations as [number, number];
  });
  const over = second / bound - 1;
  worst = Math.max(worst, over);
  const cells = [chain, work, first, second].map((seconds) => `${seconds.toFixed(2)} s`);
  rows.push([String(seed), ...cells, `${(over * 100).toFixed(1)} %`]);
}
printTable(rows);
if (worst > MOST_OVER) {
  console.error(`More than ${MOST_OVER * 100} % over the bound.`);
  process.exitCode = 1;
}
