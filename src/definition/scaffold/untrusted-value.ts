/** Reading values out of parsed files that may hold anything: what is not of the wanted shape is as good as absent. */

export type UntrustedRecord = Readonly<Record<string, unknown>>;

function recordIn(value: unknown): UntrustedRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as UntrustedRecord)
    : {};
}

/** The value at a path of own properties, undefined as soon as one is missing. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const name of path) {
    const record = recordIn(at);
    if (!Object.hasOwn(record, name)) return undefined;
    at = record[name];
  }
  return at;
}

export function recordAt(value: unknown, ...path: readonly string[]): UntrustedRecord {
  return recordIn(valueAt(value, ...path));
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined;
}

/** The texts of a list; a text alone is a list of one. */
export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  const found = valueAt(value, ...path);
  if (typeof found === 'string') return [found];
  return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : [];
}
