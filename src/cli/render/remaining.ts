import type { LegId } from '../../plan/plan.ts';
import type { RunState } from '../../run/run-state.ts';

export interface Remaining {
  readonly ms: number;
  /** Some unfinished leg has never run: it takes at least this long. */
  readonly atLeast: boolean;
}

/**
 * How long the run still takes, by what its legs took before: the longer of the longest chain of needs that is left and of the
 * work that is left, shared by the slots. Undefined when no unfinished leg was seen before.
 */
export function expectedRemaining(state: RunState, now: number): Remaining | undefined {
  const { started } = state;
  if (started === undefined) return undefined;
  const ends = new Map<LegId, number>();
  let work = 0;
  let known = 0;
  let unknown = 0;
  for (const [id, job] of state.jobs) {
    if (job.status === 'finished') continue;
    const expected = started.expected[id];
    if (expected === undefined) unknown++;
    else known++;
    const elapsed = job.status === 'running' ? now - (job.startedAt ?? now) : 0;
    const left = Math.max(0, (expected ?? 0) - Math.max(0, elapsed));
    work += left;
    // The plan's order puts every job after those it needs.
    ends.set(id, left + Math.max(0, ...job.planned.needs.map((need) => ends.get(need.id) ?? 0)));
  }
  if (known === 0) return undefined;
  const chain = Math.max(0, ...ends.values());
  return { ms: Math.max(chain, work / Math.max(1, started.slots)), atLeast: unknown > 0 };
}
