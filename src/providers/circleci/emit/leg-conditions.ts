import type { LegId } from '../../../plan/plan.ts';
import type { Expression } from '../document.ts';
import { either } from './conditions.ts';
import type { Cell } from './workflow-jobs.ts';

/** A trigger of the workflow, as the file says it. */
export interface TriggerCondition {
  readonly text: string | undefined;
  readonly legs: ReadonlySet<LegId>;
  readonly trigger: { readonly kind: string };
}

/**
 * When a leg runs: when a trigger starts it, and a leg of each job that it needs. CircleCI leaves out of `requires` what is filtered
 * out, so a job that must not run without another has to say so itself.
 */
export class LegConditions {
  readonly #conditions: readonly TriggerCondition[];
  readonly #cells: ReadonlyMap<LegId, Cell>;
  readonly #hasTag: boolean;
  // A leg that many need, by many ways, is asked once.
  readonly #known = new Map<Cell, readonly TriggerCondition[]>();
  readonly #texts = new Map<Cell, string | undefined>();

  constructor(conditions: readonly TriggerCondition[], cells: ReadonlyMap<LegId, Cell>) {
    this.#conditions = conditions;
    this.#cells = cells;
    this.#hasTag = conditions.some(({ trigger }) => trigger.kind === 'tag');
  }

  /** Only where the workflow's own condition says too little. A job without filters never runs for a tag. */
  filters(cell: Cell): Expression | undefined {
    if (!this.#hasTag && this.#sure(cell).length === this.#conditions.length) return undefined;
    const text = this.#textOf(cell);
    return text === undefined ? undefined : { kind: 'expression', text };
  }

  /** When one of them runs. */
  anyOf(cells: readonly Cell[]): Expression | undefined {
    const filters = cells.map((cell) => this.filters(cell));
    if (filters.some((one) => one === undefined)) return undefined;
    return either(filters.flatMap((one) => one?.text ?? []));
  }

  #own({ legs }: Cell): readonly TriggerCondition[] {
    return this.#conditions.filter((condition) => legs.some((leg) => condition.legs.has(leg.id)));
  }

  /** The triggers that start all that the leg needs as well. */
  #sure(cell: Cell): readonly TriggerCondition[] {
    const known = this.#known.get(cell) ?? this.#findSure(cell);
    this.#known.set(cell, known);
    return known;
  }

  #findSure(cell: Cell): readonly TriggerCondition[] {
    const needs = this.#needs(cell);
    return this.#own(cell).filter((trigger) =>
      needs.every((cells) => cells.some((need) => this.#sure(need).includes(trigger))),
    );
  }

  #textOf(cell: Cell): string | undefined {
    if (!this.#texts.has(cell)) this.#texts.set(cell, this.#write(cell));
    return this.#texts.get(cell);
  }

  #write(cell: Cell): string | undefined {
    const sure = this.#sure(cell);
    const unsure = this.#own(cell).filter((trigger) => !sure.includes(trigger));
    const parts = [either(unsure.flatMap(({ text }) => text ?? []))?.text];
    for (const cells of this.#needs(cell))
      parts.push(either(cells.flatMap((need) => this.#textOf(need) ?? []))?.text);
    const all = parts.flatMap((part) => (part === undefined ? [] : [`(${part})`]));
    const together = parts.some((part) => part === undefined) ? [] : [all.join(' and ')];
    return either([...sure.flatMap(({ text }) => text ?? []), ...(unsure.length > 0 ? together : [])])?.text;
  }

  /** The cells that are waited for, by their job. */
  #needs({ leg }: Cell): readonly (readonly Cell[])[] {
    const byJob = new Map<string, Set<Cell>>();
    for (const { id } of leg.needs) {
      const cell = this.#cells.get(id);
      if (cell === undefined) continue;
      byJob.set(cell.leg.job, (byJob.get(cell.leg.job) ?? new Set()).add(cell));
    }
    return [...byJob.values()].map((cells) => [...cells]);
  }
}
