import { hmacSha256, sameSecret, sha256 } from '../../platform/digest.ts';
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

/** Undefined for anything that is not a whole result with this key, of this realm when it is signed; never throws. */
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
  try {
    const result = parseResult(Buffer.from(text), key);
    return result !== undefined && isResult(result) ? result : undefined;
  } catch {
    return undefined;
  }
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

/** What comes over the network may be anything: its digest only says that it is what was sent. */
function isResult(value: StoredResult): boolean {
  const { leg, run, time, duration, parts, outputs, values, log } = value;
  return (
    [leg, run].every((name) => typeof name === 'string' && /^\P{C}{1,300}$/u.test(name)) &&
    [time, duration].every((number) => Number.isFinite(number) && number >= 0) &&
    isDigest(log) &&
    Array.isArray(parts) &&
    parts.every(isPart) &&
    Object.values(values).every((text) => typeof text === 'string') &&
    outputs.every(isOutput) &&
    standApart(outputs) &&
    outputBytes(value) <= MOST_CONTENT
  );
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isPart({ kind, name, value }: StoredResult['parts'][number]): boolean {
  return PART_KINDS.includes(kind) && typeof name === 'string' && typeof value === 'string';
}

function isOutput(output: StoredFile): boolean {
  if (typeof output.path !== 'string' || !isPlainPath(output.path)) return false;
  if (output.kind === 'link')
    return typeof output.target === 'string' && output.target !== '' && !output.target.includes('\0');
  const { kind, mode, digest, size } = output;
  return (
    kind === 'file' &&
    isDigest(digest) &&
    isCount(mode) &&
    mode <= 0o777 &&
    isCount(size) &&
    size <= MOST_CONTENT
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Relative, below the workspace, and not where git or lockstep keep their own. */
function isPlainPath(path: string): boolean {
  const segments = path.split('/');
  return (
    !/[\\\0]|^[A-Za-z]:/.test(path) &&
    segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..') &&
    !segments.some((segment) => segment.toLowerCase() === '.git') &&
    segments[0]?.toLowerCase() !== '.lockstep'
  );
}

/** No path twice and none below another, or a link could lead what is written after it out of the workspace. Some file systems do not tell capitals apart. */
function standApart(outputs: readonly StoredFile[]): boolean {
  const paths = new Set(outputs.map(({ path }) => path.normalize('NFC').toLowerCase()));
  if (paths.size !== outputs.length) return false;
  return [...paths].every((path) => {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      if (paths.has(path.slice(0, end))) return false;
    return true;
  });
}
