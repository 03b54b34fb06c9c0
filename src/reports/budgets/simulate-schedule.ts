/** A leg as far as it matters for how long a run takes. */
export interface ScheduledLeg {
  readonly leg: string;
  readonly duration: number;
  /** Legs of the same list that must be over. Others are taken to be so. */
  readonly needs: readonly string[];
  /** Legs with a lock in common never overlap. */
  readonly locks: readonly string[];
}

export interface Schedule {
  /** Milliseconds until the last leg is over. */
  readonly makespan: number;
  /** The legs that each waited for the one before, be it for a need, a lock or a slot, up to the last to end. */
  readonly chain: readonly string[];
}

interface Placed {
  readonly start: number;
  readonly end: number;
  readonly after: string | undefined;
}

/**
 * How long legs take with so many at once, when the leg with the longest chain behind it goes first: as a run does it, with the time
 * between legs left out. With `Infinity` slots it is the critical path, made longer by locks. Legs come after those they need.
 */
export function simulateSchedule(legs: readonly ScheduledLeg[], slots: number): Schedule {
  const ranks = ranksOf(legs);
  const open = new Map(legs.map((leg) => [leg.leg, leg]));
  const placed = new Map<string, Placed>();
  const running: { leg: ScheduledLeg; end: number }[] = [];
  let now = 0;
  let last: string | undefined;
  while (open.size > 0) {
    const ready = [...open.values()]
      .filter(({ needs }) => needs.every((need) => !open.has(need) && (placed.get(need)?.end ?? 0) <= now))
      .toSorted((one, two) => (ranks.get(two.leg) ?? 0) - (ranks.get(one.leg) ?? 0));
    for (const leg of ready) {
      if (running.length >= slots || running.some((other) => shareLock(other.leg, leg))) continue;
      placed.set(leg.leg, { start: now, end: now + leg.duration, after: now === 0 ? undefined : last });
      running.push({ leg, end: now + leg.duration });
      open.delete(leg.leg);
    }
    if (running.length === 0) break;
    now = Math.min(...running.map(({ end }) => end));
    for (const done of running.filter(({ end }) => end <= now)) {
      last = done.leg.leg;
      running.splice(running.indexOf(done), 1);
    }
  }
  return {
    makespan: Math.max(0, ...Array.from(placed.values(), ({ end }) => end)),
    chain: chainOf(legs, placed),
  };
}

function shareLock(one: ScheduledLeg, two: ScheduledLeg): boolean {
  return one.locks.some((lock) => two.locks.includes(lock));
}

/** A leg's time and that of the longest chain of legs that wait for it. */
function ranksOf(legs: readonly ScheduledLeg[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const { leg, duration } of legs.toReversed()) {
    const behind = legs.filter(({ needs }) => needs.includes(leg)).map((other) => ranks.get(other.leg) ?? 0);
    ranks.set(leg, duration + Math.max(0, ...behind));
  }
  return ranks;
}

/** Back from the leg that ends last: a need that ended when it began, else what freed its slot or lock. */
function chainOf(legs: readonly ScheduledLeg[], placed: ReadonlyMap<string, Placed>): readonly string[] {
  const byEnd = [...placed].toSorted(([, one], [, two]) => two.end - one.end);
  const needs = new Map(legs.map((leg) => [leg.leg, leg.needs]));
  const chain: string[] = [];
  let at = byEnd[0]?.[0];
  while (at !== undefined && !chain.includes(at)) {
    chain.unshift(at);
    const { start = 0, after } = placed.get(at) ?? {};
    const need = needs.get(at)?.find((one) => placed.get(one)?.end === start);
    at = start === 0 ? undefined : (need ?? after);
  }
  return chain;
}
