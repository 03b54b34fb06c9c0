import type { Check } from '../../run/check.ts';
import { formatElapsed, formatLimit } from '../../run/elapsed.ts';
import type { BudgetReport } from './budget.ts';

const DAY = 86_400_000;

/** A budget that is expected to break within so many days is worth a warning today. */
const SOON = 30 * DAY;

/** By the 90th percentile of the last runs: one slow run breaks no budget, and half of them being fast does not keep it. */
export function judgeBudget(report: Omit<BudgetReport, 'check'>, now: number): Check {
  const { budget, runs, p90, forecast, reusing, passedOver } = report;
  const name = `budget of ${budget.workflow} on ${budget.platform}`;
  const limit = formatLimit(budget.limit);
  if (runs === 0) {
    const others = [
      reusing.runs > 0 && `${reusing.runs} reused results`,
      passedOver > 0 && `${passedOver} were cut short`,
    ].filter((text) => text !== false);
    const why =
      others.length === 0 ? 'no run is known' : `of the runs that are known, ${others.join(' and ')}`;
    return {
      name,
      conclusion: 'not_checked',
      summary: `nothing to hold against the budget of ${limit}: ${why}`,
    };
  }
  const figure = `90% of the last ${runs === 1 ? 'run' : `${runs} runs`} took ${formatElapsed(p90)} at most`;
  if (p90 > budget.limit)
    return {
      name,
      conclusion: budget.over === 'fail' ? 'failed' : 'warned',
      summary: `${figure}, ${formatElapsed(p90 - budget.limit)} over the budget of ${limit}`,
    };
  if (forecast !== undefined && forecast.day < now + SOON)
    return {
      name,
      conclusion: 'warned',
      summary: `${figure}, of ${limit}; it is expected to break about ${dayText(forecast.day)}`,
    };
  return { name, conclusion: 'passed', summary: `${figure}, of ${limit}` };
}

/** `2026-12-24`, in UTC. */
export function dayText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
