import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseJournal } from '../../src/execution/journal.ts';
import { seededRandom } from '../../src/platform/seeded-random.ts';
import { foldRun } from '../../src/run/run-state.ts';
import { Checkout, processesLeft } from './lockstep-command.ts';

/**
 * A round: a run of 40 jobs is killed (SIGKILL) at random moments and resumed, until it gets to its end. Every step writes `start`
 * and, as its last action, `end` into a ledger, so that what ran twice can be seen.
 */
export interface KillRound {
  readonly seed: number;
  /** Milliseconds after the start of each killed process. */
  readonly kills: readonly number[];
  /** Steps whose end was in the ledger at a kill, over all kills. */
  readonly endedBefore: number;
  /** Steps of these that were started again. */
  readonly repeated: readonly string[];
  /** Steps that were cut short, and started again, as they have to be. */
  readonly begunAgain: number;
  /** Steps that had ended at a kill, and whose success lockstep had not yet written down: their mark told it. */
  readonly savedByMark: number;
  readonly damagedLines: number;
  readonly leftProcesses: readonly string[];
  readonly exitCode: number | undefined;
  readonly problem: string | undefined;
}

const JOBS = 40;

export async function killRound(seed: number, mostKills = 3): Promise<KillRound> {
  const random = seededRandom(seed);
  const { definition, steps } = makeDefinition(random);
  const checkout = new Checkout({ 'lockstep.config.yaml': definition, ledger: '' });
  const kills: number[] = [];
  const left: string[] = [];
  const ended = new Set<string>();
  let saved = 0;
  let damaged = 0;
  try {
    const count = 1 + Math.floor(random() * mostKills);
    for (let round = 0; round < count; round++) {
      const after = Math.round(80 + random() * 1_100);
      const process = checkout.start(['run', ...(isBegun(checkout) ? ['--resume'] : []), '-j', '6']);
      await Promise.race([sleep(after), process.ended]);
      process.child.kill('SIGKILL');
      const { signal } = await process.ended;
      if (signal !== 'SIGKILL') break;
      kills.push(after);
      left.push(...(await processesLeft(checkout.path)));
      const journal = readJournal(checkout);
      damaged += journal.damaged.length;
      const noted = notedSteps(journal.events);
      for (const step of linesOf(checkout, 'end')) {
        ended.add(step);
        if (!noted.has(step)) saved++;
      }
    }
    const startsBefore = linesOf(checkout, 'start');
    const finished = isFinished(checkout);
    const last = finished
      ? undefined
      : await checkout.lockstep('run', ...(isBegun(checkout) ? ['--resume'] : []), '-j', '6');
    left.push(...(await processesLeft(checkout.path)));
    const starts = linesOf(checkout, 'start');
    const repeated = [...new Set(linesOf(checkout, 'end').filter(isRepeated))];
    const missing = steps.filter((step) => !linesOf(checkout, 'end').includes(step));
    return {
      seed,
      kills,
      endedBefore: ended.size,
      repeated,
      begunAgain: starts.length - new Set(starts).size - repeated.length,
      savedByMark: saved,
      damagedLines: damaged,
      leftProcesses: left,
      exitCode: last === undefined ? 0 : last.code,
      problem:
        last !== undefined && last.code !== 0
          ? `${last.out.slice(-600)}\n${last.err}`
          : missing.length > 0
            ? `never ended: ${missing.join(', ')}; ${startsBefore.length} starts before`
            : undefined,
    };
  } finally {
    checkout.remove();
  }
}

function isRepeated(step: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(step) !== index;
}

/** 40 jobs of one to three steps, each after up to three earlier ones. */
function makeDefinition(random: () => number): { definition: string; steps: readonly string[] } {
  let definition = 'project: ledger\njobs:\n';
  const steps: string[] = [];
  for (let job = 0; job < JOBS; job++) {
    const needs = new Set<string>();
    for (let need = 0; need < 3 && job > 3; need++)
      if (random() < 0.5) needs.add(`j${Math.floor(random() * job)}`);
    definition += `  j${job}:\n    category: unit\n    needs: [${[...needs].join(', ')}]\n    steps:\n`;
    for (let step = 0; step <= Math.floor(random() * 3); step++) {
      const name = `j${job}.${step}`;
      steps.push(name);
      const length = random();
      const wait = length < 0.7 ? `\n          sleep ${(length < 0.1 ? 0.5 : length / 6).toFixed(3)}` : '';
      definition += `      - |\n          echo start ${name} >> ledger${wait}\n          echo end ${name} >> ledger\n`;
    }
  }
  return { definition, steps };
}

function linesOf(checkout: Checkout, word: 'start' | 'end'): readonly string[] {
  return checkout
    .read('ledger')
    .split('\n')
    .filter((line) => line.startsWith(`${word} `))
    .map((line) => line.slice(word.length + 1));
}

function readJournal(checkout: Checkout): ReturnType<typeof parseJournal> {
  const id = checkout.runs.at(-1);
  const path = `.lockstep/runs/${id}/events.ndjson`;
  return parseJournal(id !== undefined && existsSync(join(checkout.path, path)) ? checkout.read(path) : '');
}

function isBegun(checkout: Checkout): boolean {
  return foldRun(readJournal(checkout).events).started !== undefined;
}

function isFinished(checkout: Checkout): boolean {
  return foldRun(readJournal(checkout).events).finished !== undefined;
}

function notedSteps(events: ReturnType<typeof parseJournal>['events']): ReadonlySet<string> {
  return new Set(
    events.flatMap((event) =>
      event.kind === 'step.finished' ? [`${event.leg.replace(/@.*/, '')}.${event.step}`] : [],
    ),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
  const rounds = Number(values.rounds ?? 50);
  const first = Number(values.seed ?? 1);
  console.log(
    'seed  kills (ms)            ended before  by mark  begun again  repeated  damaged  left  exit',
  );
  const total = { kills: 0, ended: 0, saved: 0, again: 0, repeated: 0, left: 0, failed: 0 };
  for (let seed = first; seed < first + rounds; seed++) {
    const round = await killRound(seed);
    const cells = [round.endedBefore, round.savedByMark, round.begunAgain, round.repeated.length];
    const [ended, saved, again, repeated] = cells.map(String);
    console.log(
      `${String(seed).padEnd(6)}${round.kills.join(' ').padEnd(22)}${ended?.padStart(12)}${saved?.padStart(9)}${again?.padStart(13)}${repeated?.padStart(10)}${String(round.damagedLines).padStart(9)}${String(round.leftProcesses.length).padStart(6)}${String(round.exitCode).padStart(6)}`,
    );
    if (round.problem !== undefined) console.log(round.problem);
    if (round.repeated.length > 0) console.log(`repeated: ${round.repeated.join(', ')}`);
    for (const line of round.leftProcesses) console.log(`left: ${line}`);
    total.kills += round.kills.length;
    total.ended += round.endedBefore;
    total.saved += round.savedByMark;
    total.again += round.begunAgain;
    total.repeated += round.repeated.length;
    total.left += round.leftProcesses.length;
    total.failed += round.exitCode === 0 && round.problem === undefined ? 0 : 1;
  }
  console.log(JSON.stringify({ rounds, ...total }));
  process.exitCode = total.repeated + total.left + total.failed === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith('kill-rounds.js')) await main();
