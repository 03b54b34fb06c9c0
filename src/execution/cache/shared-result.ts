import { hmacSha256, sameSecret, sha256 } from '../../platform/digest.ts';
import { foldersOf } from '../../platform/paths.ts';
import { PART_KINDS } from '../../run/fingerprint.ts';
import type { StoredFile, StoredResult } from '../result-cache.ts';
import { parseResult, printResult } from './result-text.ts';

/** Bytes of all contents of a result: one with more is kept where it was made. */
export const MOST_CONTENT = 256 * 1024 * 1024;
/** Bytes of a result without its contents: the fingerprint of a job with some 100,000 files. */
export const MOST_MANIFEST = 32 * 1024 * 1024;

/** What is wrong with an answer that is whole and yet none. */
export const NOT_THE_RESULT =
  'it answers with something that is not the result it was asked for, or not signed with the key';

/** Who made a result, as far as others may rely on it. Results of different realms have different keys. */
export type Realm = 'trusted' | 'local';

/** What a run may take from others and what it gives them. */
export interface Sharing {
  /** Asked in this order. */
  readonly reads: readonly Realm[];
  /** Undefined: nothing is given. */
  readonly writes: Realm | undefined;
  /** Results are signed with it, and those that are not are no answer. */
  readonly signatureKey?: string | undefined;
}

/** The key of a result on a server: other realms, other programs and other versions of this format have others. */
export function sharedKey(realm: Realm, key: string): string {
  return sha256(`lockstep shared result 1\n${realm}\n${key}`);
}

const SIGNED = 'lockstep-signature 1';

/** A result as bytes, as `result-text.ts` has it; in front of it, with a key, `lockstep-signature 1 <HMAC-SHA256 in hexadecimal>\n`. */
export function printShared(result: StoredResult, realm: Realm, signatureKey?: string): Uint8Array {
  const text = printResult(result);
  if (signatureKey === undefined) return Buffer.from(text);
  return Buffer.from(`${SIGNED} ${signature(text, realm, signatureKey)}\n${text}`);
}

/** Undefined for anything that is not a whole result with this key, of this realm when it is signed. */
export function parseShared(
  bytes: Uint8Array,
  {
    key,
    realm,
    signatureKey,
  }: { readonly key: string; readonly realm: Realm; readonly signatureKey?: string | undefined },
): StoredResult | undefined {
  let text = Buffer.from(bytes).toString('utf8');
  const signed = new RegExp(`^${SIGNED} ([0-9a-f]{64})\n`).exec(text);
  if (signed !== null) text = text.slice(signed[0].length);
  if (signatureKey !== undefined && !sameSecret(signed?.[1] ?? '', signature(text, realm, signatureKey)))
    return undefined;
  const result = parseResult(Buffer.from(text), key);
  return result !== undefined && isFit(result) ? result : undefined;
}

function signature(text: string, realm: Realm, signatureKey: string): string {
  const signer = hmacSha256(signatureKey);
  signer.add(`${realm}\n${text}`);
  return signer.end('hex');
}

/** Bytes of the outputs, each content once; that of the log is not known here. */
export function outputBytes({ outputs }: StoredResult): number {
  const sizes = new Map(outputs.flatMap((one) => (one.kind === 'file' ? [[one.digest, one.size]] : [])));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** What a result that comes over a network has to be beyond what `result-text.ts` asks of any: fit to be shown, of fair size, and at home on file systems that do not tell capitals apart. */
function isFit(result: StoredResult): boolean {
  const { leg, run, time, duration, parts, outputs } = result;
  return (
    [leg, run].every((name) => /^\P{C}{1,300}$/u.test(name)) &&
    [time, duration].every((number) => Number.isFinite(number) && number >= 0) &&
    parts.every(({ kind }) => PART_KINDS.includes(kind)) &&
    outputs.every((output) => output.kind !== 'file' || isSize(output.size)) &&
    outputBytes(result) <= MOST_CONTENT &&
    outputs.every(({ path }) => !isForeign(path)) &&
    standApart(outputs)
  );
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Where git or lockstep keep their own. */
function isForeign(path: string): boolean {
  const names = folded(path).split('/');
  return names.includes('.git') || names[0] === '.lockstep';
}

/** As file systems do that take `Dist` and `dist` for one. */
function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** None is below a file or a link, or is one of them twice. */
function standApart(outputs: readonly StoredFile[]): boolean {
  const paths = new Set(outputs.map(({ path }) => folded(path)));
  return (
    paths.size === outputs.length &&
    [...paths].every((path) => !foldersOf(path).some((folder) => paths.has(folder)))
  );
}
