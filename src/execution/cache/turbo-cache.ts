import { hmacSha256, type Signer, sameSecret } from '../../platform/digest.ts';
import type { StoredResult } from '../result-cache.ts';
import { type Artifact, packArtifact, unpackArtifact } from './artifact.ts';
import { type RemoteServer, readAll } from './remote-server.ts';
import { type Gift, ServedCache } from './served-cache.ts';
import type { FetchedResult } from './shared-cache.ts';
import { MOST_CONTENT, parseShared, type Realm, type Sharing, sharedKey } from './shared-result.ts';

export interface TurboCacheOptions {
  readonly sharing: Sharing;
  /** As the query of the server has it: part of what a tag signs. */
  readonly teamId: string | undefined;
}

const ARTIFACTS = '/v8/artifacts';
const TAG = 'x-artifact-tag';

/**
 * Results on a server that speaks the API of Turborepo's remote cache, version 8 (turborepo.dev/api/remote-cache-spec;
 * vercel.com/docs/rest-api/artifacts: `PUT` and `GET` of `/v8/artifacts/{hash}?teamId=&slug=`, `GET /v8/artifacts/status`). Such a server
 * knows nothing but whole artifacts, so a result and its contents are one: `artifact.ts` has the format.
 *
 * With a signature key, `x-artifact-tag` is what Turborepo makes of it: Base64 without padding of the HMAC-SHA256 of hash, team and body
 * (vercel/turborepo, crates/turborepo-cache/src/signature_authentication.rs). Not every server gives it back, so the result within is
 * signed too; a tag that does come has to be right.
 */
export class TurboCache extends ServedCache {
  readonly #teamId: string;

  constructor(server: RemoteServer, { sharing, teamId = '' }: TurboCacheOptions) {
    super(server, sharing);
    this.#teamId = teamId;
  }

  /** All of it comes, whether the contents are wanted or not. */
  async find(key: string): Promise<StoredResult | undefined> {
    return (await this.fetch(key))?.result;
  }

  async fetch(key: string): Promise<FetchedResult | undefined> {
    for (const realm of this.sharing.reads) {
      const found = await this.#artifact(key, realm);
      if (found !== undefined)
        return { result: found.result, contentOf: async (digest) => found.contents.get(digest) };
    }
    return undefined;
  }

  protected async give({ result, key, manifest, contentOf }: Gift): Promise<string | undefined> {
    try {
      const body = await readAll(packArtifact(result, manifest, contentOf), MOST_CONTENT);
      const signer = this.#signer(key);
      signer?.add(body);
      return await this.server.give(`${ARTIFACTS}/${key}`, body, {
        'content-type': 'application/octet-stream',
        'x-artifact-duration': String(result.duration),
        ...(signer !== undefined && { [TAG]: unpadded(signer.end('base64')) }),
      });
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Not every server looks at the token when it is asked for its status, or has one. */
  async probe(): Promise<string | undefined> {
    const problem = await this.probeUnknown(ARTIFACTS);
    if (problem !== undefined) return problem;
    const told = await this.server.probe(`${ARTIFACTS}/status`, async ({ status }, body) => {
      if (status !== 200) return undefined;
      // `{"status":"enabled"}`, or disabled, over_limit, paused.
      const text = Buffer.from(await readAll(body, 10_000)).toString('utf8');
      const state = /"status"\s*:\s*"(\w{1,20})"/.exec(text)?.[1];
      if (state === undefined) return 'it does not answer as a Turborepo cache does';
      return state === 'enabled' ? undefined : `it says that it is ${state}`;
    });
    return told.ok ? told.value : told.reason;
  }

  async #artifact(key: string, realm: Realm): Promise<Artifact | undefined> {
    const hash = sharedKey(realm, key);
    const { signatureKey } = this.sharing;
    return this.server.ask(`${ARTIFACTS}/${hash}`, async (head, body) => {
      const tag = head.header(TAG);
      const signer = tag === undefined ? undefined : this.#signer(hash);
      const artifact = await unpackArtifact(signed(body, signer), (manifest) =>
        parseShared(manifest, { key, realm, signatureKey }),
      );
      if (signer !== undefined && !sameSecret(unpadded(signer.end('base64')), unpadded(tag ?? '')))
        throw new Error('it answers with a result whose signature is wrong');
      return artifact;
    });
  }

  #signer(hash: string): Signer | undefined {
    const { signatureKey } = this.sharing;
    if (signatureKey === undefined) return undefined;
    const signer = hmacSha256(signatureKey);
    signer.add(hash + this.#teamId);
    return signer;
  }
}

async function* signed(
  body: AsyncIterable<Uint8Array>,
  signer: Signer | undefined,
): AsyncIterable<Uint8Array> {
  for await (const chunk of body) {
    signer?.add(chunk);
    yield chunk;
  }
}

function unpadded(base64: string): string {
  return base64.replace(/=+$/, '');
}
