import type { KeptRecord } from './benchmark-history.ts';
import { machineText } from './benchmark-record.ts';

export interface PrunePolicy {
  /** Records that stay of each tool of each job on each class of machines: the newest. */
  readonly keep: number;
  /** What was measured before this goes whatever else is said; milliseconds since 1970. */
  readonly before?: number;
  /** Commits that have a tag now: their records stay. */
  readonly released: ReadonlySet<string>;
}

/** The records that go, the oldest first. Those of releases stay, and what another tool keeps is not ours to remove. */
export function recordsToPrune(records: readonly KeptRecord[], policy: PrunePolicy): readonly KeptRecord[] {
  const newestFirst = records
    .filter(({ own }) => own)
    .toSorted((one, two) => two.record.time - one.record.time);
  const counts = new Map<string, number>();
  const going: KeptRecord[] = [];
  for (const kept of newestFirst) {
    const { record } = kept;
    if (record.tags.length > 0 || (record.commit !== undefined && policy.released.has(record.commit)))
      continue;
    const key = JSON.stringify([machineText(record.machine), record.job, record.tool]);
    const number = (counts.get(key) ?? 0) + 1;
    counts.set(key, number);
    if (number > policy.keep || (policy.before !== undefined && record.time < policy.before))
      going.push(kept);
  }
  return going.toReversed();
}
