import { sha256 } from '../../platform/digest.ts';
import { contentsOf, type ResultCache, type StoredResult } from '../result-cache.ts';
import {
  type ActionDigest,
  type ActionResult,
  decodeActionResult,
  encodeActionResult,
} from './action-result.ts';
import { inParallel } from './in-parallel.ts';
import { readAll } from './remote-server.ts';
import { type Gift, ServedCache } from './served-cache.ts';
import type { FetchedResult } from './shared-cache.ts';
import {
  MOST_CONTENT,
  MOST_MANIFEST,
  NOT_THE_RESULT,
  parseShared,
  type Realm,
  sharedKey,
} from './shared-result.ts';

/** The output that is the result itself: lockstep's own folder is never an output of a job. */
const MANIFEST = '.lockstep/result';
/** Bytes of an `ActionResult`: some 100,000 outputs. */
const MOST_ACTION = 16 * 1024 * 1024;
/** Contents of one result that are sent at once. */
const AT_ONCE = 8;

/**
 * Results on a server that speaks Bazel's remote cache protocol over plain HTTP (bazel.build/remote/caching, "HTTP Caching Protocol":
 * `GET` and `PUT` of `/ac/<64 hex>` and `/cas/<SHA-256>`): bazel-remote, nginx with WebDAV, a bucket behind a proxy …
 *
 * `/ac/<key of the result>` holds an `ActionResult` whose output files are the job's outputs and the result itself, as
 * `.lockstep/result`; its standard output is the log. So a server that looks whether everything is there before it gives an
 * `ActionResult` away (bazel-remote, cache/disk `GetValidatedActionResult`), or that removes what nothing names, sees all of it.
 * lockstep itself believes `.lockstep/result` alone.
 */
export class BazelCache extends ServedCache implements ResultCache {
  readonly #sizes = new Map<string, number>();

  async find(key: string): Promise<StoredResult | undefined> {
    for (const realm of this.sharing.reads) {
      const result = await this.#find(key, realm);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  async fetch(key: string): Promise<FetchedResult | undefined> {
    const result = await this.find(key);
    return result && { result, contentOf: (digest) => this.read(digest) };
  }

  async read(digest: string): Promise<Uint8Array | undefined> {
    return this.#content({ digest, size: this.#sizes.get(digest) });
  }

  protected async give({ result, key, manifest, contentOf }: Gift): Promise<string | undefined> {
    let logSize = 0;
    const problem = await inParallel(contentsOf(result), AT_ONCE, async (digest) => {
      const content = await contentOf(digest);
      if (content === undefined) return 'a file changed while it was stored';
      if (digest === result.log) logSize = content.byteLength;
      return this.#giveContent(digest, content);
    });
    if (problem !== undefined) return problem;
    const digest = sha256(manifest);
    const log = { digest: result.log, size: logSize };
    const action = encodeActionResult(actionOf(result, { digest, size: manifest.byteLength }, log));
    return (await this.#giveContent(digest, manifest)) ?? this.server.give(`/ac/${key}`, action, OCTETS);
  }

  /** Not every server has a page of its own for this. */
  async probe(): Promise<string | undefined> {
    return this.probeUnknown('/ac');
  }

  async #find(key: string, realm: Realm): Promise<StoredResult | undefined> {
    const action = await this.server.ask(`/ac/${sharedKey(realm, key)}`, async (_, body) => {
      const decoded = decodeActionResult(await readAll(body, MOST_ACTION));
      if (decoded === undefined) throw new Error('it answers with something that is no ActionResult');
      return decoded;
    });
    const manifest = action?.files.find(({ path }) => path === MANIFEST);
    if (action === undefined || manifest === undefined || manifest.size > MOST_MANIFEST) return undefined;
    const bytes = await this.#content(manifest);
    const { signatureKey } = this.sharing;
    const result = bytes && parseShared(bytes, { key, realm, signatureKey });
    if (result === undefined) {
      if (bytes !== undefined) this.server.blame(NOT_THE_RESULT);
      return undefined;
    }
    for (const output of result.outputs)
      if (output.kind === 'file') this.#sizes.set(output.digest, output.size);
    if (action.stdout?.digest === result.log) this.#sizes.set(result.log, action.stdout.size);
    return result;
  }

  async #content({
    digest,
    size,
  }: {
    readonly digest: string;
    readonly size: number | undefined;
  }): Promise<Uint8Array | undefined> {
    // Many servers do not keep it: everybody knows what is in it.
    if (digest === EMPTY) return new Uint8Array();
    return this.server.ask(`/cas/${digest}`, async (_, body) => {
      const bytes = await readAll(body, size ?? MOST_CONTENT);
      if (sha256(bytes) === digest) return bytes;
      throw new Error('it answers with other bytes than it was asked for');
    });
  }

  /** Whether it is there is not asked: the server could only say that something is, and what is damaged is to be whole again. */
  async #giveContent(digest: string, content: Uint8Array): Promise<string | undefined> {
    return digest === EMPTY ? undefined : this.server.give(`/cas/${digest}`, content, OCTETS);
  }
}

const OCTETS = { 'content-type': 'application/octet-stream' };
const EMPTY = sha256('');

function actionOf(
  { outputs, time, duration }: StoredResult,
  manifest: ActionDigest,
  stdout: ActionDigest,
): ActionResult {
  const files = outputs.flatMap((output) =>
    output.kind === 'file'
      ? [
          {
            path: output.path,
            digest: output.digest,
            size: output.size,
            executable: (output.mode & 0o111) !== 0,
          },
        ]
      : [],
  );
  const links = outputs.flatMap((output) =>
    output.kind === 'link' ? [{ path: output.path, target: output.target }] : [],
  );
  return {
    files: [...files, { path: MANIFEST, ...manifest, executable: false }],
    links,
    stdout,
    began: Math.max(0, time - duration),
    ended: time,
  };
}
