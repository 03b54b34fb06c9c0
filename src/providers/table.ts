/** What a map of a file, or of a definition's raw block, is as plain data. */
export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Anything else is as good as a map without keys. */
export function tableOf(value: unknown): Table {
  return isTable(value) ? value : {};
}
