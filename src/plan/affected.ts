import { asksForFiles, compileGlobs, type InputGlobs } from './input-globs.ts';
import { ownInputs } from './own-inputs.ts';
import type { LegId, Plan, PlannedEnvEntry, PlannedJob, PlannedNeed } from './plan.ts';

/** Something that is not as it was. */
export interface Change {
  /** Relative to the folder of the definition, with forward slashes; `../…` outside it. */
  readonly name: string;
  /** `folder`: something in it changed, nobody says what: a submodule. */
  readonly kind: 'file' | 'folder';
}

/** Why a leg is among those that changes affect. */
export type Reason =
  /** Files that it reads have changed: this one, and so many more. */
  | { readonly kind: 'changed'; readonly file: string; readonly more: number }
  /** The definition has changed, of which this file is a part. */
  | { readonly kind: 'definition'; readonly file: string }
  /** Nobody has said which files it reads. */
  | { readonly kind: 'no-inputs' }
  /** It needs a leg that is affected. */
  | { readonly kind: 'needs'; readonly leg: LegId }
  /** It is not affected itself, but this leg cannot do without what it hands on. */
  | { readonly kind: 'needed-by'; readonly leg: LegId }
  /** It has not run yet, or somebody asked for it. */
  | { readonly kind: 'due' };

export interface AffectedRequest {
  readonly plan: Plan;
  readonly changes: readonly Change[];
  /** Names of the files the definition was made of, as changes are named. */
  readonly definition: readonly string[];
}

/** By leg, in any order. */
export type Reasons = Map<LegId, Reason>;

/**
 * The legs that changes affect, in the plan's order, each with the reason: those that read a changed file or do not say what they
 * read, those that need them, and so on. What they need comes along only where it hands something on.
 */
export function affectedLegs({ plan, changes, definition }: AffectedRequest): ReadonlyMap<LegId, Reason> {
  const parts = new Set(definition);
  const changed = changes.find(({ name }) => parts.has(name));
  if (changed !== undefined)
    return new Map(plan.jobs.map(({ id }) => [id, { kind: 'definition', file: changed.name }]));
  const found = changedLegs(plan, changes);
  for (const leg of plan.jobs) {
    if (found.has(leg.id) || saysInputs(leg)) continue;
    // What waits for a failure, or cleans up, follows what it waits for.
    if (leg.when === 'on_success' || (leg.when === 'always' && leg.needs.length === 0))
      found.set(leg.id, { kind: 'no-inputs' });
  }
  addDependants(plan, found);
  addGivers(plan, found);
  return new Map(plan.jobs.flatMap(({ id }) => (found.has(id) ? [[id, found.get(id) as Reason]] : [])));
}

/** Adds the legs that need one of these, and so on. */
export function addDependants(plan: Plan, found: Reasons): void {
  for (const leg of plan.jobs) {
    const need = leg.needs.find(({ id }) => found.has(id));
    if (need !== undefined && !found.has(leg.id)) found.set(leg.id, { kind: 'needs', leg: need.id });
  }
}

/** Legs that a change reaches by itself, without those that need them. */
export function changedLegs(plan: Plan, changes: readonly Change[]): Reasons {
  const compiled = new Map<string, InputGlobs>();
  const globsOf = (list: readonly string[]): InputGlobs => {
    const key = JSON.stringify(list);
    const globs = compiled.get(key) ?? compileGlobs(list);
    compiled.set(key, globs);
    return globs;
  };
  const found: Reasons = new Map();
  for (const leg of plan.jobs) {
    // Alone it would only be skipped.
    if (leg.when === 'on_failure') continue;
    const lists = inputLists(leg).map(globsOf);
    const hits = changes.filter(({ name, kind }) =>
      lists.some((globs) => (kind === 'file' ? globs.matches(name) : globs.reaches(name))),
    );
    const [first] = hits;
    if (first !== undefined) found.set(leg.id, { kind: 'changed', file: first.name, more: hits.length - 1 });
  }
  return found;
}

/** Lists of globs that each say files a leg depends on: its inputs, and the lock files of its toolchains. */
export function inputLists(leg: PlannedJob): readonly (readonly string[])[] {
  return [ownInputs(leg), ...leg.toolchains.map((toolchain) => toolchain.lockFiles ?? [])];
}

/** Does a leg say which files it reads? Installing a toolchain looks after itself. */
export function saysInputs(leg: PlannedJob): boolean {
  return leg.category === 'setup' || asksForFiles(ownInputs(leg));
}

/**
 * Adds legs that these cannot do without: what hands something on to one of them, or has outputs, and of what they need itself the
 * legs that are `unproved`: that have not passed yet.
 */
export function addGivers(plan: Plan, found: Reasons, unproved?: ReadonlySet<LegId>): void {
  const legs = new Map(plan.jobs.map((leg) => [leg.id, leg]));
  /** For a leg before one that is in, near or far: that one. */
  const before = new Map<LegId, LegId>();
  // Backwards every leg is decided upon before those that it needs.
  for (const leg of plan.jobs.toReversed()) {
    const taker = found.has(leg.id) ? leg.id : before.get(leg.id);
    if (taker === undefined) continue;
    for (const need of leg.needs) {
      const giver = legs.get(need.id);
      if (giver === undefined) continue;
      if (!before.has(need.id)) before.set(need.id, taker);
      if (found.has(need.id)) continue;
      // Files lie in the checkout for everybody that comes later; values and artifacts go from hand to hand.
      const gives = giver.outputs.length > 0 || (found.has(leg.id) && handsOn(giver, leg, need));
      if (gives || (found.has(leg.id) && unproved?.has(need.id) === true))
        found.set(need.id, { kind: 'needed-by', leg: taker });
    }
  }
}

function handsOn(giver: PlannedJob, taker: PlannedJob, need: PlannedNeed): boolean {
  const takes = (env: readonly PlannedEnvEntry[]): boolean =>
    env.some((entry) => entry.kind === 'value' && entry.leg === giver.id);
  return (
    giver.category === 'setup' ||
    need.artifacts.length > 0 ||
    takes(taker.env) ||
    taker.steps.some((step) => takes(step.env))
  );
}
