import type { SarifComponent, SarifReference, SarifResult, SarifRule, SarifRun } from './sarif-log.ts';

/** Where a rule stands: in the tool itself (`extension` undefined) or in one of its extensions. */
export interface RulePlace {
  readonly extension: number | undefined;
  readonly index: number;
  readonly rule: SarifRule;
}

/** Finds the rule of a result, by index or by id. */
export class RuleLookup {
  readonly #driver: SarifComponent;
  readonly #extensions: readonly SarifComponent[];
  readonly #indexes = new Map<SarifComponent, ReadonlyMap<string, number>>();

  constructor({ tool }: SarifRun) {
    this.#driver = tool.driver;
    this.#extensions = tool.extensions ?? [];
  }

  ofResult(result: SarifResult): RulePlace | undefined {
    const { ruleIndex, ruleId, rule } = result;
    return this.find({
      index: rule?.index ?? ruleIndex,
      id: rule?.id ?? ruleId,
      ...(rule?.guid !== undefined && { guid: rule.guid }),
      ...(rule?.toolComponent !== undefined && { toolComponent: rule.toolComponent }),
    });
  }

  /**
   * An index goes before an id, and without a component the tool itself is meant (§3.52.3, §3.52.7). An id may be that of the rule with more
   * behind it, after a slash (§3.27.5).
   */
  find(reference: SarifReference): RulePlace | undefined {
    const extension = this.#extensionOf(reference);
    const component = extension === undefined ? this.#driver : this.#extensions[extension];
    if (component?.rules === undefined) return undefined;
    const index = this.#indexIn(component, reference);
    const rule = index === undefined ? undefined : component.rules[index];
    return rule === undefined || index === undefined ? undefined : { extension, index, rule };
  }

  #indexIn(component: SarifComponent, { index, id, guid }: SarifReference): number | undefined {
    if (typeof index === 'number' && index >= 0) return index;
    const known = this.#indexesOf(component);
    if (typeof guid === 'string' && known.has(`guid ${guid}`)) return known.get(`guid ${guid}`);
    if (typeof id !== 'string') return undefined;
    for (let part = id; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('/')))) {
      const found = known.get(`id ${part}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #indexesOf(component: SarifComponent): ReadonlyMap<string, number> {
    const known = this.#indexes.get(component);
    if (known !== undefined) return known;
    const made = new Map<string, number>();
    for (const [index, { id, guid }] of (component.rules ?? []).entries()) {
      if (typeof id === 'string' && !made.has(`id ${id}`)) made.set(`id ${id}`, index);
      if (typeof guid === 'string') made.set(`guid ${guid}`, index);
    }
    this.#indexes.set(component, made);
    return made;
  }

  #extensionOf({ toolComponent }: SarifReference): number | undefined {
    if (toolComponent === undefined || toolComponent === null) return undefined;
    const { index, name, guid } = toolComponent;
    if (typeof index === 'number' && index >= 0) return index;
    const found = this.#extensions.findIndex(
      (one) =>
        (typeof guid === 'string' && one.guid === guid) || (typeof name === 'string' && one.name === name),
    );
    return found === -1 ? undefined : found;
  }
}
