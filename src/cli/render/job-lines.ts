import { printableLine } from '../../diagnostics/printable.ts';
import { cut, cutMiddle, pad, textWidth } from '../../diagnostics/text-width.ts';
import { formatElapsed } from '../../run/elapsed.ts';
import type { JobFinished } from '../../run/run-event.ts';
import type { JobState, RunState } from '../../run/run-state.ts';
import {
  count,
  failsRun,
  type LegNames,
  locationText,
  reasonText,
  stepText,
  verdictWord,
  WIDEST_VERDICT,
} from '../../run/run-words.ts';
import { outputLine } from './output-line.ts';
import { type Style, verdictPaint } from './style.ts';

/** Where the columns of a run's job lines stand; the same for finished and running ones. */
export interface JobColumns {
  /** What a line may take: one column less than the terminal has, so that no terminal wraps. */
  readonly width: number;
  readonly title: number;
  readonly platform: number;
}

export function jobColumns(state: RunState, names: LegNames, columns: number): JobColumns {
  const planned = Array.from(state.jobs.values(), (job) => job.planned);
  const width = Math.max(1, columns - 1);
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(textWidth));
  return {
    width,
    title: Math.min(
      widest(planned.map(({ title }) => printableLine(title))),
      Math.max(12, Math.floor(width * 0.35)),
    ),
    platform: width < 60 ? 0 : Math.min(widest(planned.map(names.platform)), 18),
  };
}

/** `✓ unit tests  linux  passed  12.3s  reason`: what stays on the screen of a job that is done. */
export function finishedLine(job: JobState, finished: JobFinished, view: LineView): string {
  const { style, columns } = view;
  const paint = verdictPaint(style, finished.verdict, finished.allowed);
  const bold = failsRun(finished) ? style.bold : (text: string): string => text;
  const time = finished.duration > 0 || finished.attempts > 0 ? formatElapsed(finished.duration) : '';
  const before =
    `${paint(style.glyphs[finished.verdict])} ${bold(titleCell(job, view))}${platformCell(job, view)}  ` +
    `${paint(pad(verdictWord(finished.verdict), WIDEST_VERDICT))} ${pad(time, 7, 'right')}`;
  const reason = cut(
    reasonText(finished),
    Math.max(0, columns.width - textWidth(before) - 2),
    style.ellipsis,
  );
  return reason === '' ? before.trimEnd() : `${before}  ${failsRun(finished) ? reason : style.dim(reason)}`;
}

export interface LineView {
  readonly style: Style;
  readonly names: LegNames;
  readonly columns: JobColumns;
}

export function titleCell(job: JobState, { style, columns }: LineView): string {
  return pad(cutMiddle(printableLine(job.planned.title), columns.title, style.ellipsis), columns.title);
}

export function platformCell(job: JobState, { style, columns, names }: LineView): string {
  if (columns.platform === 0) return '';
  const platform = cut(names.platform(job.planned), columns.platform, style.ellipsis);
  return `  ${style.dim(pad(platform, columns.platform))}`;
}

/** Lines below a failed job: the step, its last lines, and the place it names. So a failure is seen while the rest still runs. */
export function failureLines(
  job: JobState,
  finished: JobFinished,
  view: LineView & { readonly most: number },
): string[] {
  const { failure } = finished;
  if (failure === undefined) return [];
  const { style, columns, most } = view;
  const room = columns.width - 4;
  const shown = failure.tail.slice(-most);
  const bar = verdictPaint(style, finished.verdict, finished.allowed)(style.bar);
  const lines = shown.map((line) => `  ${bar} ${cut(outputLine(line), room, style.ellipsis)}`.trimEnd());
  const step = stepText(job.planned, failure.step);
  if (step !== '') lines.unshift(`  ${bar} ${style.dim(cut(step, room, style.ellipsis))}`);
  const location = locationText(failure);
  if (location !== '') lines.push(`  ${bar} ${style.bold(cut(location, room, style.ellipsis))}`);
  return lines;
}

/** Many jobs that were not run for one and the same reason are one line: they are one piece of news. */
export function notRunLine(jobs: readonly JobFinished[], view: LineView): string {
  const { style, columns } = view;
  const [first] = jobs;
  if (first === undefined) return '';
  const before = `${style.dim(style.glyphs[first.verdict])} ${count(jobs.length, 'job')} ${verdictWord(first.verdict)}`;
  const reason = cut(reasonText(first), Math.max(0, columns.width - textWidth(before) - 2), style.ellipsis);
  return reason === '' ? before : `${before}  ${style.dim(reason)}`;
}
