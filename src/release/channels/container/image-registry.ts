import { sha256 } from '../../../platform/digest.ts';
import { ChannelRefusal } from '../channel.ts';
import {
  type ChannelAnswer,
  type ChannelRequest,
  type ChannelServer,
  excerpt,
  refusalOf,
} from '../channel-server.ts';
import type { ImageManifest } from './image-layout.ts';
import { RegistryAuthorization } from './registry-authorization.ts';

/** Everything that can be at a tag. */
const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
/** Bytes: what registries take at most for a manifest (distribution-spec, "Pushing Manifests", demands 4 MiB). */
const MOST_OF_MANIFEST = 8 << 20;

type Access = 'pull' | 'pull,push' | 'pull,push,delete';

/** One repository of a registry of images (opencontainers/distribution-spec v1.1.1, spec.md). */
export class ImageRegistry {
  readonly #server: ChannelServer;
  readonly #base: string;
  readonly #repository: string;
  readonly #anybody: RegistryAuthorization;
  readonly #us: RegistryAuthorization;

  /** `base` has no slash at its end; `repository` is without the host. */
  constructor(options: {
    readonly server: ChannelServer;
    readonly base: string;
    readonly repository: string;
    readonly secret: string | undefined;
  }) {
    this.#server = options.server;
    this.#base = options.base;
    this.#repository = options.repository;
    this.#anybody = new RegistryAuthorization(options.server, undefined);
    this.#us = new RegistryAuthorization(options.server, options.secret);
  }

  /** Digest of what is at a tag or a digest; undefined when nothing is. */
  async digestAt(reference: string, signal: AbortSignal): Promise<string | undefined> {
    const found = await this.manifest(reference, signal);
    return found?.digest;
  }

  /** As whoever pulls gets it. */
  async manifest(reference: string, signal: AbortSignal): Promise<ImageManifest | undefined> {
    const request = {
      method: 'GET',
      url: this.#url(`manifests/${reference}`),
      headers: { accept: MANIFEST_TYPES },
      most: MOST_OF_MANIFEST,
    } as const;
    const answer = await this.#read(request, signal);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refusalOf(answer, `asking for ${reference}`);
    const digest = `sha256:${sha256(answer.bytes)}`;
    return { digest, mediaType: answer.header('content-type') ?? '', bytes: answer.bytes };
  }

  /** As whoever pulls gets it; undefined when it is not there. */
  async blob(digest: string, size: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const url = this.#url(`blobs/${digest}`);
    const answer = await this.#read({ method: 'GET', url, most: size }, signal);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refusalOf(answer, `asking for ${digest}`);
    return answer.bytes;
  }

  /** "Listing Referrers": bytes of the index; undefined where the registry has no such list. */
  async referrers(digest: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const answer = await this.#read({ method: 'GET', url: this.#url(`referrers/${digest}`) }, signal);
    if (answer.status === 404 || answer.status === 405) return undefined;
    if (answer.status !== 200) throw refusalOf(answer, 'asking for what is attached');
    return answer.bytes;
  }

  /** "Pushing blobs", POST then PUT; nothing is sent of what is there. */
  async pushBlob(digest: string, bytes: Uint8Array, signal: AbortSignal): Promise<'there' | 'sent'> {
    const there = await this.#write({ method: 'HEAD', url: this.#url(`blobs/${digest}`) }, signal);
    if (there.status === 200) return 'there';
    if (there.status !== 404) throw refusalOf(there, `asking for ${digest}`);
    const begun = await this.#write({ method: 'POST', url: this.#url('blobs/uploads/') }, signal);
    const location = begun.header('location');
    if (begun.status !== 202 || location === undefined)
      throw refusalOf(begun, `beginning the upload of ${digest}`);
    const url = new URL(location, this.#base);
    url.searchParams.set('digest', digest);
    const headers = { 'content-type': 'application/octet-stream' };
    const done = await this.#write({ method: 'PUT', url, headers, body: bytes }, signal);
    if (done.status !== 201) throw refusalOf(done, `uploading ${digest}`);
    return 'sent';
  }

  /** "Pushing Manifests". `knowsSubject`: the registry lists by itself what is attached. */
  async pushManifest(
    reference: string,
    { bytes, mediaType, digest }: ImageManifest,
    signal: AbortSignal,
  ): Promise<{ readonly knowsSubject: boolean }> {
    const headers = { 'content-type': mediaType };
    const url = this.#url(`manifests/${reference}`);
    const answer = await this.#write({ method: 'PUT', url, headers, body: bytes }, signal);
    if (answer.status !== 201 && answer.status !== 200) throw refusalOf(answer, `pushing ${reference}`);
    const said = answer.header('docker-content-digest');
    if (said !== undefined && said !== digest)
      throw new ChannelRefusal('never', `the registry keeps ${reference} as another digest than ${digest}`);
    return { knowsSubject: answer.header('oci-subject') !== undefined };
  }

  /** "Deleting Manifests", which registries need not be able to. */
  async remove(reference: string, signal: AbortSignal): Promise<string> {
    const url = this.#url(`manifests/${reference}`);
    const answer = await this.#write({ method: 'DELETE', url }, signal, 'pull,push,delete');
    if (answer.status === 202 || answer.status === 404) return `${reference} is gone`;
    if (answer.status === 405 || answer.status === 400)
      throw new ChannelRefusal(
        'person',
        `the registry deletes nothing that it is asked to delete this way: ${answer.status} ${excerpt(answer)}`,
        `Delete ${reference} of ${this.#repository} on the registry's own pages.`,
      );
    throw refusalOf(answer, `deleting ${reference}`);
  }

  /** As anybody; with the secret where the registry shows it to nobody else. */
  async #read(request: ChannelRequest, signal: AbortSignal): Promise<ChannelAnswer> {
    const answer = await this.#ask(request, 'pull', this.#anybody, signal).catch((error: unknown) => {
      if (error instanceof ChannelRefusal && error.kind === 'person') return undefined;
      throw error;
    });
    if (answer !== undefined && answer.status !== 401 && answer.status !== 403 && answer.status !== 404)
      return answer;
    return this.#ask(request, 'pull', this.#us, signal);
  }

  #write(request: ChannelRequest, signal: AbortSignal, access: Access = 'pull,push'): Promise<ChannelAnswer> {
    return this.#ask(request, access, this.#us, signal);
  }

  async #ask(
    request: ChannelRequest,
    access: Access,
    who: RegistryAuthorization,
    signal: AbortSignal,
  ): Promise<ChannelAnswer> {
    // Where an upload goes on is the registry's to say; its token goes to the registry alone.
    const isOurs = request.url.origin === new URL(this.#base).origin;
    const send = (): Promise<ChannelAnswer> =>
      this.#server.ask({ ...request, authorization: isOurs ? who.value(access) : undefined }, signal);
    const answer = await send();
    if (answer.status !== 401 || !isOurs) return answer;
    const asked = { repository: this.#repository, signal };
    return (await who.obtain(answer, access, asked)) ? send() : answer;
  }

  #url(path: string): URL {
    return new URL(`${this.#base}/v2/${this.#repository}/${path}`);
  }
}
