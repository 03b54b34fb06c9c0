import { addDependants, type Reasons } from './affected.ts';
import type { LegId, Plan } from './plan.ts';

/** How far a leg has come in what is running now; `absent` when it is not part of it. */
export type Progress = 'absent' | 'waiting' | 'started' | 'finished';

export interface Staleness {
  /** Legs that have to run, or to run again. */
  readonly next: Reasons;
  /** Of the legs that run or wait now, those that are to be given up. */
  readonly withdrawn: Reasons;
  /** Legs that wait now and are not stale: with the next round they need not wait for the rest of this one. */
  readonly putOff: readonly LegId[];
}

/**
 * What changes make stale while a plan runs. A leg that has not started will read what is there then, so a change of its inputs is
 * nothing to it. One that has started or finished has to run again, and so has all that needs it.
 */
export function staleLegs(plan: Plan, changed: Reasons, progress: (leg: LegId) => Progress): Staleness {
  const stale: Reasons = new Map([...changed].filter(([leg]) => progress(leg) !== 'waiting'));
  addDependants(plan, stale);
  if (stale.size === 0) return { next: stale, withdrawn: new Map(), putOff: [] };
  const isOpen = (leg: LegId): boolean => progress(leg) === 'waiting' || progress(leg) === 'started';
  const putOff = plan.jobs.flatMap(({ id }) => (progress(id) === 'waiting' && !stale.has(id) ? [id] : []));
  return { next: stale, withdrawn: new Map([...stale].filter(([leg]) => isOpen(leg))), putOff };
}
