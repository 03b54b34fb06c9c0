/**
 * What tells a test from all others, the same in every run and on every platform. Formats know different parts of it; two tools that
 * run the same test need not agree.
 */
export interface TestIdentity {
  /** The test's file, with forward slashes. */
  readonly file?: string;
  /** Suites around it, the outermost first; without those that only repeat another part. */
  readonly suites: readonly string[];
  readonly className?: string;
  readonly name: string;
  /** What stood in brackets at the end of the name: `1-24` of `test_period[1-24]`. */
  readonly params?: string;
}

const SEPARATOR = ' > ';

/** `tests/test_orbit.py > TestMoon > test_phase[full]`: for people, for patterns, and the key of the history. One line. */
export function identityText({ file, suites, className, name, params }: TestIdentity): string {
  const parts = suites.length === 0 ? [] : [...suites];
  if (file !== undefined) parts.unshift(file);
  if (className !== undefined) parts.push(className);
  parts.push(params === undefined ? name : `${name}[${params}]`);
  return parts.join(SEPARATOR);
}

/** Longer names are cut: some tools put whole documents into the name of a parameterised test. */
const LONGEST_PART = 500;

/**
 * One part of an identity: on one line, composed (Unicode NFC), and without what changes from run to run: the address in `<object at
 * 0x7f2c78d38bd0>`, which pytest and others make names of.
 */
export function identityPart(text: string): string {
  let part = text;
  if (/[^\x21-\x7e]/.test(part)) part = part.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (part.includes('0x')) part = part.replace(/0x[0-9a-fA-F]{6,16}\b/g, '0x…');
  if (part.length <= LONGEST_PART) return part;
  // The whole text decides what two cut names are, not their beginnings.
  return `${part.slice(0, LONGEST_PART)}… (${checksum(part)})`;
}

/** A path in a report of Windows has backslashes. */
export function identityPath(text: string): string {
  const path = text.trim();
  return (path.includes('\\') ? path.replaceAll('\\', '/') : path).replace(/^(?:\.\/)+/, '');
}

/** `test_period[1-24]` apart. Brackets after a space are words of a sentence. */
export function splitParams(name: string): { readonly name: string; readonly params?: string } {
  if (!name.endsWith(']')) return { name };
  const at = name.indexOf('[');
  if (at <= 0 || name[at - 1] === ' ') return { name };
  return { name: name.slice(0, at), params: name.slice(at + 1, -1) };
}

/** FNV-1a, 32 bits (draft-eastlake-fnv): to keep two names apart, not against somebody who wants them to meet. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
