import { formatPlatform } from '../../../pipeline/pipeline.ts';
import type { LegId, PlannedJob } from '../../../plan/plan.ts';
import type { Cell, Strategy } from '../document.ts';
import { context, type Value } from '../expression/expression.ts';
import { platformOfLabel } from './runner.ts';

/** Names in the matrix that are ours; another when the definition has an axis of that name. */
export const OWN_AXES = { platform: 'lockstep-platform', shard: 'lockstep-shard' } as const;

/**
 * The legs of one job as a matrix of GitHub Actions. What differs between the legs becomes a property of the matrix, what does not
 * stands in the job itself; so a job of one leg has no matrix at all.
 */
export class LegMatrix {
  readonly legs: readonly PlannedJob[];
  readonly platformAxis: string;
  readonly shardAxis: string;
  readonly #coordinates = new Map<LegId, Record<string, string | number>>();
  readonly #properties = new Map<string, ReadonlyMap<LegId, string>>();
  readonly #taken: Set<string>;

  constructor(legs: readonly PlannedJob[], labels: ReadonlyMap<LegId, string>) {
    this.legs = legs;
    const axes = new Set(legs.flatMap((leg) => Object.keys(leg.matrix)));
    this.#taken = new Set([...axes].map((axis) => axis.toLowerCase()));
    this.platformAxis = this.#taken.has('platform') ? OWN_AXES.platform : 'platform';
    this.shardAxis = this.#taken.has('shard') ? OWN_AXES.shard : 'shard';
    const platforms = new Set(legs.map((leg) => formatPlatform(leg.platform)));
    // A label that does not tell the platform needs it beside it.
    const told = legs.every(
      (leg) => platformOfLabel(labels.get(leg.id) ?? '') === formatPlatform(leg.platform),
    );
    for (const leg of legs) {
      const platform =
        platforms.size > 1 || !told ? { [this.platformAxis]: formatPlatform(leg.platform) } : {};
      const shard = leg.shard === undefined ? {} : { [this.shardAxis]: leg.shard.index };
      this.#coordinates.set(leg.id, { ...platform, ...leg.matrix, ...shard });
    }
    for (const axis of [this.platformAxis, this.shardAxis]) this.#taken.add(axis.toLowerCase());
  }

  get needed(): boolean {
    return (
      this.legs.length > 1 || [...this.#coordinates.values()].some((cell) => Object.keys(cell).length > 0)
    );
  }

  /** Where a leg stands in the matrix. */
  coordinates(leg: LegId): Readonly<Record<string, string | number>> {
    return this.#coordinates.get(leg) ?? {};
  }

  /** A value that each leg has its own of: the text itself when all agree, else an axis that says it, else a property `name`. */
  value(name: string, inLeg: (leg: PlannedJob) => string): Value {
    const [first] = this.legs;
    const values = new Map(this.legs.map((leg) => [leg.id, inLeg(leg)]));
    const only = first === undefined ? '' : (values.get(first.id) ?? '');
    if ([...values.values()].every((value) => value === only)) return only;
    const axis = this.#axes().find((candidate) =>
      this.legs.every((leg) => String(this.coordinates(leg.id)[candidate] ?? '') === values.get(leg.id)),
    );
    return context('matrix', axis ?? this.#property(name, values));
  }

  #property(wanted: string, values: ReadonlyMap<LegId, string>): string {
    for (const [name, known] of this.#properties)
      if (this.legs.every((leg) => known.get(leg.id) === values.get(leg.id))) return name;
    let name = wanted;
    for (let count = 2; this.#taken.has(name.toLowerCase()); count++) name = `${wanted}-${count}`;
    this.#taken.add(name.toLowerCase());
    this.#properties.set(name, values);
    return name;
  }

  #axes(): readonly string[] {
    return [...new Set([...this.#coordinates.values()].flatMap((cell) => Object.keys(cell)))];
  }

  /** Every property and coordinate of these legs. */
  cells(legs: readonly PlannedJob[]): readonly Cell[] {
    return legs.map((leg) => ({
      ...this.coordinates(leg.id),
      ...Object.fromEntries([...this.#properties].map(([name, values]) => [name, values.get(leg.id) ?? ''])),
    }));
  }

  /** As axes with what each of their values brings along, where the legs are all the combinations there are; else one by one. */
  matrix(): Strategy['matrix'] {
    const axes = this.#axes().map((name) => ({
      name,
      values: [...new Set(this.legs.map((leg) => this.coordinates(leg.id)[name]))],
    }));
    const count = axes.reduce((product, axis) => product * axis.values.length, 1);
    const whole = axes.every((axis) => axis.values.every((value) => value !== undefined));
    if (!whole || count !== this.legs.length || axes.length === 0)
      return { kind: 'list', cells: this.cells(this.legs) };
    return {
      kind: 'product',
      axes: axes as { name: string; values: (string | number)[] }[],
      include: this.#included(),
    };
  }

  /** Properties in the fewest entries: those that one axis decides stand once for each of its values. */
  #included(): readonly Cell[] {
    const groups = new Map<string, string[]>();
    for (const [name, values] of this.#properties) {
      const key = JSON.stringify(this.deciding(values));
      groups.set(key, [...(groups.get(key) ?? []), name]);
    }
    return [...groups].flatMap(([key, names]) => {
      const deciding = JSON.parse(key) as string[];
      const cells = this.legs.map((leg) => {
        const at = deciding.map((axis) => [axis, this.coordinates(leg.id)[axis] ?? ''] as const);
        const brought = names.map((name) => [name, this.#properties.get(name)?.get(leg.id) ?? ''] as const);
        return Object.fromEntries([...at, ...brought]);
      });
      return [...new Map(cells.map((cell) => [JSON.stringify(cell), cell])).values()];
    });
  }

  /** The fewest axes that tell apart what differs between the legs. */
  deciding(values: ReadonlyMap<LegId, string>): readonly string[] {
    return subsets(this.#axes()).find((some) => this.#decides(some, values)) ?? this.#axes();
  }

  #decides(axes: readonly string[], values: ReadonlyMap<LegId, string>): boolean {
    const seen = new Map<string, string | undefined>();
    return this.legs.every((leg) => {
      const at = JSON.stringify(axes.map((axis) => this.coordinates(leg.id)[axis]));
      if (!seen.has(at)) seen.set(at, values.get(leg.id));
      return seen.get(at) === values.get(leg.id);
    });
  }
}

/** One axis, then two. */
function subsets(axes: readonly string[]): readonly (readonly string[])[] {
  const pairs = axes.flatMap((first, at) => axes.slice(at + 1).map((second) => [first, second]));
  return [...axes.map((axis) => [axis]), ...pairs];
}
