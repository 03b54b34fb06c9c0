import { printableLine } from '../../diagnostics/printable.ts';
import type { LegId } from '../../plan/plan.ts';
import type { Clock } from '../../platform/clock.ts';
import { isBad, type JobFinished, type RunEvent, type RunStarted } from '../../run/run-event.ts';
import { RunFold } from '../../run/run-state.ts';
import { elsewhereLines, failsRun, type LegNames, legNames, locationText } from '../../run/run-words.ts';
import { annotation, fenced, GROUP_END, groupStart } from './github-commands.ts';
import { Heartbeat, heartbeatText } from './heartbeat.ts';
import { outputLine } from './output-line.ts';
import { verdictText } from './plain.ts';
import type { Renderer, Screen } from './renderer.ts';
import { runTitle } from './run-title.ts';
import { createStyle, type Style } from './style.ts';

/** What a job's log may take of memory and of the page; the log file has all. */
const MOST_LINES = 5_000;

export interface GroupedOptions {
  readonly dialect: 'github' | 'circleci';
  /** A random text nobody can guess, new for each call. */
  readonly token: () => string;
}

/**
 * A run in the log of a CI system: each job's output in one piece when the job is done, folded on GitHub Actions and under a
 * headline on CircleCI, which has no folding. Jobs that failed come last and are never folded; that they failed is said at once.
 */
export class GroupedRenderer implements Renderer {
  readonly #screen: Pick<Screen, 'color' | 'unicode' | 'write'>;
  readonly #clock: Clock;
  readonly #options: GroupedOptions;
  readonly #style: Style;
  readonly #fold = new RunFold();
  readonly #heartbeat: Heartbeat;
  readonly #logs = new Map<LegId, JobLog>();
  readonly #failed: JobFinished[] = [];

  constructor(screen: Pick<Screen, 'color' | 'unicode' | 'write'>, clock: Clock, options: GroupedOptions) {
    this.#screen = screen;
    this.#clock = clock;
    this.#options = options;
    this.#style = createStyle(screen);
    this.#heartbeat = new Heartbeat(clock, () => this.#stillRunning());
  }

  event(event: RunEvent): void {
    this.#fold.add(event);
    if (event.kind === 'run.started') this.#print(this.#startLines(event));
    else if (event.kind === 'job.finished') this.#finished(event);
    else if (event.kind === 'warning')
      this.#print([
        this.#style.yellow(`${this.#style.glyphs.warning} ${harmless(printableLine(event.message))}`),
      ]);
    else this.#remember(event);
  }

  #remember(event: RunEvent): void {
    if (event.kind === 'job.started' && event.attempt > 1)
      this.#log(event.leg).add(this.#style.yellow(`attempt ${event.attempt}`));
    else if (event.kind === 'step.started')
      this.#log(event.leg).add(this.#style.dim(`$ ${this.#stepName(event.leg, event.step)}`));
    else if (event.kind === 'job.output')
      for (const line of event.lines)
        this.#log(event.leg).add(outputLine(line, { keepColor: this.#style.color }));
  }

  finish(): Promise<void> {
    this.#heartbeat.stop();
    const unfinished = Array.from(this.#logs.keys()).filter(
      (leg) => !this.#failed.some((job) => job.leg === leg),
    );
    for (const leg of unfinished) this.#print(this.#section(leg, `${this.#name(leg)} did not finish`, false));
    for (const job of this.#failed.splice(0)) {
      const title = this.#title(job);
      this.#print([...this.#section(job.leg, title, false), ...this.#annotation(job)]);
    }
    this.#heartbeat.stop();
    return Promise.resolve();
  }

  #finished(job: JobFinished): void {
    const title = this.#title(job);
    if (failsRun(job)) {
      this.#failed.push(job);
      this.#print([
        `${title}${this.#logs.has(job.leg) ? this.#style.dim(' (its output is at the end)') : ''}`,
      ]);
      return;
    }
    const warn = isBad(job.verdict) || job.verdict === 'flaky';
    this.#print([...this.#section(job.leg, title, true), ...(warn ? this.#annotation(job) : [])]);
  }

  #title(job: JobFinished): string {
    return harmless(verdictText(job, this.#style, this.#name(job.leg)));
  }

  /** A job's log and what stands above it. Printed logs are forgotten. */
  #section(leg: LegId, title: string, fold: boolean): string[] {
    const lines = this.#logs.get(leg)?.lines() ?? [];
    this.#logs.delete(leg);
    if (this.#options.dialect === 'circleci')
      return lines.length === 0 ? [title] : ['', `${this.#style.bold('==')} ${title}`, ...lines];
    const fence = fenced(lines, this.#options.token());
    if (lines.length === 0) return [title];
    return fold ? [groupStart(title), ...fence, GROUP_END] : ['', title, ...fence];
  }

  /** The place that the failure names: as an annotation, or as a line. */
  #annotation(job: JobFinished): string[] {
    if (this.#options.dialect === 'github') return [annotation(this.#name(job.leg), job)];
    const location = locationText(job.failure);
    return location === '' ? [] : [this.#style.bold(location)];
  }

  #startLines(event: RunStarted): string[] {
    const { dim, glyphs } = this.#style;
    const elsewhere = elsewhereLines(event.elsewhere).map((line) => dim(`${glyphs.elsewhere} ${line}`));
    return [dim(runTitle(event, this.#style)), ...elsewhere];
  }

  #stillRunning(): void {
    const names = this.#names();
    const text = names === undefined ? '' : heartbeatText(this.#fold.state, names, this.#clock.now());
    if (text !== '') this.#print([this.#style.dim(`${this.#style.glyphs.waiting} ${text}`)]);
  }

  #print(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.#screen.write(lines.map((line) => `${line}\n`).join(''));
    this.#heartbeat.heard();
  }

  #log(leg: LegId): JobLog {
    const log = this.#logs.get(leg) ?? new JobLog();
    this.#logs.set(leg, log);
    return log;
  }

  #names(): LegNames | undefined {
    const { started } = this.#fold.state;
    return started === undefined ? undefined : legNames(started.plan);
  }

  #name(leg: LegId): string {
    return this.#names()?.name(leg) ?? printableLine(leg);
  }

  #stepName(leg: LegId, step: number): string {
    return printableLine(this.#fold.state.jobs.get(leg)?.planned.steps[step]?.name ?? `step ${step + 1}`);
  }
}

/** The runner also obeys the older form of commands, `##[name]`, anywhere in a line. */
function harmless(text: string): string {
  return text.replaceAll('##[', '## [');
}

/** The newest lines of a job. */
class JobLog {
  #lines: string[] = [];
  #dropped = 0;

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length < 2 * MOST_LINES) return;
    this.#dropped += this.#lines.length - MOST_LINES;
    this.#lines = this.#lines.slice(-MOST_LINES);
  }

  lines(): string[] {
    const dropped = this.#dropped + Math.max(0, this.#lines.length - MOST_LINES);
    const lines = this.#lines.slice(-MOST_LINES);
    return dropped === 0 ? lines : [`(${dropped} earlier lines are in the log file)`, ...lines];
  }
}
