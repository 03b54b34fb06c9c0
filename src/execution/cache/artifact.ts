import { gunzipped, gzipped } from '../../platform/compression.ts';
import { sha256 } from '../../platform/digest.ts';
import { type ContentSource, contentsOf, type StoredResult } from '../result-cache.ts';
import { MOST_CONTENT, MOST_MANIFEST, NOT_THE_RESULT } from './shared-result.ts';

const FORMAT = 'lockstep-artifact 1';
/** Bytes of a line between contents: a digest, a space and a number. */
const LONGEST_LINE = 100;
/** Bytes of the log of a job. */
const MOST_LOG = 64 * 1024 * 1024;

/**
 * A result and its contents as one file, a gzip member (RFC 1952) of:
 * ```
 * lockstep-artifact 1\n
 * manifest <bytes>\n     and so many bytes: the result, as `shared-result.ts` prints it
 * <SHA-256> <bytes>\n    and so many bytes, for the log and every content of the outputs, each once, in the order of `contentsOf`
 * ```
 * and nothing behind it. Not tar: what it says of files the result says already, and two sayings can differ.
 */
export function packArtifact(
  result: StoredResult,
  manifest: Uint8Array,
  contentOf: ContentSource,
): AsyncIterable<Uint8Array> {
  async function* entries(): AsyncIterable<Uint8Array> {
    yield Buffer.from(`${FORMAT}\nmanifest ${manifest.byteLength}\n`);
    yield manifest;
    for (const digest of contentsOf(result)) {
      const content = await contentOf(digest);
      if (content === undefined) throw new Error('a file changed while it was stored');
      yield Buffer.from(`${digest} ${content.byteLength}\n`);
      yield content;
    }
  }
  return gzipped(entries());
}

export interface Artifact {
  readonly result: StoredResult;
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads an artifact as it comes, and never holds more than it names: what is no artifact, names another result, is cut off or goes on
 * for longer than it says is an error, at the first byte that shows it.
 */
export async function unpackArtifact(
  body: AsyncIterable<Uint8Array>,
  parse: (manifest: Uint8Array) => StoredResult | undefined,
): Promise<Artifact> {
  const reader = new ByteReader(gunzipped(body));
  if ((await reader.line()) !== FORMAT) throw new Error('it answers with something that is no result');
  const size = /^manifest (\d{1,10})$/.exec((await reader.line()) ?? '')?.[1];
  const result = parse(await reader.bytes(Number(size), MOST_MANIFEST));
  if (result === undefined) throw new Error(NOT_THE_RESULT);
  const sizes = new Map(
    result.outputs.flatMap((one) => (one.kind === 'file' ? [[one.digest, one.size]] : [])),
  );
  const contents = new Map<string, Uint8Array>();
  let left = MOST_CONTENT + MOST_LOG;
  for (const digest of contentsOf(result)) {
    const [, named, length] = /^([0-9a-f]{64}) (\d{1,10})$/.exec((await reader.line()) ?? '') ?? [];
    if (named !== digest || (sizes.get(digest) ?? Number(length)) !== Number(length))
      throw new Error('it answers with other contents than the result names');
    const content = await reader.bytes(Number(length), Math.min(left, sizes.get(digest) ?? MOST_LOG));
    left -= content.byteLength;
    if (sha256(content) !== digest) throw new Error('it answers with a content that is damaged');
    contents.set(digest, content);
  }
  if ((await reader.line()) !== undefined) throw new Error('it answers with more than the result names');
  return { result, contents };
}

/** Bytes as they are wanted, of bytes as they come. */
class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Without its end; undefined when there is nothing more. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf(LINE_END);
      if (end !== -1 && end <= LONGEST_LINE) {
        const line = Buffer.from(this.#rest.subarray(0, end)).toString('latin1');
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      if (this.#rest.byteLength > LONGEST_LINE)
        throw new Error('it answers with something that is no result');
      if (!(await this.#more())) break;
    }
    if (this.#rest.byteLength > 0) throw new Error('its answer is cut off');
    return undefined;
  }

  async bytes(length: number, limit: number): Promise<Uint8Array> {
    // Also for what is no number.
    if (!(length <= limit)) throw new Error('it answers with a result that is too large');
    const parts: Uint8Array[] = [];
    let missing = length;
    for (;;) {
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.byteLength);
      parts.push(part);
      missing -= part.byteLength;
      if (missing === 0) return Buffer.concat(parts);
      if (!(await this.#more())) throw new Error('its answer is cut off');
    }
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done === true) return false;
    this.#rest = this.#rest.byteLength === 0 ? value : Buffer.concat([this.#rest, value]);
    return true;
  }
}

const LINE_END = 10;
