import { sha256 } from '../../platform/digest.ts';
import type { StoredFile, StoredResult } from '../result-cache.ts';

const FORMAT = 'lockstep-result 1';

/** A result as bytes: `lockstep-result 1 <SHA-256 of the rest>\n`, then JSON. */
export function printResult(result: StoredResult): string {
  const body = JSON.stringify(result);
  return `${FORMAT} ${sha256(body)}\n${body}`;
}

/** Undefined for anything that is not a whole result with this key. */
export function parseResult(bytes: Uint8Array, key: string): StoredResult | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end === -1 || text.slice(0, end) !== `${FORMAT} ${sha256(body)}`) return undefined;
  const result = JSON.parse(body) as StoredResult;
  return result.key === key && result.outputs.every(isSafe) ? result : undefined;
}

/** A result from elsewhere must not write outside of the workspace, whoever made it. */
function isSafe({ path }: StoredFile): boolean {
  return path !== '' && !/^(?:[/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes('..');
}
