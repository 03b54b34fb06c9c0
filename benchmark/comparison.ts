import { median } from '../src/run/order-statistics.ts';

/** One program that takes part. */
export interface Contestant {
  readonly name: string;
  /** Makes everything as it must be before a round; not timed. */
  readonly prepare?: () => void;
  /** One round: what it took, in the comparison's unit. */
  readonly round: () => number;
}

export interface Measured {
  readonly name: string;
  readonly median: number;
  /** In the order they were taken. */
  readonly samples: readonly number[];
}

/** What several programs took for the same work, in turns on one machine. */
export interface Comparison {
  /** Stable: `reuse/all-cached`. */
  readonly id: string;
  /** What was done, in a sentence: a heading of docs/performance.md. */
  readonly title: string;
  readonly unit: 'ms' | 'MB/s';
  readonly measured: readonly Measured[];
  /** Ratios that are meant to hold; those whose program is not here are left out. */
  readonly goals: readonly Goal[];
  /** What a reader must know to judge: versions, who was left out and why. */
  readonly notes: readonly string[];
}

/** `of` takes at most `atMost` times as long as `against`; with MB/s, is at least as fast as 1 / `atMost` of it. */
export interface Goal {
  readonly of: string;
  readonly against: string;
  readonly atMost: number;
}

/**
 * The contestants take turns, forwards and then backwards, so that what else the machine does meets all of them alike. One round of each
 * comes first and is not counted: it fills caches that a user's second call finds filled.
 */
export function takeTurns(contestants: readonly Contestant[], rounds: number): readonly Measured[] {
  const samples = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = -1; round < rounds; round++)
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      contestant.prepare?.();
      const sample = contestant.round();
      if (round >= 0) samples.get(contestant.name)?.push(sample);
    }
  return contestants.map(({ name }) => {
    const taken = samples.get(name) ?? [];
    return { name, median: median(taken), samples: taken };
  });
}

export interface Verdict {
  readonly goal: Goal;
  readonly ratio: number;
  readonly met: boolean;
}

export function verdicts({ goals, measured, unit }: Comparison): readonly Verdict[] {
  const of = (name: string): number | undefined => measured.find((one) => one.name === name)?.median;
  return goals.flatMap((goal) => {
    const [ours, theirs] = [of(goal.of), of(goal.against)];
    if (ours === undefined || theirs === undefined) return [];
    const ratio = unit === 'ms' ? ours / theirs : theirs / ours;
    return [{ goal, ratio, met: ratio <= goal.atMost }];
  });
}
