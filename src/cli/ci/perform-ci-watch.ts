import { setTimeout as sleep } from 'node:timers/promises';
import { printableLine } from '../../diagnostics/printable.ts';
import {
  type CiJob,
  type CiRun,
  type CiState,
  isActive,
  isBadEnd,
  type SourceRefusal,
} from '../../providers/run-source.ts';
import { formatElapsed } from '../../run/elapsed.ts';
import type { WantedOptions } from '../commands/ci-options.ts';
import type { Invocation } from '../commands/command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { Interruption } from '../interruption.ts';
import { ciJobData, ciRunData, stateLook, stateWord } from '../render/ci-runs.ts';
import {
  mustAskSomebody,
  openSources,
  type SourceOptions,
  type Sources,
  tellProblems,
  tellSilence,
} from './open-sources.ts';
import { refusalsTold } from './refusals-told.ts';
import { findRuns, shownId, sourceOfRun } from './wanted-runs.ts';

export interface CiWatchOptions extends WantedOptions, SourceOptions {
  /** Seconds. */
  readonly interval: number;
  /** Seconds. */
  readonly appear: number;
  readonly json?: boolean;
}

/**
 * `lockstep runs watch`: tells every change of every job until all runs for the commit have ended. What cannot be reached for a while is
 * asked again; what a token may not see ends it. 0: all well, 1: something is not, 4: there was nothing to look at.
 */
export async function watchCi(
  invocation: Invocation,
  id: string | undefined,
  options: CiWatchOptions,
): Promise<ExitCode> {
  const sources = await openSources(invocation, options);
  mustAskSomebody(sources);
  tellSilence(sources);
  const interruption = new Interruption();
  try {
    return await refusalsTold(sources, () => new Watch(sources, id, options).untilEnd(interruption));
  } finally {
    interruption.close();
  }
}

class Watch {
  readonly #sources: Sources;
  readonly #id: string | undefined;
  readonly #options: CiWatchOptions;
  readonly #known = new Map<string, CiState>();

  constructor(sources: Sources, id: string | undefined, options: CiWatchOptions) {
    this.#sources = sources;
    this.#id = id;
    this.#options = options;
  }

  async untilEnd(interruption: Interruption): Promise<ExitCode> {
    const { interval, appear } = this.#options;
    const began = performance.now();
    for (;;) {
      const runs = await this.#look();
      if (runs !== undefined && runs.length > 0 && runs.every(({ state }) => !isActive(state)))
        return this.#verdict(runs);
      if (runs?.length === 0 && performance.now() - began > appear * 1000) {
        this.#sources.console.remark('No run has appeared for that.');
        return EXIT.notScanned;
      }
      await sleep(interval * 1000, undefined, { signal: interruption.signal }).catch(() => undefined);
      if (interruption.signal.aborted) return interruption.exitCode;
    }
  }

  /** Undefined when a system could not be reached just now. */
  async #look(): Promise<readonly CiRun[] | undefined> {
    try {
      const { runs, problems } = await findRuns(this.#sources, this.#id, this.#options);
      const final = problems.find(({ refusal }) => !isPassing(refusal));
      if (final !== undefined) throw final.refusal;
      tellProblems(this.#sources, problems);
      const remote = runs.filter(({ place }) => place !== 'local' || this.#id !== undefined);
      for (const run of remote) await this.#tellRun(run);
      return problems.length === 0 ? remote : undefined;
    } catch (error) {
      if (!isPassing(error as SourceRefusal)) throw error;
      this.#sources.console.remark((error as Error).message);
      return undefined;
    }
  }

  async #tellRun(run: CiRun): Promise<void> {
    const key = `${run.place} ${run.id} ${run.attempt}`;
    const isNew = this.#known.get(key) !== run.state;
    // A run that ended and was told is not asked for its jobs again.
    if (!isNew && !isActive(run.state)) return;
    for (const job of await sourceOfRun(this.#sources, run).jobs(run)) {
      const jobKey = `${key} ${job.id}`;
      if (this.#known.get(jobKey) === job.state) continue;
      this.#known.set(jobKey, job.state);
      this.#tell(run, job);
    }
    if (isNew) this.#tell(run, undefined);
    this.#known.set(key, run.state);
  }

  #tell(run: CiRun, job: CiJob | undefined): void {
    const { console } = this.#sources;
    if (this.#options.json === true)
      return void console.jsonLine({ run: ciRunData(run), job: job === undefined ? null : ciJobData(job) });
    const { state } = job ?? run;
    const [glyph, paint] = stateLook(state, console.style);
    const name = printableLine(job === undefined ? run.workflow : `${run.workflow} › ${job.name}`);
    const [from, to] = job === undefined ? [run.createdAt, run.finishedAt] : [job.startedAt, job.finishedAt];
    const time =
      from === undefined || to === undefined ? '' : console.style.dim(` ${formatElapsed(to - from)}`);
    const link = job === undefined ? console.style.dim(` ${printableLine(run.url ?? shownId(run))}`) : '';
    console.print(`${paint(`${glyph} ${name} ${stateWord(state)}`)}${time}${link}`);
  }

  #verdict(runs: readonly CiRun[]): ExitCode {
    return runs.some(({ state }) => isBadEnd(state)) ? EXIT.failed : EXIT.fine;
  }
}

function isPassing({ kind }: SourceRefusal): boolean {
  return kind === 'unreachable' || kind === 'limit';
}
