import { printableLine } from '../../diagnostics/printable.ts';
import { wrap } from '../../diagnostics/text-width.ts';
import { isBad, type JobFinished, type RunFinished, type RunStarted } from '../../run/run-event.ts';
import type { JobState, RunState } from '../../run/run-state.ts';
import { formatElapsed, formatLimit } from './elapsed.ts';
import { count, failsRun, type LegNames, legNames, reasonText } from './run-words.ts';
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
  return lines;
}

function verdictLook(finished: RunFinished | undefined, style: Style): [string, Paint] {
  if (finished?.verdict === 'passed') return [style.glyphs.passed, style.green];
  if (finished?.verdict === 'failed') return [style.glyphs.failed, style.red];
  return [style.glyphs.cancelled, style.yellow];
}

/** `2 of 12 jobs failed: 7 passed, 1 flaky, 2 skipped` */
export function verdictSentence(state: RunState): string {
  const jobs = Array.from(state.jobs.values());
  const failed = jobs.filter((job) => job.finished !== undefined && failsRun(job.finished)).length;
  const parts = verdictCounts(state).filter(({ word }) => word !== 'failed');
  const list = parts.map(({ word, number }) => `${number} ${word}`).join(', ');
  const verdict = state.finished?.verdict;
  const reason = printableLine(state.finished?.reason ?? '');
  if (verdict === 'passed') {
    const plain = parts.length === 1 && parts[0]?.word === 'passed';
    return plain
      ? `${count(jobs.length, 'job')} passed`
      : `${count(jobs.length, 'job')}, none failed: ${list}`;
  }
  if (verdict === 'failed')
    return `${failed} of ${count(jobs.length, 'job')} failed${list === '' ? '' : `: ${list}`}`;
  const what = verdict === undefined ? 'The run did not finish' : 'The run was cancelled';
  return `${what}${reason === '' ? '' : ` (${reason})`}: ${list || 'nothing was done'}`;
}

/** How many jobs ended in which way, by the words of the screen; only those that occur. */
function verdictCounts(state: RunState): { word: string; number: number }[] {
  const finished = Array.from(state.jobs.values(), (job) => job.finished);
  const number = (matches: (job: JobFinished) => boolean): number =>
    finished.filter((job) => job !== undefined && matches(job)).length;
  const leftOut = state.started?.plan.skipped.length ?? 0;
  return [
    { word: 'failed', number: number(failsRun) },
    { word: 'passed', number: number(({ verdict }) => verdict === 'passed') },
    { word: 'flaky', number: number(({ verdict }) => verdict === 'flaky') },
    { word: 'reused', number: number(({ verdict }) => verdict === 'reused') },
    { word: 'allowed to fail', number: number((job) => isBad(job.verdict) && !failsRun(job)) },
    { word: 'skipped', number: number(({ verdict }) => verdict === 'skipped') + leftOut },
    { word: 'cancelled', number: number(({ verdict }) => verdict === 'cancelled') },
    { word: 'not done', number: finished.filter((job) => job === undefined).length },
    { word: 'elsewhere', number: state.started?.elsewhere.length ?? 0 },
  ].filter((part) => part.number > 0);
}

/** `42.0s of 5m budget; critical path 40.0s: setup → unit`, or by how much the budget was missed. */
export function timeText(finished: RunFinished, started: RunStarted, names: LegNames, arrow: string): string {
  const { budget } = started.plan;
  const wall = formatElapsed(finished.duration);
  const { legs, duration } = finished.criticalPath;
  const path = `; critical path ${formatElapsed(duration)}: ${legs.map(names.name).join(` ${arrow} `)}`;
  const chain = legs.length === 0 ? '' : path;
  if (budget === undefined) return wall + chain;
  if (finished.duration <= budget) return `${wall} of ${formatLimit(budget)} budget${chain}`;
  return `${wall}, ${formatElapsed(finished.duration - budget)} over the ${formatLimit(budget)} budget${chain}`;
}
