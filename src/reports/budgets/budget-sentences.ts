import { formatElapsed, formatLimit } from '../../run/elapsed.ts';
import { count } from '../../run/run-words.ts';
import type { BudgetReport, Moved, Recoverable } from './budget.ts';
import { dayText } from './judge-budget.ts';

const DAY = 86_400_000;

/** What else there is to say about a budget, one fact a sentence; names in them are as they are. The same in every medium. */
export function budgetSentences(report: BudgetReport): readonly string[] {
  if (report.runs === 0) return [];
  return [
    report.budget.assumed
      ? `The definition gives no budget: ${formatLimit(report.budget.limit)} is what such a workflow is usually given.`
      : '',
    trendSentence(report),
    forecastSentence(report),
    ...(report.moved === undefined ? [] : movedSentences(report.moved)),
    ...(report.recover === undefined ? [] : recoverSentences(report.recover)),
    report.reusing.runs === 0
      ? ''
      : `${count(report.reusing.runs, 'run')} that reused results took ${formatElapsed(report.reusing.median)} (median).`,
    report.passedOver === 0
      ? ''
      : `${count(report.passedOver, 'run')} cut short or of a part of the workflow: not counted.`,
  ].filter((sentence) => sentence !== '');
}

function trendSentence({ trend }: BudgetReport): string {
  switch (trend.kind) {
    case 'none':
      return `No trend in ${count(trend.days, 'day')} with runs.`;
    case 'drift': {
      const [low, high] = trend.interval.map((slope) => slope * 7);
      const week = trend.slope * 7;
      const direction = week > 0 ? 'slower' : 'faster';
      const ends = [low ?? 0, high ?? 0]
        .map((end) => (week > 0 ? end : -end))
        .toSorted((one, two) => one - two);
      return `${formatElapsed(Math.abs(week))} ${direction} each week, over ${count(trend.days, 'day')} with runs (95% interval: ${ends.map(formatElapsed).join(' to ')}).`;
    }
    case 'jump': {
      const change = trend.after - trend.before;
      return `${formatElapsed(Math.abs(change))} ${change > 0 ? 'slower' : 'faster'} since ${dayText(trend.day * DAY)}: ${formatElapsed(trend.before)} before, ${formatElapsed(trend.after)} after (medians of days); no trend since.`;
    }
    default:
      return trend satisfies never;
  }
}

function forecastSentence({ forecast, trend, p90, budget }: BudgetReport): string {
  if (forecast === undefined) {
    const safe = trend.kind === 'drift' && trend.slope > 0 && p90 <= budget.limit;
    return safe ? 'At that pace the budget holds for a year and more.' : '';
  }
  const { day, earliest, latest } = forecast;
  const end = latest === undefined ? 'over a year from now' : dayText(latest);
  return `At that pace the budget breaks about ${dayText(day)} (between ${dayText(earliest)} and ${end}).`;
}

/** A leg whose median moved by less is not worth a name. */
const LEAST_SHARE = 0.1;

function movedSentences({ before, after, runsBefore, runsAfter, path, legs }: Moved): readonly string[] {
  const change = after - before;
  if (Math.abs(change) < 0.05 * before) return [];
  const named = legs
    .filter((leg) => Math.abs(leg.after - (leg.before ?? 0)) >= LEAST_SHARE * Math.abs(change))
    .slice(0, 4)
    .map((leg) =>
      leg.before === undefined
        ? `${leg.name} is new and takes ${formatElapsed(leg.after)}`
        : `${leg.name} ${signed(leg.after - leg.before)} (${formatElapsed(leg.before)} → ${formatElapsed(leg.after)})`,
    );
  return [
    `The critical path is ${formatElapsed(Math.abs(change))} ${change > 0 ? 'longer' : 'shorter'} than it was: ${formatElapsed(before)} → ${formatElapsed(after)} (medians of ${runsBefore} and ${count(runsAfter, 'run')}); ${named.join(', ') || 'no leg alone'}.`,
    `It is now ${path.join(' → ')}.`,
  ];
}

function signed(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${formatElapsed(Math.abs(ms))}`;
}

function recoverSentences(recover: Recoverable): readonly string[] {
  const { slots, now, criticalPath, enough, reused, neverReused, path } = recover;
  const gain = now - enough.duration;
  const parallel =
    enough.slots > slots && gain >= 0.02 * now
      ? `With ${enough.slots} slots in place of ${slots} it would take ${formatElapsed(enough.duration)}, ${formatElapsed(gain)} less; more would bring nothing.`
      : `More than ${count(slots, 'slot')} would bring nothing: the critical path takes ${formatElapsed(criticalPath)} of ${formatElapsed(now)}.`;
  const saved = now - reused;
  const cached =
    saved >= 0.02 * now
      ? `With every result reused that can be it would take ${formatElapsed(reused)}, ${formatElapsed(saved)} less.`
      : '';
  const never =
    neverReused.length === 0
      ? ''
      : `Of the critical path (${path.join(' → ')}) these always run, as jobs do that name no inputs, see secrets or use services: ${neverReused.join(', ')}.`;
  return [parallel, cached, never];
}
