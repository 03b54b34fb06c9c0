import { seededRandom } from '../../src/platform/seeded-random.ts';
import type { PastRun } from '../../src/run/past-run.ts';
import { NOON } from './run-script.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** What the legs of the made project take, in minutes; setup → unit → build is its critical path. */
export const MADE_LEGS = { setup: 1, lint: 1.5, unit: 5, integration: 4, build: 2 } as const;

export type MadeLeg = keyof typeof MADE_LEGS;

export interface MadeHistoryOptions {
  readonly days?: number;
  readonly seed?: number;
  /** Milliseconds since 1970; the tests' day unless said. */
  readonly noon?: number;
}

/**
 * Two months of two runs a day until noon of the tests' day, the same for the same seed. `change` says by how much a leg is longer on
 * a day, counted back from today; every duration has noise of up to a tenth.
 */
export function madeHistory(
  change: (leg: MadeLeg, daysAgo: number) => number = () => 0,
  { days = 60, seed = 7, noon = NOON }: MadeHistoryOptions = {},
): readonly PastRun[] {
  const random = seededRandom(seed);
  return Array.from({ length: 2 * days }, (_, index): PastRun => {
    const daysAgo = days - Math.floor(index / 2);
    const took = (leg: MadeLeg): number =>
      Math.round((MADE_LEGS[leg] + change(leg, daysAgo)) * MINUTE * (0.95 + random() / 10));
    const legs = Object.keys(MADE_LEGS) as MadeLeg[];
    const durations = Object.fromEntries(legs.map((leg) => [leg, took(leg)])) as Record<MadeLeg, number>;
    const { setup, lint, unit, integration, build } = durations;
    return {
      id: `run-${index}`,
      time: noon - daysAgo * DAY + (index % 2) * 3 * 60 * MINUTE,
      workflow: 'ci',
      platform: 'linux/x64',
      slots: 4,
      verdict: 'passed',
      duration: setup + Math.max(lint, integration, unit) + build,
      jobs: Object.fromEntries(
        legs.map((leg) => [`${leg}@linux`, { verdict: 'passed', duration: durations[leg] }]),
      ),
    };
  });
}
