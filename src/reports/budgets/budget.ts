import type { Check } from '../../run/check.ts';
import type { Trend } from './trend.ts';

/** How long a workflow may take, and what it consists of on a platform. */
export interface Budget {
  readonly workflow: string;
  /** `linux/x64` */
  readonly platform: string;
  /** Milliseconds. */
  readonly limit: number;
  readonly over: 'warn' | 'fail';
  /** Nobody declared it: it is what such workflows are usually given. */
  readonly assumed: boolean;
  /** In an order in which every leg comes after those it needs. */
  readonly legs: readonly BudgetLeg[];
  /** How many legs run at once. */
  readonly slots: number;
}

export interface BudgetLeg {
  readonly leg: string;
  readonly name: string;
  readonly needs: readonly string[];
  readonly locks: readonly string[];
  /** Its result may be reused. */
  readonly reusable: boolean;
}

/** What is known of a budget. Durations are milliseconds. */
export interface BudgetReport {
  readonly budget: Budget;
  readonly check: Check;
  /** The last runs that are judged, 20 at most. */
  readonly runs: number;
  readonly median: number;
  readonly p90: number;
  readonly trend: Trend;
  /** When p90 is expected to cross the limit; undefined without a drift upwards, and when it is over already. */
  readonly forecast: Forecast | undefined;
  readonly moved: Moved | undefined;
  readonly recover: Recoverable | undefined;
  /** Runs that reused results, and their median. */
  readonly reusing: { readonly runs: number; readonly median: number };
  readonly passedOver: number;
  /** For the picture: of two months. */
  readonly series: readonly { readonly id: string; readonly time: number; readonly duration: number }[];
}

/** Milliseconds since 1970; `latest` is absent when the interval of the trend holds a slope so small that it takes over a year. */
export interface Forecast {
  readonly day: number;
  readonly earliest: number;
  readonly latest: number | undefined;
}

/** The critical path then and now, and the legs that make the difference. */
export interface Moved {
  readonly before: number;
  readonly after: number;
  readonly runsBefore: number;
  readonly runsAfter: number;
  readonly path: readonly string[];
  /** Legs of the path now or then, the largest change first. Undefined before: the leg is new. */
  readonly legs: readonly {
    readonly name: string;
    readonly before: number | undefined;
    readonly after: number;
  }[];
}

/** What a run would take, by the medians of its legs. */
export interface Recoverable {
  readonly slots: number;
  readonly now: number;
  readonly criticalPath: number;
  readonly path: readonly string[];
  /** The fewest slots that come within a fiftieth of the critical path, and what it takes with them. */
  readonly enough: { readonly slots: number; readonly duration: number };
  /** With every result reused that can be. */
  readonly reused: number;
  /** Legs on the critical path that run every time. */
  readonly neverReused: readonly string[];
}
