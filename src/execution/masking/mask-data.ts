import type { Masker } from './masker.ts';

/**
 * What the program compares, and nobody reads as text. A secret may have the value `unit` or `linux`: a leg under another name than
 * its events' would have no events, and its failure would be nobody's.
 */
const IDENTITY: ReadonlySet<string> = new Set([
  'arch',
  'category',
  'id',
  'job',
  'kind',
  'leg',
  'os',
  'owner',
  'shell',
  'when',
]);

/** Plain data with every text masked but what things are told apart by; the same object when there is nothing to mask. */
export function maskData<T>(data: T, masker: Masker): T {
  const text = JSON.stringify(data);
  if (masker.text(text) === text) return data;
  return JSON.parse(text, (key, value) =>
    typeof value === 'string' && !IDENTITY.has(key) ? masker.text(value) : value,
  ) as T;
}
