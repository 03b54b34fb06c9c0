import { closeSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../diagnostics/printable.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { type LogRecord, parseLogRecord } from '../execution/log-file.ts';
import type { RunStore } from '../execution/run-store.ts';
import type { LegId } from '../plan/plan.ts';
import { isBad, type RunId } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import type { Invocation } from './commands/command.ts';
import type { Console } from './console.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { findRun, readRun } from './run-lookup.ts';
import { openStore } from './workplace.ts';

export interface LogOptions {
  readonly run?: string;
  readonly follow?: boolean;
  readonly timestamps?: boolean;
  readonly json?: boolean;
}

/** How often a log that grows is looked at, in milliseconds. */
const POLL = 200;

export async function showLog(
  invocation: Invocation,
  job: string | undefined,
  options: LogOptions,
): Promise<ExitCode> {
  const store = await openStore(invocation);
  const id = await findRun(store, options.run);
  const legs = legsMeant(await readRun(store, id), job, id);
  for (const leg of legs) {
    if (legs.length > 1 && options.json !== true)
      invocation.console.remark(invocation.console.errorStyle.bold(`── ${leg} ──`));
    await showLeg(store, { id, leg, options, console: invocation.console });
  }
  return EXIT.fine;
}

/** The legs of a job, one leg, or the first that failed. */
function legsMeant(state: RunState, job: string | undefined, id: RunId): readonly LegId[] {
  const all = [...state.jobs.keys()];
  if (job !== undefined) {
    const exact = all.filter((leg) => leg === job);
    const legs = exact.length > 0 ? exact : all.filter((leg) => state.jobs.get(leg)?.planned.job === job);
    if (legs.length === 0) {
      const known = [...new Set([...state.jobs.values()].map(({ planned }) => String(planned.job)))];
      throw new UsageError(`run ${id} has no job '${job}'`, didYouMean(job, known));
    }
    return legs;
  }
  const failed = all.find((leg) => isBad(state.jobs.get(leg)?.finished?.verdict ?? 'passed'));
  const [first] = all;
  if (failed !== undefined) return [failed];
  if (all.length === 1 && first !== undefined) return [first];
  throw new UsageError(`no job of run ${id} failed; say whose log you want`, `There are: ${all.join(', ')}.`);
}

interface LegLog {
  readonly id: RunId;
  readonly leg: LegId;
  readonly options: LogOptions;
  readonly console: Console;
}

async function showLeg(store: RunStore, log: LegLog): Promise<void> {
  const path = store.logPath(log.id, log.leg);
  const reader = new LogReader(path);
  for (;;) {
    // Asked before reading: what is written between the two is then read in the next round.
    const going =
      log.options.follow === true && (await store.isLive(log.id)) && !(await isFinished(store, log));
    for (let line = reader.next(); line !== undefined; line = reader.next()) printRecord(line, log);
    if (!going) break;
    await sleep(POLL);
  }
  reader.close();
}

async function isFinished(store: RunStore, { id, leg }: LegLog): Promise<boolean> {
  return (await readRun(store, id)).jobs.get(leg)?.status === 'finished';
}

function printRecord(line: string, { options, console, leg }: LegLog): void {
  const record: LogRecord | undefined = parseLogRecord(line);
  if (record === undefined) return;
  if (options.json === true) {
    console.print(JSON.stringify({ leg, ...record }));
    return;
  }
  const { style } = console;
  const stamp = options.timestamps === true ? `${style.dim(record.time)} ` : '';
  const text = console.isTerminal ? printable(record.text, { keepColor: style.color }) : record.text;
  if (record.mark === '#') console.print(`${stamp}${style.dim(`# ${text}`)}`);
  else console.print(`${stamp}${text}`);
}

/** Lines of a file that may still grow, in pieces, so that a large log takes no memory. */
class LogReader {
  readonly #path: string;
  #descriptor: number | undefined;
  #rest = Buffer.alloc(0);
  readonly #buffer = Buffer.alloc(1 << 18);

  constructor(path: string) {
    this.#path = path;
  }

  /** The next whole line; undefined when there is none yet. */
  next(): string | undefined {
    for (;;) {
      const end = this.#rest.indexOf(0x0a);
      if (end !== -1) {
        const line = this.#rest.toString('utf8', 0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      if (!this.#fill()) return undefined;
    }
  }

  #fill(): boolean {
    try {
      this.#descriptor ??= openSync(this.#path, 'r');
    } catch {
      return false;
    }
    const count = readSync(this.#descriptor, this.#buffer);
    if (count === 0) return false;
    this.#rest = Buffer.concat([this.#rest, this.#buffer.subarray(0, count)]);
    return true;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }
}
