import { sha256 } from '../../platform/digest.ts';
import type { StoredResult } from '../result-cache.ts';

/** Counts up whenever a result has another shape: what an earlier lockstep wrote is then no answer. */
const FORMAT = 'lockstep-result 2';

/** A result as bytes: `lockstep-result 2 <SHA-256 of the rest>\n`, then JSON. */
export function printResult(result: StoredResult): string {
  const body = JSON.stringify(result);
  return `${FORMAT} ${sha256(body)}\n${body}`;
}

/** Undefined for anything that is not a whole result with this key, whoever wrote it. */
export function parseResult(bytes: Uint8Array, key: string): StoredResult | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end === -1 || text.slice(0, end) !== `${FORMAT} ${sha256(body)}`) return undefined;
  try {
    const result: unknown = JSON.parse(body);
    return isResult(result) && result.key === key ? result : undefined;
  } catch {
    return undefined;
  }
}

type Shape<T> = { readonly [K in keyof T]: unknown };

function isResult(value: unknown): value is StoredResult {
  if (!isObject(value)) return false;
  const { key, leg, run, time, duration, parts, outputs, reports, values, log } =
    value as Shape<StoredResult>;
  return (
    [key, leg, run].every(isText) &&
    [time, duration].every((one) => typeof one === 'number') &&
    isListOf(parts, (part) => isText(part.kind) && isText(part.name) && isText(part.value)) &&
    isListOf(outputs, isStoredFile) &&
    isListOf(reports, isStoredReport) &&
    isObject(values) &&
    Object.values(values).every(isText) &&
    isDigest(log)
  );
}

function isStoredFile({ kind, path, target, mode, digest, size }: Record<string, unknown>): boolean {
  if (!isSafe(path)) return false;
  if (kind === 'link') return isText(target);
  return kind === 'file' && Number.isInteger(mode) && isDigest(digest) && Number.isInteger(size);
}

function isStoredReport({ kind, path, digest, size }: Record<string, unknown>): boolean {
  const known = ['tests', 'coverage', 'benchmarks', 'findings'] as const;
  return known.some((one) => one === kind) && isSafe(path) && isDigest(digest) && Number.isInteger(size);
}

/** A result from elsewhere must not write outside of the workspace. */
function isSafe(path: unknown): boolean {
  if (!isText(path) || path === '' || /^(?:[/\\]|[A-Za-z]:)/.test(path)) return false;
  return !path.split(/[/\\]/).includes('..');
}

function isDigest(value: unknown): boolean {
  return isText(value) && /^[0-9a-f]{64}$/.test(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, isOne: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && isOne(item));
}
