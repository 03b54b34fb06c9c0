import { printableLine } from '../diagnostics/printable.ts';
import { formatElapsed, formatLimit } from './elapsed.ts';
import { isBad, type JobFinished, type RunFinished, type RunStarted } from './run-event.ts';
import type { RunState } from './run-state.ts';
import { count, failsRun, type LegNames } from './run-words.ts';

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
