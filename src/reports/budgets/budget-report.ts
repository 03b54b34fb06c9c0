import { median, quantile } from '../../run/order-statistics.ts';
import type { PastRun } from '../../run/past-run.ts';
import type { Budget, BudgetReport, Forecast, Moved, Recoverable } from './budget.ts';
import { judgeBudget } from './judge-budget.ts';
import { type MeasuredRuns, measuredRuns } from './measured-runs.ts';
import { type Schedule, type ScheduledLeg, simulateSchedule } from './simulate-schedule.ts';
import { type Trend, trendOf } from './trend.ts';

const DAY = 86_400_000;
const LAST = 20;
const WINDOW = 60 * DAY;
const YEAR = 365 * DAY;

/** Holds a budget against the history. `now` is milliseconds since 1970. */
export function reportBudget(
  budget: Budget,
  history: readonly PastRun[],
  { now, thisPlatform }: { readonly now: number; readonly thisPlatform: string },
): BudgetReport {
  const measured = measuredRuns(history, { ...budget, thisPlatform });
  const recent = measured.full.filter(({ time }) => time > now - WINDOW);
  const last = measured.full.slice(-LAST);
  const durations = last.map(({ duration }) => duration);
  const p90 = quantile(durations, 0.9);
  const trend = trendOf(recent.map(({ time, duration }) => ({ day: time / DAY, value: duration })));
  const forecast = forecastOf(trend, { p90, limit: budget.limit, now });
  const figures = {
    budget,
    runs: last.length,
    median: median(durations),
    p90,
    trend,
    forecast,
    moved: movedOf(budget, measured, trend),
    recover: last.length === 0 ? undefined : recoverableOf(budget, last),
    reusing: {
      runs: measured.reusing.length,
      median: median(measured.reusing.map(({ duration }) => duration)),
    },
    passedOver: measured.passedOver,
    series: recent.map(({ id, time, duration }) => ({ id, time, duration })),
  };
  return { ...figures, check: judgeBudget(figures, now) };
}

function forecastOf(
  trend: Trend,
  { p90, limit, now }: { readonly p90: number; readonly limit: number; readonly now: number },
): Forecast | undefined {
  if (trend.kind !== 'drift' || trend.slope <= 0 || p90 > limit) return undefined;
  const [low, high] = trend.interval;
  const crossing = (slope: number): number => now + ((limit - p90) / slope) * DAY;
  const day = crossing(trend.slope);
  if (day > now + YEAR) return undefined;
  const latest = crossing(low);
  return { day, earliest: crossing(high), latest: latest > now + YEAR ? undefined : latest };
}

/** The last runs against those before the jump, or against the first of the two months when there was none. */
function movedOf(budget: Budget, { full }: MeasuredRuns, trend: Trend): Moved | undefined {
  const jump = trend.kind === 'jump' ? trend.day * DAY : undefined;
  const after = full.filter(({ time }) => jump === undefined || time >= jump).slice(-LAST);
  const earlier = full.filter(({ time }) =>
    jump === undefined ? !after.some((run) => run.time === time) : time < jump,
  );
  const before =
    jump === undefined && trend.kind === 'drift'
      ? earlier.slice(-2 * LAST).slice(0, LAST)
      : earlier.slice(-LAST);
  if (before.length < 3 || after.length < 3) return undefined;
  const now = pathOf(budget, after);
  const then = pathOf(budget, before);
  const names = new Map(budget.legs.map(({ leg, name }) => [leg, name]));
  const legs = [...new Set([...now.schedule.chain, ...then.schedule.chain])].map((leg) => ({
    name: names.get(leg) ?? leg,
    before: then.medians.get(leg),
    after: now.medians.get(leg) ?? 0,
  }));
  const change = (leg: (typeof legs)[number]): number => Math.abs(leg.after - (leg.before ?? 0));
  return {
    before: then.schedule.makespan,
    after: now.schedule.makespan,
    runsBefore: before.length,
    runsAfter: after.length,
    path: now.schedule.chain.map((leg) => names.get(leg) ?? leg),
    legs: legs.toSorted((one, two) => change(two) - change(one)),
  };
}

interface Path {
  readonly medians: ReadonlyMap<string, number>;
  readonly schedule: Schedule;
}

function pathOf(budget: Budget, runs: readonly PastRun[]): Path {
  const medians = mediansOf(runs);
  return { medians, schedule: simulateSchedule(scheduled(budget, medians), Number.POSITIVE_INFINITY) };
}

function mediansOf(runs: readonly PastRun[]): ReadonlyMap<string, number> {
  const durations = new Map<string, number[]>();
  for (const { jobs } of runs)
    for (const [leg, { verdict, duration }] of Object.entries(jobs))
      if (verdict !== 'reused' && verdict !== 'skipped' && verdict !== 'cancelled')
        durations.set(leg, [...(durations.get(leg) ?? []), duration]);
  return new Map(Array.from(durations, ([leg, values]) => [leg, median(values)]));
}

function scheduled({ legs }: Budget, medians: ReadonlyMap<string, number>): readonly ScheduledLeg[] {
  return legs.map(({ leg, needs, locks }) => ({ leg, needs, locks, duration: medians.get(leg) ?? 0 }));
}

function recoverableOf(budget: Budget, runs: readonly PastRun[]): Recoverable {
  const legs = scheduled(budget, mediansOf(runs));
  const free = simulateSchedule(legs, Number.POSITIVE_INFINITY);
  let enough = budget.slots;
  let duration = simulateSchedule(legs, enough).makespan;
  const now = duration;
  while (duration > 1.02 * free.makespan && enough < legs.length) {
    enough += 1;
    duration = simulateSchedule(legs, enough).makespan;
  }
  const reusable = new Set(budget.legs.filter((leg) => leg.reusable).map(({ leg }) => leg));
  const names = new Map(budget.legs.map(({ leg, name }) => [leg, name]));
  const name = (leg: string): string => names.get(leg) ?? leg;
  return {
    slots: budget.slots,
    now,
    criticalPath: free.makespan,
    path: free.chain.map(name),
    enough: { slots: enough, duration },
    reused: simulateSchedule(
      legs.map((leg) => (reusable.has(leg.leg) ? { ...leg, duration: 0 } : leg)),
      budget.slots,
    ).makespan,
    neverReused: free.chain.filter((leg) => !reusable.has(leg)).map(name),
  };
}
