import { madeBy } from '../../plan/made-by.ts';
import type { LegId, Plan, PlannedJob } from '../../plan/plan.ts';
import { entryMatcher, globBases } from '../../platform/find-entries.ts';
import { foldersOf } from '../../platform/paths.ts';

interface Claim {
  readonly job: string;
  readonly matches: (path: string) => boolean;
}

/** Which jobs say of a path that they make it: what two say it of belongs to neither alone. */
export class OutputClaims {
  readonly #plan: Plan;
  /** By the directories that the globs begin with, so that few are looked at for a path. */
  readonly #claims = new Map<string, Claim[]>();
  readonly #before = new Map<LegId, ReadonlySet<LegId>>();

  /** `elsewhere` are the outputs of jobs that may not be part of the plan, by job. */
  constructor(plan: Plan, elsewhere: ReadonlyMap<string, readonly string[]>) {
    this.#plan = plan;
    const planned = plan.jobs.map((job) => [job.job, madeBy(job)] as const);
    for (const [job, globs] of new Map<string, readonly string[]>([...elsewhere, ...planned])) {
      if (globs.length === 0) continue;
      const claim = { job, matches: entryMatcher(globs) };
      for (const base of globBases(globs)) this.#claims.set(base, [...(this.#claims.get(base) ?? []), claim]);
    }
  }

  /** Other jobs that a path may be of. */
  others({ job }: PlannedJob, path: string): readonly string[] {
    const places = ['', ...foldersOf(path), path];
    const claims = places.flatMap((place) => this.#claims.get(place) ?? []);
    return claims.filter((claim) => claim.job !== job && claim.matches(path)).map((claim) => claim.job);
  }

  /** Another job that a path may be of, and that may write it at the same time as this one. */
  rival(leg: PlannedJob, path: string): string | undefined {
    return this.others(leg, path).find((name) =>
      this.#plan.jobs.some((other) => other.job === name && !this.#takeTurns(leg, other)),
    );
  }

  #takeTurns(one: PlannedJob, other: PlannedJob): boolean {
    return (
      one.locks.some((lock) => other.locks.includes(lock)) ||
      this.#allBefore(one.id).has(other.id) ||
      this.#allBefore(other.id).has(one.id)
    );
  }

  /** All that a leg waits for, however far. */
  #allBefore(id: LegId): ReadonlySet<LegId> {
    const known = this.#before.get(id);
    if (known !== undefined) return known;
    const needs = this.#plan.jobs.find((job) => job.id === id)?.needs ?? [];
    const all = new Set(needs.flatMap((need) => [need.id, ...this.#allBefore(need.id)]));
    this.#before.set(id, all);
    return all;
  }
}
