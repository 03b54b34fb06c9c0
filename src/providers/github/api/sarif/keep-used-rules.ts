import { RuleLookup } from './rule-lookup.ts';
import {
  asList,
  asObject,
  type SarifComponent,
  type SarifReference,
  type SarifResult,
  type SarifRun,
} from './sarif-log.ts';

/** For each component (undefined: the tool itself) where each rule that stays has gone. */
type Moves = ReadonlyMap<number | undefined, ReadonlyMap<number, number>>;

/**
 * The run without the rules that none of its results is of. What refers to rules by their number refers to the same rules as before:
 * results, and relations between rules; what changes the configuration of a rule that is gone (§3.20.5) goes with it.
 */
export function keepUsedRules(run: SarifRun): { readonly run: SarifRun; readonly removed: number } {
  const lookup = new RuleLookup(run);
  const moves = movesOf(run, lookup);
  const extensions = run.tool.extensions?.map((one, index) => withoutUnused(one, moves.get(index)));
  const driver = withoutUnused(run.tool.driver, moves.get(undefined));
  const before = [run.tool.driver, ...(run.tool.extensions ?? [])];
  const after = [driver, ...(extensions ?? [])];
  const kept: SarifRun = {
    ...run,
    tool: { ...run.tool, driver, ...(extensions !== undefined && { extensions }) },
    results: run.results.map((result) => moved(result, lookup, moves)),
    ...(run.invocations !== undefined && { invocations: invocationsOf(run, lookup, moves) }),
  };
  return { run: kept, removed: countRules(before) - countRules(after) };

  function withoutUnused(
    component: SarifComponent,
    move: ReadonlyMap<number, number> = new Map(),
  ): SarifComponent {
    if (component.rules === undefined) return component;
    const rules = component.rules
      .filter((_, index) => move.has(index))
      .map((rule) => {
        if (rule.relationships === undefined) return rule;
        const relationships = asList(rule.relationships).flatMap((one) => {
          const target = referenceAfter(asObject(one).target as SarifReference | undefined, lookup, moves);
          return target === undefined ? [] : [{ ...asObject(one), target }];
        });
        return { ...rule, relationships };
      });
    return { ...component, rules };
  }
}

function movesOf({ results }: SarifRun, lookup: RuleLookup): Moves {
  const used = new Map<number | undefined, Set<number>>();
  for (const result of results) {
    const place = lookup.ofResult(result);
    if (place === undefined) continue;
    const indexes = used.get(place.extension) ?? new Set();
    used.set(place.extension, indexes.add(place.index));
  }
  return new Map(
    [...used].map(([extension, indexes]) => {
      const order = [...indexes].sort((one, other) => one - other);
      return [extension, new Map(order.map((index, position) => [index, position]))];
    }),
  );
}

function moved(result: SarifResult, lookup: RuleLookup, moves: Moves): SarifResult {
  const place = lookup.ofResult(result);
  const index = place === undefined ? undefined : moves.get(place.extension)?.get(place.index);
  const { ruleIndex, rule } = result;
  return {
    ...result,
    // A number that leads nowhere is left out: the id says what is meant (§3.27.6: -1 stands for none).
    ...(typeof ruleIndex === 'number' && { ruleIndex: index ?? -1 }),
    ...(typeof rule?.index === 'number' && { rule: { ...rule, index: index ?? -1 } }),
  };
}

/** Undefined when what it refers to is gone. What refers to no rule here, a taxonomy for one, stays as it is. */
function referenceAfter(
  reference: SarifReference | undefined,
  lookup: RuleLookup,
  moves: Moves,
): SarifReference | undefined {
  if (reference === undefined) return undefined;
  const place = lookup.find(reference);
  if (place === undefined || isOfTaxonomy(reference, place.rule.id)) return reference;
  const index = moves.get(place.extension)?.get(place.index);
  if (index === undefined) return undefined;
  return typeof reference.index === 'number' ? { ...reference, index } : reference;
}

/** A number alone does not say whether a rule or an entry of a taxonomy is meant: the id must be the same. */
function isOfTaxonomy({ id }: SarifReference, found: unknown): boolean {
  return id !== undefined && id !== found;
}

function invocationsOf({ invocations }: SarifRun, lookup: RuleLookup, moves: Moves): readonly unknown[] {
  return asList(invocations).map((invocation) => {
    const { ruleConfigurationOverrides: given, ...rest } = asObject(invocation);
    if (given === undefined) return invocation;
    const ruleConfigurationOverrides = asList(given).flatMap((one) => {
      const descriptor = referenceAfter(
        asObject(one).descriptor as SarifReference | undefined,
        lookup,
        moves,
      );
      return descriptor === undefined ? [] : [{ ...asObject(one), descriptor }];
    });
    return { ...rest, ruleConfigurationOverrides };
  });
}

export function countRules(components: readonly SarifComponent[]): number {
  return components.reduce((sum, { rules = [] }) => sum + rules.length, 0);
}
