import { type CiState, isActive, isBadEnd } from '../../providers/run-source.ts';

/** One check of one side. Times in milliseconds; undefined where it did not run. */
export interface ComparedCheck {
  /** The same for the same check on both sides: system, workflow and job. */
  readonly key: string;
  readonly name: string;
  readonly state: CiState;
  readonly duration: number | undefined;
  /** More than one attempt was made, and the last one passed. */
  readonly isFlaky: boolean;
}

export type Difference =
  | 'new'
  | 'gone'
  | 'fails now'
  | 'passes now'
  | 'other'
  | 'flaky'
  | 'slower'
  | 'faster'
  | 'same';

export interface Comparison {
  readonly name: string;
  readonly before: ComparedCheck | undefined;
  readonly after: ComparedCheck | undefined;
  readonly difference: Difference;
}

/** Less than both is how long such jobs take anyway, one day or another. */
const NOTABLE = { ratio: 1.2, ms: 5_000 };

/** Check by check; what got worse first, what is the same last. */
export function compareChecks(
  before: readonly ComparedCheck[],
  after: readonly ComparedCheck[],
): readonly Comparison[] {
  const keys = [...new Set([...before, ...after].map(({ key }) => key))];
  const find = (side: readonly ComparedCheck[], key: string): ComparedCheck | undefined =>
    side.find((check) => check.key === key);
  return keys
    .map((key): Comparison => {
      const [old, now] = [find(before, key), find(after, key)];
      return { name: (now ?? old)?.name ?? key, before: old, after: now, difference: differenceOf(old, now) };
    })
    .sort((one, other) => ORDER.indexOf(one.difference) - ORDER.indexOf(other.difference));
}

const ORDER: readonly Difference[] = [
  ...(['fails now', 'flaky', 'slower', 'gone', 'other', 'new', 'passes now', 'faster', 'same'] as const),
];

function differenceOf(before: ComparedCheck | undefined, after: ComparedCheck | undefined): Difference {
  if (before === undefined) return 'new';
  if (after === undefined) return 'gone';
  if (isBadEnd(after.state) && !isBadEnd(before.state)) return 'fails now';
  if (isBadEnd(before.state) && after.state === 'passed') return 'passes now';
  if (after.isFlaky && !before.isFlaky) return 'flaky';
  if (before.state !== after.state) return 'other';
  if (isActive(after.state)) return 'same';
  const [old, now] = [before.duration, after.duration];
  if (old === undefined || now === undefined) return 'same';
  if (now - old > NOTABLE.ms && now > old * NOTABLE.ratio) return 'slower';
  if (old - now > NOTABLE.ms && old > now * NOTABLE.ratio) return 'faster';
  return 'same';
}
