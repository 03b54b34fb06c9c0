import { sha256 } from '../../../platform/digest.ts';
import type { DesiredContainer } from '../../manifest/release-manifest.ts';
import {
  type Channel,
  ChannelRefusal,
  type ChannelStep,
  type ChannelSurroundings,
  type Observation,
  type Recall,
} from '../channel.ts';
import { ChannelServer } from '../channel-server.ts';
import {
  type Attachment,
  attachmentOf,
  EMPTY_BLOB,
  isListed,
  listedAlso,
  referrersTag,
} from './attachment.ts';
import { type ImageContent, type ImageManifest, readImageLayout } from './image-layout.ts';
import { ImageRegistry } from './image-registry.ts';
import { pullImage } from './pull-image.ts';

export interface ContainerChannelOptions {
  readonly desired: DesiredContainer;
  readonly surroundings: ChannelSurroundings;
  /** Address of the registry by the host in the image's name. */
  readonly base: (host: string) => string;
  readonly server?: ChannelServer;
}

/**
 * A registry of images. Everything is pushed by digest first, with what is attached to it, where nobody comes upon it; then the tag of the version, which
 * is not moved once it is there; then those that lead to the newest, `latest` as the last one.
 */
export class ContainerChannel implements Channel {
  readonly desired: DesiredContainer;
  readonly #surroundings: ChannelSurroundings;
  readonly #registry: ImageRegistry;
  #image: Promise<ImageContent> | undefined;

  constructor({ desired, surroundings, base, server }: ContainerChannelOptions) {
    this.desired = desired;
    this.#surroundings = surroundings;
    const { host, repository } = splitImage(desired.image);
    const secret = desired.secret === undefined ? undefined : surroundings.secret(desired.secret);
    this.#registry = new ImageRegistry({
      server: server ?? new ChannelServer(),
      base: base(host),
      repository,
      secret,
    });
  }

  async observe(signal: AbortSignal): Promise<Observation> {
    const { digest } = this.desired;
    const { fixed, moving } = this.#tags();
    const at = new Map<string, string | undefined>();
    for (const tag of [...fixed, ...moving]) at.set(tag, await this.#registry.digestAt(tag, signal));
    const taken = fixed.find((tag) => at.get(tag) !== undefined && at.get(tag) !== digest);
    if (taken !== undefined) return this.#foreign(taken, at.get(taken));
    const steps = await this.#staging(signal);
    for (const [tags, phase] of [
      [fixed, 'commit'],
      [moving, 'point'],
    ] as const)
      for (const tag of tags) if (at.get(tag) !== digest) steps.push(this.#tagStep(tag, phase));
    const there = [...at].flatMap(([tag, found]) => (found === digest ? [tag] : []));
    const summary = there.length === 0 ? 'no tag leads to it' : `at ${there.join(', ')}`;
    return { state: steps.length > 0 ? 'pending' : 'delivered', summary, steps };
  }

  async verify(signal: AbortSignal): Promise<Observation> {
    const seen = await this.observe(signal);
    if (seen.state === 'stuck' || seen.steps.some(({ phase }) => phase !== 'point')) return seen;
    const why = await pullImage(this.#registry, this.desired.digest, signal);
    if (why !== undefined) return { ...seen, state: 'delivered', summary: why };
    for (const { file } of await this.#attachments()) {
      const bytes = await this.#registry.blob(`sha256:${file.sha256}`, file.size, signal);
      if (bytes === undefined || sha256(bytes) !== file.sha256)
        return { ...seen, state: 'delivered', summary: `${file.name}, which is attached, is not served` };
    }
    return seen.steps.length > 0 ? seen : { ...seen, state: 'verified' };
  }

  async recall(signal: AbortSignal): Promise<Recall> {
    const { digest, image, tags } = this.desired;
    const steps: ChannelStep[] = [];
    const before = await this.#before(signal);
    let stays = '';
    for (const tag of this.#tags().moving) {
      if ((await this.#registry.digestAt(tag, signal)) !== digest) continue;
      // `1.2` led nowhere before 1.2.0: it goes with the image.
      if (before === undefined || !(tag === 'latest' || before.version.startsWith(`${tag}.`)))
        stays = `; ${tag} is gone with it`;
      else
        steps.push({
          title: `point ${tag} back at ${before.version}`,
          phase: 'point',
          run: async (stop) => {
            await this.#registry.pushManifest(tag, before.image, stop);
            return `${tag} is ${before.image.digest}`;
          },
        });
    }
    // With the manifest all tags go that lead to it ("Deleting Manifests").
    if ((await this.#registry.digestAt(digest, signal)) !== undefined)
      steps.push({
        title: `delete ${image}@${digest}`,
        phase: 'point',
        run: (stop) => this.#registry.remove(digest, stop),
      });
    return { kind: 'steps', steps, leaves: `whoever pulled ${image}:${tags[0]} keeps it${stays}` };
  }

  /** The tag of the version, which stays, and those that are moved from one to the next. */
  #tags(): { readonly fixed: readonly string[]; readonly moving: readonly string[] } {
    const { version } = this.#surroundings.manifest;
    const isFixed = (tag: string): boolean => tag === version || tag === `v${version}`;
    const { tags } = this.desired;
    const moving = tags.filter((tag) => !isFixed(tag) && tag !== 'latest');
    return {
      fixed: tags.filter(isFixed),
      moving: tags.includes('latest') ? [...moving, 'latest'] : moving,
    };
  }

  async #content(): Promise<ImageContent> {
    const { file, digest } = this.desired;
    this.#image ??= this.#surroundings.files
      .bytes(file)
      .then((bytes) => readImageLayout(file, bytes, digest));
    return this.#image;
  }

  async #self(): Promise<ImageManifest> {
    const self = (await this.#content()).manifests.at(-1);
    if (self === undefined) throw new Error('Internal error: an image without a manifest');
    return self;
  }

  async #attachments(): Promise<readonly Attachment[]> {
    const { manifest, files } = this.#surroundings;
    const { attached } = this.desired;
    if (attached.length === 0) return [];
    const self = await this.#self();
    return attached.map((name) => attachmentOf(files.file(name), self, manifest.committedAt));
  }

  async #staging(signal: AbortSignal): Promise<ChannelStep[]> {
    const steps: ChannelStep[] = [];
    const { digest } = this.desired;
    if ((await this.#registry.digestAt(digest, signal)) === undefined)
      steps.push({ title: `push ${digest}`, phase: 'stage', run: (stop) => this.#push(stop) });
    for (const attachment of await this.#attachments())
      if (!(await this.#isAttached(attachment, signal)))
        steps.push({
          title: `attach ${attachment.file.name}`,
          phase: 'stage',
          run: (stop) => this.#attach(attachment, stop),
        });
    return steps;
  }

  async #push(signal: AbortSignal): Promise<string> {
    const { manifests, blobs } = await this.#content();
    let sent = 0;
    for (const [digest, bytes] of blobs)
      if ((await this.#registry.pushBlob(digest, bytes, signal)) === 'sent') sent += 1;
    for (const manifest of manifests) await this.#registry.pushManifest(manifest.digest, manifest, signal);
    return `${sent} of ${blobs.size} blobs were sent, the others were there`;
  }

  async #list(
    signal: AbortSignal,
  ): Promise<{ readonly isOurs: boolean; readonly index: Uint8Array | undefined }> {
    const { digest } = this.desired;
    const index = await this.#registry.referrers(digest, signal);
    if (index !== undefined) return { isOurs: false, index };
    return { isOurs: true, index: (await this.#registry.manifest(referrersTag(digest), signal))?.bytes };
  }

  async #isAttached({ manifest }: Attachment, signal: AbortSignal): Promise<boolean> {
    if ((await this.#registry.digestAt(manifest.digest, signal)) === undefined) return false;
    return isListed((await this.#list(signal)).index, manifest.digest);
  }

  async #attach({ file, manifest, descriptor }: Attachment, signal: AbortSignal): Promise<string> {
    await this.#registry.pushBlob(`sha256:${sha256(EMPTY_BLOB)}`, EMPTY_BLOB, signal);
    await this.#registry.pushBlob(
      `sha256:${file.sha256}`,
      await this.#surroundings.files.bytes(file.name),
      signal,
    );
    const { knowsSubject } = await this.#registry.pushManifest(manifest.digest, manifest, signal);
    if (knowsSubject) return 'the registry lists it';
    const { isOurs, index } = await this.#list(signal);
    if (isOurs && !isListed(index, manifest.digest))
      await this.#registry.pushManifest(
        referrersTag(this.desired.digest),
        listedAlso(index, descriptor),
        signal,
      );
    return `it is listed at ${referrersTag(this.desired.digest)}`;
  }

  #tagStep(tag: string, phase: 'commit' | 'point'): ChannelStep {
    return {
      title: `tag ${tag}`,
      phase,
      run: async (signal) => {
        await this.#registry.pushManifest(tag, await this.#self(), signal);
        return `${tag} is ${this.desired.digest}`;
      },
    };
  }

  /** The version before and its image, by the tag that it would have; undefined when there is none. */
  async #before(
    signal: AbortSignal,
  ): Promise<{ readonly version: string; readonly image: ImageManifest } | undefined> {
    const { previous, tag, version: now } = this.#surroundings.manifest;
    const prefix = tag.slice(0, tag.indexOf(now));
    if (previous === undefined || !previous.startsWith(prefix)) return undefined;
    const version = previous.slice(prefix.length);
    const like = this.desired.tags[0] === `v${now}` ? 'v' : '';
    const image = await this.#registry.manifest(`${like}${version}`, signal);
    return image && { version, image };
  }

  #foreign(tag: string, found: string | undefined): Observation {
    const { image, digest } = this.desired;
    return {
      state: 'stuck',
      summary: `${tag} leads to another image`,
      steps: [],
      reason: `${image}:${tag} is ${found}, and ${digest} was built`,
      remedy: `Find out who pushed it; if it may go, delete the tag ${tag} and publish again, else release another number.`,
    };
  }
}

/** `ghcr.io/acme/weather` is a repository of ghcr.io; what names no host is on Docker Hub, below `library` when it has one part (distribution/reference). */
export function splitImage(image: string): { readonly host: string; readonly repository: string } {
  const [first = '', ...rest] = image.split('/');
  if (rest.length > 0 && (/[.:]/.test(first) || first === 'localhost'))
    return { host: first, repository: rest.join('/') };
  if (!/^[a-z0-9._/-]+$/.test(image)) throw new ChannelRefusal('never', `${image} is no name of an image`);
  return { host: 'docker.io', repository: rest.length === 0 ? `library/${image}` : image };
}
