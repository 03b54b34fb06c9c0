import { isTable, type Table } from '../table.ts';
import { YamlFlow, YamlMap, type YamlValue } from './yaml-text.ts';

/** Merges what the definition has for GitHub alone over what was made: maps key by key, everything else replaces. */
export function mergeRaw(map: YamlMap, raw: Table): void {
  for (const [key, value] of Object.entries(raw)) {
    const there = map.get(key);
    if (isTable(value) && there instanceof YamlMap) mergeRaw(there, value);
    else map.set(key, yamlValue(value), { comment: "from the definition's github block" });
  }
}

function yamlValue(value: unknown): YamlValue | undefined {
  if (value === undefined) return undefined;
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map((item) => yamlValue(item) ?? null);
  if (!isTable(value)) return String(value);
  const map = new YamlMap();
  for (const [key, inner] of Object.entries(value)) map.set(key, yamlValue(inner));
  return map;
}

/** As plain data, for checks. */
export function plainValue(value: YamlValue | undefined): unknown {
  if (value instanceof YamlMap)
    return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plainValue(entry.value)]));
  if (value instanceof YamlFlow) return value.items;
  return Array.isArray(value) ? value.map((item: YamlValue) => plainValue(item)) : value;
}
