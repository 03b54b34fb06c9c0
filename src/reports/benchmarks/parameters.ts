import type { JsonObject } from '../json/json-value.ts';
import { withoutMachinePaths } from './machine-paths.ts';

/** UTF-16 units. */
const LONGEST = 200;
/** Of one benchmark. */
const MOST = 20;

/** What a tool calls parameters, for people: whatever they are, as texts. */
export function parametersOf(object: JsonObject | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(object ?? {})
      .filter(([, value]) => value !== null)
      .slice(0, MOST)
      .map(([name, value]) => [name.slice(0, LONGEST), textOfParameter(value)]),
  );
}

function textOfParameter(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return withoutMachinePaths(text.slice(0, LONGEST)).replace(/\p{Surrogate}/gu, '\ufffd');
}
