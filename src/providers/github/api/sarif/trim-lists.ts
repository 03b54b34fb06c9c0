import type { SarifLimits } from './limits.ts';
import { asList, asObject, type SarifComponent, type SarifResult, type SarifRun } from './sarif-log.ts';

/** The result with no more locations than GitHub takes, the first ones; the very same when it has no more. */
export function trimResult(result: SarifResult, limits: SarifLimits): SarifResult {
  const { locations, relatedLocations, codeFlows } = result;
  const tooMany = (list: unknown): boolean => asList(list).length > limits.locations;
  const flows = trimFlows(codeFlows, limits.threadFlowLocations);
  if (!tooMany(locations) && !tooMany(relatedLocations) && flows === codeFlows) return result;
  return {
    ...result,
    ...(tooMany(locations) && { locations: asList(locations).slice(0, limits.locations) }),
    ...(tooMany(relatedLocations) && {
      relatedLocations: asList(relatedLocations).slice(0, limits.locations),
    }),
    ...(flows !== codeFlows && { codeFlows: flows }),
  };
}

/** Whole flows, as many as have no more locations together: a path that ends in the middle would tell another story. */
function trimFlows(codeFlows: unknown, most: number): unknown {
  let left = most;
  const flows = asList(codeFlows);
  const count = (flow: unknown): number =>
    asList(asObject(flow).threadFlows).reduce<number>(
      (sum, one) => sum + asList(asObject(one).locations).length,
      0,
    );
  const kept = flows.filter((flow) => {
    const size = count(flow);
    if (size > left) return false;
    left -= size;
    return true;
  });
  return kept.length === flows.length ? codeFlows : kept;
}

/** The run whose rules have no more tags than GitHub takes, and how many rules lost some. `security` stays: it makes a result one of security. */
export function trimRules(
  run: SarifRun,
  { tags: most }: SarifLimits,
): { readonly run: SarifRun; readonly trimmed: number } {
  let trimmed = 0;
  const trim = (component: SarifComponent): SarifComponent => {
    if (component.rules?.some((rule) => asList(rule.properties?.tags).length > most) !== true)
      return component;
    const rules = component.rules.map((rule) => {
      const tags = asList(rule.properties?.tags);
      if (tags.length <= most) return rule;
      trimmed += 1;
      const first = [
        ...tags.filter((tag) => tag === 'security'),
        ...tags.filter((tag) => tag !== 'security'),
      ];
      return { ...rule, properties: { ...rule.properties, tags: first.slice(0, most) } };
    });
    return { ...component, rules };
  };
  const { tool } = run;
  const driver = trim(tool.driver);
  const extensions = tool.extensions?.map(trim);
  if (trimmed === 0) return { run, trimmed };
  return {
    run: { ...run, tool: { ...tool, driver, ...(extensions !== undefined && { extensions }) } },
    trimmed,
  };
}
