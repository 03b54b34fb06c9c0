import { systemClock } from '../../platform/clock.ts';
import { randomHex } from '../../platform/digest.ts';
import { thisHost } from '../../platform/host.ts';
import { type JobState, RunFold, type RunState } from '../../run/run-state.ts';
import type { Console } from '../console.ts';
import { appendStepSummary, stepSummaryPath } from '../step-summary.ts';
import { GroupedRenderer } from './grouped.ts';
import { JsonRenderer } from './json.ts';
import { LiveRenderer } from './live.ts';
import { PlainRenderer } from './plain.ts';
import type { Renderer } from './renderer.ts';
import { runSummary } from './run-summary.ts';
import { renderSummary } from './summary.ts';
import type { SummaryOptions } from './summary-options.ts';
import { chooseRenderer } from './terminal-abilities.ts';

/** The renderer for where we are: JSON, a terminal, a CI system's log, or a pipe. All but JSON end with the summary. */
export function openRenderer(console: Console, options: { readonly json: boolean }): Renderer {
  const { screen } = console;
  const { os } = thisHost();
  const kind = chooseRenderer({ env: process.env, tty: console.isTerminal, os, json: options.json });
  switch (kind) {
    case 'json':
      return new JsonRenderer((text) => screen.write(text));
    case 'live':
      return new WithSummary(new LiveRenderer(screen, systemClock), console, 'folded');
    case 'github':
    case 'circleci':
      return new WithSummary(
        new GroupedRenderer(screen, systemClock, { dialect: kind, token: () => randomHex(16) }),
        console,
      );
    case 'plain':
      return new WithSummary(new PlainRenderer(screen, systemClock), console);
    default:
      return kind satisfies never;
  }
}

/** Adds the summary when the run is over, also to the page GitHub Actions shows for a job. */
class WithSummary implements Renderer {
  readonly #inner: Renderer;
  readonly #console: Console;
  readonly #fold = new RunFold();
  readonly #passed: 'listed' | 'folded';
  #done = false;

  constructor(inner: Renderer, console: Console, passed: 'listed' | 'folded' = 'listed') {
    this.#passed = passed;
    this.#inner = inner;
    this.#console = console;
  }

  event(event: Parameters<Renderer['event']>[0]): void {
    this.#fold.add(event);
    this.#inner.event(event);
  }

  async finish(): Promise<void> {
    await this.#inner.finish();
    if (this.#done || this.#fold.state.finished === undefined) return;
    this.#done = true;
    const { state } = this.#fold;
    const { screen, style } = this.#console;
    screen.write(
      `\n${renderSummary(state, { style, columns: screen.columns, passed: this.#passed, ...nextCommands(state) })}`,
    );
    const page = stepSummaryPath();
    if (page !== undefined) appendStepSummary(page, runSummary(state, nextCommands(state)));
  }
}

/** What to type next. Runs of `fix` and `setup` are started again by these. */
export function nextCommands({
  started,
}: RunState): Pick<SummaryOptions, 'rerun' | 'resume' | 'log' | 'page'> {
  const { command, jobs = [] } = started?.selection ?? {};
  // The next edit runs again what it affects.
  if (command === 'watch') return { log };
  return {
    rerun:
      command === undefined
        ? 'lockstep runs rerun --failed'
        : ['lockstep', command, ...jobs.map(quote)].join(' '),
    resume: 'lockstep run --resume',
    log,
    page: 'lockstep open',
  };
}

function log(job: JobState): string {
  return `lockstep runs log ${quote(job.planned.id)}`;
}

function quote(word: string): string {
  return /^[A-Za-z0-9_.@=/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
