import { printableLine } from '../../diagnostics/printable.ts';
import { wrap } from '../../diagnostics/text-width.ts';
import { formatElapsed } from '../../run/elapsed.ts';
import { isBad, type JobFinished, type RunFinished, type RunStarted } from '../../run/run-event.ts';
import type { JobState, RunState } from '../../run/run-state.ts';
import { failsRun, type LegNames, legNames, reasonText } from '../../run/run-words.ts';
import { timeText, verdictSentence } from '../../run/verdict-sentence.ts';
import type { Paint, Style } from './style.ts';
import { failureSections } from './summary-failures.ts';
import type { SummaryOptions } from './summary-options.ts';
import { summaryTable } from './summary-table.ts';

/** A critical path of dozens of jobs is cut short. */
const MOST_TIME_LINES = 3;

/** So many jobs before it is worth saying which were slow. */
const ENOUGH_FOR_SLOWEST = 5;

/**
 * What came out of a run, for people: a table of its jobs, each failure with its last lines, what deserves a look though it
 * did not fail, and last, where the eye rests, the verdict with the time it took and what to type next.
 */
export function renderSummary(state: RunState, options: SummaryOptions): string {
  const { started } = state;
  if (started === undefined) return '';
  const names = legNames(started.plan);
  const sections = [
    summaryTable(state, options),
    ...failureSections(state, options),
    remarks(state, names, options),
    verdictLines(state, started, names, options),
  ];
  const text = sections.filter((section) => section.length > 0).map((section) => `${section.join('\n')}\n`);
  return text.join('\n');
}

function jobsOf(state: RunState): { job: JobState; finished: JobFinished }[] {
  return Array.from(state.jobs.values()).flatMap((job) =>
    job.finished === undefined ? [] : [{ job, finished: job.finished }],
  );
}

/** Flaky jobs, failures that were allowed, and the slowest jobs: one line each. */
function remarks(state: RunState, names: LegNames, { style, columns }: SummaryOptions): string[] {
  const done = jobsOf(state);
  const list = (chosen: readonly { finished: JobFinished }[], text: (job: JobFinished) => string): string =>
    chosen.map(({ finished }) => text(finished)).join(', ');
  const flaky = done.filter(({ finished }) => finished.verdict === 'flaky');
  const allowed = done.filter(({ finished }) => finished.allowed === true && isBad(finished.verdict));
  const ran = done.filter(({ finished }) => finished.duration > 0);
  const slowest = ran.toSorted((one, two) => two.finished.duration - one.finished.duration).slice(0, 3);
  const name = (job: JobFinished): string => names.name(job.leg);
  const facts = [
    {
      label: 'Flaky',
      text: list(flaky, (job) => `${name(job)} (${reasonText(job) || 'not at the first attempt'})`),
    },
    {
      label: 'Allowed to fail',
      text: list(allowed, (job) => `${name(job)} (${printableLine(job.reason ?? job.verdict)})`),
    },
    {
      label: 'Slowest',
      text:
        ran.length > ENOUGH_FOR_SLOWEST
          ? list(slowest, (job) => `${name(job)} ${formatElapsed(job.duration)}`)
          : '',
    },
    ...state.warnings.map(({ message }) => ({ label: 'Warning', text: printableLine(message) })),
  ].filter(({ text }) => text !== '');
  const label = Math.max(0, ...facts.map((fact) => fact.label.length)) + 2;
  return facts.flatMap((fact) =>
    wrap(fact.text, columns - label - 1).map((line, index) => {
      const paint = fact.label === 'Slowest' ? style.dim : style.yellow;
      return index === 0 ? paint(fact.label.padEnd(label)) + line : ' '.repeat(label) + line;
    }),
  );
}

function verdictLines(
  state: RunState,
  started: RunStarted,
  names: LegNames,
  options: SummaryOptions,
): string[] {
  const { style, columns } = options;
  const { finished } = state;
  const [glyph, paint] = verdictLook(finished, style);
  const [headline = '', ...more] = wrap(verdictSentence(state), columns - 3);
  const lines = [`${paint(glyph)} ${style.bold(paint(headline))}`, ...more.map((line) => `  ${paint(line)}`)];
  if (finished !== undefined) {
    const over = started.plan.budget !== undefined && finished.duration > started.plan.budget;
    const time = wrap(timeText(finished, started, names, style.arrow), columns - 3).slice(0, MOST_TIME_LINES);
    lines.push(...time.map((line) => `  ${over ? style.yellow(line) : style.dim(line)}`));
  }
  const resumable = started.selection.command === undefined;
  if (finished?.verdict === 'cancelled' && resumable && options.resume !== undefined)
    lines.push(`  ${style.dim('Go on')}      ${options.resume}`);
  const failed = jobsOf(state).find((job) => failsRun(job.finished));
  if (failed === undefined) return lines;
  if (options.rerun !== undefined) lines.push(`  ${style.dim('Run again')}  ${options.rerun}`);
  if (options.log !== undefined) lines.push(`  ${style.dim('Whole log')}  ${options.log(failed.job)}`);
  if (options.page !== undefined) lines.push(`  ${style.dim('As a page')}  ${options.page}`);
  return lines;
}

function verdictLook(finished: RunFinished | undefined, style: Style): [string, Paint] {
  if (finished?.verdict === 'passed') return [style.glyphs.passed, style.green];
  if (finished?.verdict === 'failed') return [style.glyphs.failed, style.red];
  return [style.glyphs.cancelled, style.yellow];
}
