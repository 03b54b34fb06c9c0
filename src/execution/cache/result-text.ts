import { foldersOf } from '../../platform/paths.ts';
import { sealText, unsealJson } from '../../platform/sealed-text.ts';
import type { StoredFile, StoredResult } from '../result-cache.ts';

/** Counts up whenever a result has another shape: what an earlier lockstep wrote is then no answer. */
const FORMAT = 'lockstep-result 2';

/** A result as bytes: `lockstep-result 2 <SHA-256 of the rest>\n`, then JSON. */
export function printResult(result: StoredResult): string {
  return sealText(FORMAT, JSON.stringify(result));
}

/** Undefined for anything that is not a whole result with this key. */
export function parseResult(bytes: Uint8Array, key: string): StoredResult | undefined {
  const result = unsealJson(FORMAT, Buffer.from(bytes).toString('utf8'));
  return isResult(result) && result.key === key && areSafe(result.outputs) ? result : undefined;
}

const DIGEST = /^[0-9a-f]{64}$/;

/** The digest at its head says that nobody changed it on the way, not that whoever made it knew what a result is. */
function isResult(data: unknown): data is StoredResult {
  const { key, leg, run, time, duration, parts, outputs, values, log } = (data ??
    {}) as Partial<StoredResult>;
  return (
    [key, leg, run].every((text) => typeof text === 'string') &&
    [time, duration].every((number) => typeof number === 'number') &&
    Array.isArray(parts) &&
    parts.every(({ kind, name, value }) => [kind, name, value].every((text) => typeof text === 'string')) &&
    Array.isArray(outputs) &&
    outputs.every(isOutput) &&
    typeof values === 'object' &&
    values !== null &&
    Object.values(values).every((value) => typeof value === 'string') &&
    DIGEST.test(log ?? '')
  );
}

function isOutput(output: StoredFile): boolean {
  if (typeof output?.path !== 'string') return false;
  switch (output.kind) {
    case 'file':
      return isMode(output.mode) && DIGEST.test(output.digest);
    case 'link':
      return typeof output.target === 'string' && output.target !== '';
    case 'directory':
      return output.mode === undefined || isMode(output.mode);
    default:
      return false;
  }
}

function isMode(mode: unknown): boolean {
  return Number.isInteger(mode) && ((mode as number) & ~0o777) === 0;
}

/** A result from elsewhere must not write outside of the workspace, whoever made it: neither by its names nor through a link of its own. */
function areSafe(outputs: readonly StoredFile[]): boolean {
  const paths = new Set(outputs.map(({ path }) => path));
  const open = new Set(outputs.flatMap(({ kind, path }) => (kind === 'directory' ? [] : [path])));
  return (
    paths.size === outputs.length &&
    outputs.every(({ path }) => isSafe(path) && !foldersOf(path).some((folder) => open.has(folder)))
  );
}

function isSafe(path: string): boolean {
  const names = path.split(WINDOWS_TOO);
  return (
    !path.includes('\0') && !/^[A-Za-z]:/.test(path) && names.every((name) => !['', '.', '..'].includes(name))
  );
}

const WINDOWS_TOO = /[/\\]/;
