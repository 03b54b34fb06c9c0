import { printableLine } from '../../diagnostics/printable.ts';
import { cut, pad, textWidth } from '../../diagnostics/text-width.ts';
import type { LegId } from '../../plan/plan.ts';
import { formatSeconds } from '../../run/elapsed.ts';
import type { JobState, RunState } from '../../run/run-state.ts';
import { failsRun } from '../../run/run-words.ts';
import { type LineView, platformCell, titleCell } from './job-lines.ts';
import { outputLine } from './output-line.ts';
import { expectedRemaining } from './remaining.ts';
import type { Style } from './style.ts';

export interface LiveView extends LineView {
  readonly state: RunState;
  readonly now: number;
  /** Lines the block may have. */
  readonly rows: number;
  /** The newest line each running job printed, as it came. */
  readonly lastLines: ReadonlyMap<LegId, string>;
}

const STEP_WIDTH = 24;
const WIDEST_BAR = 20;
const NARROWEST_BAR = 5;

/** The part of the screen that moves: running jobs, how many wait, and one line for the whole. Pure: the same view, the same lines. */
export function liveBlock(view: LiveView): string[] {
  const jobs = Array.from(view.state.jobs.values());
  const running = longestFirst(jobs, view.state);
  const waiting = jobs.filter((job) => job.status === 'waiting').length;
  // A blank line above, the line of what is not shown, and the progress line.
  const room = Math.max(0, view.rows - 2 - (waiting > 0 ? 1 : 0));
  const shown = running.length <= room ? running : running.slice(0, Math.max(0, view.rows - 3));
  const lines = shown.map((job) => runningLine(job, view));
  const more = moreLine(running.length - shown.length, waiting, view.style);
  if (more !== '') lines.push(more);
  lines.push(progressLine(view));
  if (lines.length < view.rows) lines.unshift('');
  return lines.slice(-Math.max(1, view.rows));
}

/** The order does not change while a job runs, so that lines stay where the eye has found them. */
function longestFirst(jobs: readonly JobState[], state: RunState): JobState[] {
  const expected = (job: JobState): number => state.started?.expected[job.planned.id] ?? -1;
  return jobs.filter((job) => job.status === 'running').sort((one, two) => expected(two) - expected(one));
}

function runningLine(job: JobState, view: LiveView): string {
  const { style, columns } = view;
  const elapsed = formatSeconds(view.now - (job.startedAt ?? view.now));
  const before = `${style.cyan(style.glyphs.running)} ${titleCell(job, view)}${platformCell(job, view)}  ${pad(elapsed, 7, 'right')}`;
  const room = columns.width - textWidth(before) - 2;
  const step = cut(stepName(job), Math.min(room, STEP_WIDTH), style.ellipsis);
  if (step === '') return before;
  const last = outputLine(view.lastLines.get(job.planned.id) ?? '').trim();
  const left = room - Math.max(textWidth(step), STEP_WIDTH) - 2;
  const line = left < 10 || last === '' ? '' : `  ${style.dim(cut(last, left, style.ellipsis))}`;
  return `${before}  ${line === '' ? step : pad(step, STEP_WIDTH) + line}`;
}

function stepName(job: JobState): string {
  const at = job.steps.findLastIndex((step) => step.startedAt !== undefined);
  const name = printableLine(job.planned.steps[Math.max(0, at)]?.name ?? '');
  return job.attempt > 1 ? `attempt ${job.attempt}: ${name}` : name;
}

function moreLine(hidden: number, waiting: number, style: Style): string {
  const parts = [hidden > 0 ? `${hidden} more running` : '', waiting > 0 ? `${waiting} waiting` : ''];
  const text = parts.filter((part) => part !== '').join(', ');
  return text === '' ? '' : style.dim(`${style.ellipsis} and ${text}`);
}

/** `━━━━━───  12 of 200 done · 1 failed · 1m 12s · about 2m left`; what matters least goes first when it is too narrow. */
function progressLine({ state, now, style, columns }: LiveView): string {
  const jobs = Array.from(state.jobs.values());
  const done = jobs.filter((job) => job.status === 'finished').length;
  const failed = jobs.filter((job) => job.finished !== undefined && failsRun(job.finished)).length;
  const remaining = expectedRemaining(state, now);
  const left = remaining === undefined || remaining.ms < 1000 ? '' : formatSeconds(remaining.ms);
  const facts = [
    { text: `${done} of ${jobs.length} done`, paint: style.bold },
    { text: failed === 0 ? '' : `${failed} failed`, paint: style.red },
    { text: formatSeconds(now - (state.started?.time ?? now)), paint: plain },
    {
      text: left === '' ? '' : `${remaining?.atLeast === true ? 'at least' : 'about'} ${left} left`,
      paint: style.dim,
    },
  ].filter(({ text }) => text !== '');
  const separator = ` ${style.dot} `;
  const width = (): number => textWidth(facts.map(({ text }) => text).join(separator));
  while (width() > columns.width && facts.length > 1) facts.pop();
  const text = facts.map((fact) => fact.paint(fact.text)).join(style.dim(separator));
  const bar = Math.min(WIDEST_BAR, columns.width - width() - 2);
  if (bar < NARROWEST_BAR) return text;
  const full = jobs.length === 0 ? 0 : Math.floor((done / jobs.length) * bar);
  const paint = failed === 0 ? style.green : style.red;
  return `${paint(style.glyphs.full.repeat(full))}${style.dim(style.glyphs.empty.repeat(bar - full))}  ${text}`;
}

function plain(text: string): string {
  return text;
}
