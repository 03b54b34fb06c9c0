import { printable, printableLine } from '../../diagnostics/printable.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { LineCutter } from '../../providers/log-lines.ts';
import {
  type CiJob,
  type CiRun,
  type CiState,
  isActive,
  isBadEnd,
  type LogPiece,
} from '../../providers/run-source.ts';
import type { CarefulConsole } from '../careful-output.ts';
import type { WantedOptions } from '../commands/ci-options.ts';
import type { Invocation } from '../commands/command.ts';
import { EXIT, type ExitCode, UsageError } from '../exit-code.ts';
import { Interruption } from '../interruption.ts';
import { stateWord } from '../render/ci-runs.ts';
import {
  mustAskSomebody,
  openSources,
  type SourceOptions,
  type Sources,
  tellProblems,
} from './open-sources.ts';
import { refusalsTold } from './refusals-told.ts';
import { findRuns, shownId, sourceOfRun } from './wanted-runs.ts';

export interface CiLogOptions extends WantedOptions, SourceOptions {
  readonly run?: string;
  readonly all?: boolean;
  readonly follow?: boolean;
  readonly json?: boolean;
}

interface RunAndJob {
  readonly run: CiRun;
  readonly job: CiJob;
}

/** `lockstep runs log` of the CI systems: the steps that failed, or with `--all` every step, as it comes. */
export async function showCiLog(
  invocation: Invocation,
  job: string | undefined,
  options: CiLogOptions,
): Promise<ExitCode> {
  const sources = await openSources(invocation, options);
  mustAskSomebody(sources);
  const interruption = new Interruption();
  try {
    return await refusalsTold(sources, async () => {
      const { runs, problems } = await findRuns(sources, options.run, options);
      tellProblems(sources, problems);
      const chosen = choose(await jobsOf(sources, runs), job, options.follow === true);
      await show(sources, chosen, { options, signal: interruption.signal });
      if (interruption.signal.aborted) return interruption.exitCode;
      return problems.length === 0 ? EXIT.fine : EXIT.failed;
    });
  } finally {
    interruption.close();
  }
}

async function jobsOf(sources: Sources, runs: readonly CiRun[]): Promise<readonly RunAndJob[]> {
  const lists = await Promise.all(
    runs.map(async (run) => (await sourceOfRun(sources, run).jobs(run)).map((job) => ({ run, job }))),
  );
  return lists.flat();
}

/** What failed by itself says more than what was cancelled because of it. */
const TELLING: readonly CiState[] = ['failed', 'timed_out', 'error', 'cancelled'];

/** By its whole name, by what the name begins with, or the first that failed. */
function choose(all: readonly RunAndJob[], name: string | undefined, follow: boolean): RunAndJob {
  if (name !== undefined) {
    const exact = all.find(({ job }) => job.name === name);
    const like = all.filter(
      ({ job }) => job.name.startsWith(name) && !/^\w/.test(job.name.slice(name.length)),
    );
    const found = exact ?? like.find(({ job }) => isBadEnd(job.state)) ?? like[0];
    if (found !== undefined) return found;
    throw new UsageError(
      `there is no job '${name}' in these runs`,
      didYouMean(
        name,
        all.map(({ job }) => job.name),
      ),
    );
  }
  for (const state of TELLING) {
    const found = all.find(({ job }) => job.state === state);
    if (found !== undefined) return found;
  }
  const active = follow ? all.find(({ job }) => isActive(job.state)) : undefined;
  const found = active ?? (all.length === 1 ? all[0] : undefined);
  if (found !== undefined) return found;
  if (all.length === 0) throw new UsageError('there are no runs of that, or they have no jobs');
  const names = [...new Set(all.map(({ job }) => printableLine(job.name)))];
  throw new UsageError('no job failed; say whose log you want', `There are: ${names.join(', ')}.`);
}

async function show(
  sources: Sources,
  { run, job }: RunAndJob,
  { options, signal }: { readonly options: CiLogOptions; readonly signal: AbortSignal },
): Promise<void> {
  const { console } = sources;
  const source = sourceOfRun(sources, run);
  const title = `${printableLine(job.name)} (${stateWord(job.state)}) on ${source.title}, ${printableLine(shownId(run))}`;
  if (options.json !== true) console.remark(console.errorStyle.bold(`── ${title} ──`));
  const printer = new LogPrinter(console, { json: options.json === true, run: shownId(run), job: job.name });
  await source.log(job, {
    steps: options.all === true ? 'all' : 'failed',
    follow: options.follow === true,
    signal,
    write: (piece) => printer.write(piece),
  });
  printer.end();
  if (options.all !== true && isBadEnd(job.state) && options.json !== true)
    console.remark(console.errorStyle.dim('Only what failed is shown; --all shows every step.'));
}

/** Prints whole lines, many at a time, and what a step is called before them. */
class LogPrinter {
  readonly #console: CarefulConsole;
  readonly #options: { readonly json: boolean; readonly run: string; readonly job: string };
  #cutter = new LineCutter();
  #step = '';

  constructor(
    console: CarefulConsole,
    options: { readonly json: boolean; readonly run: string; readonly job: string },
  ) {
    this.#console = console;
    this.#options = options;
  }

  write(piece: LogPiece): void {
    if (piece.kind === 'text') return void this.#print([...this.#cutter.lines(piece.text)]);
    this.end();
    this.#step = piece.step.name;
    if (this.#options.json) return;
    const { style } = this.#console;
    const machine = piece.step.machine === 0 ? '' : ` [${piece.step.machine}]`;
    this.#console.print(
      style.bold(`# ${printableLine(piece.step.name)}${machine} (${stateWord(piece.step.state)})`),
    );
  }

  end(): void {
    this.#print([...this.#cutter.end()]);
  }

  #print(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const { style, isTerminal } = this.#console;
    const { json, run, job } = this.#options;
    if (json) {
      for (const text of lines) this.#console.jsonLine({ run, job, step: this.#step, text });
      return;
    }
    const text = lines.join('\n');
    this.#console.print(isTerminal ? printable(text, { keepColor: style.color }) : text);
  }
}
