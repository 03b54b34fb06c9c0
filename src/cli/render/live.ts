import { printableLine } from '../../diagnostics/printable.ts';
import { cut } from '../../diagnostics/text-width.ts';
import type { LegId } from '../../plan/plan.ts';
import type { Clock } from '../../platform/clock.ts';
import { isBad, type JobFinished, type RunEvent } from '../../run/run-event.ts';
import { RunFold } from '../../run/run-state.ts';
import { elsewhereLines, failsRun, legNames } from '../../run/run-words.ts';
import { BlockWriter } from './block-writer.ts';
import { failureLines, finishedLine, jobColumns, type LineView, notRunLine } from './job-lines.ts';
import { liveBlock } from './live-block.ts';
import type { Renderer, Screen } from './renderer.ts';
import { runTitle } from './run-title.ts';
import { createStyle, type Style } from './style.ts';

/** Ten frames a second look alive and cost nothing. */
const FRAME = 100;

/** Lines of a failed job's output that are shown at once; the summary shows more. */
const FAILURE_TAIL = 8;
const ALLOWED_TAIL = 2;

/** From this many jobs on that did not run for the same reason, they share one line. */
const FOLD_NOT_RUN = 4;

/**
 * A run on a terminal somebody watches: finished jobs as lines that stay, and below them a block that shows what runs now.
 * Written by hand: the libraries weighed took 20 to 2,000 times the processor time for 200 jobs.
 */
export class LiveRenderer implements Renderer {
  readonly #screen: Screen;
  readonly #clock: Clock;
  readonly #style: Style;
  readonly #writer: BlockWriter;
  readonly #fold = new RunFold();
  readonly #lastLines = new Map<LegId, string>();
  /** What happened since the last frame and is to be printed for good. */
  #news: RunEvent[] = [];
  #stopTimer: (() => void) | undefined;
  #stopResize: () => void;
  #closed = false;

  constructor(screen: Screen, clock: Clock) {
    this.#screen = screen;
    this.#clock = clock;
    this.#style = createStyle(screen);
    this.#writer = new BlockWriter(screen);
    this.#stopResize = screen.onResize(() => this.#draw());
  }

  event(event: RunEvent): void {
    if (this.#closed) return;
    this.#fold.add(event);
    if (event.kind === 'job.output') {
      const line = event.lines.findLast((text) => text.trim() !== '');
      if (line !== undefined) this.#lastLines.set(event.leg, line);
    } else if (event.kind === 'step.started') this.#lastLines.delete(event.leg);
    else if (event.kind === 'run.started' || event.kind === 'job.finished' || event.kind === 'warning')
      this.#news.push(event);
    if (this.#stopTimer === undefined) this.#schedule();
  }

  finish(): Promise<void> {
    if (!this.#closed) {
      this.#draw();
      this.restore();
    }
    return Promise.resolve();
  }

  /** Takes the block away and gives the terminal back, at once: for signal handlers. What is printed stays. */
  restore(): void {
    this.#closed = true;
    this.#stopTimer?.();
    this.#stopResize();
    this.#writer.close();
  }

  #schedule(): void {
    this.#stopTimer = this.#clock.after(FRAME, () => {
      if (this.#closed) return;
      this.#draw();
      this.#schedule();
    });
  }

  #draw(): void {
    const { state } = this.#fold;
    if (state.started === undefined) return;
    const names = legNames(state.started.plan);
    const columns = jobColumns(state, names, this.#screen.columns);
    const view: LineView = { style: this.#style, names, columns };
    const above = this.#newsLines(view);
    const rows = Math.max(1, this.#screen.rows - 1);
    const block = liveBlock({ ...view, state, now: this.#clock.now(), rows, lastLines: this.#lastLines });
    this.#writer.draw(above, block);
  }

  #newsLines(view: LineView): string[] {
    const news = this.#news;
    this.#news = [];
    const lines: string[] = [];
    const folded = foldNotRun(news);
    for (const event of news) {
      if (event.kind === 'job.finished') lines.push(...this.#jobLines(event, folded, view));
      else if (event.kind === 'run.started') lines.push(...startLines(event, view));
      else if (event.kind === 'warning') {
        const text = `${view.style.glyphs.warning} ${printableLine(event.message)}`;
        lines.push(view.style.yellow(cut(text, view.columns.width, view.style.ellipsis)));
      }
    }
    return lines;
  }

  #jobLines(
    event: JobFinished,
    folded: ReadonlyMap<JobFinished, readonly JobFinished[]>,
    view: LineView,
  ): string[] {
    const job = this.#fold.state.jobs.get(event.leg);
    const group = folded.get(event);
    if (group !== undefined) return group[0] === event ? [notRunLine(group, view)] : [];
    if (job === undefined) return [];
    const line = finishedLine(job, event, view);
    if (!isBad(event.verdict)) return [line];
    const most = failsRun(event) ? FAILURE_TAIL : ALLOWED_TAIL;
    return [line, ...failureLines(job, event, { ...view, most })];
  }
}

function foldNotRun(news: readonly RunEvent[]): Map<JobFinished, readonly JobFinished[]> {
  const groups = new Map<string, JobFinished[]>();
  for (const event of news) {
    if (event.kind !== 'job.finished' || event.attempts > 0) continue;
    if (event.verdict !== 'skipped' && event.verdict !== 'cancelled') continue;
    const key = `${event.verdict} ${event.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  const folded = Array.from(groups.values()).filter((group) => group.length >= FOLD_NOT_RUN);
  return new Map(folded.flatMap((group) => group.map((event) => [event, group] as const)));
}

function startLines(
  event: Extract<RunEvent, { kind: 'run.started' }>,
  { style, columns }: LineView,
): string[] {
  const title = style.dim(cut(runTitle(event, style), columns.width, style.ellipsis));
  const elsewhere = elsewhereLines(event.elsewhere);
  const lines = elsewhere.map((text) =>
    style.dim(cut(`${style.glyphs.elsewhere} ${text}`, columns.width, style.ellipsis)),
  );
  return [title, ...lines, ''];
}
