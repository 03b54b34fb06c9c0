import semver from 'semver';
import { sha512 } from '../../../platform/digest.ts';
import type { DesiredNpm, ReleaseFile } from '../../manifest/release-manifest.ts';
import type { Channel, ChannelStep, ChannelSurroundings, Observation, Recall } from '../channel.ts';
import { ChannelServer } from '../channel-server.ts';
import type { PublisherIdentity } from '../publisher-identity.ts';
import { npmAuthorization } from './npm-authorization.ts';
import { npmProvenance } from './npm-provenance.ts';
import { NpmRegistry, type Packument } from './npm-registry.ts';
import { type PackedPackage, readPackedPackage, repositoryOf } from './packed-package.ts';
import { integrityOf, publishDocument } from './publish-document.ts';

/** Where a version is until it was verified: a name that nobody installs by. */
const STAGED_TAG = 'lockstep-staged';

export interface NpmChannelOptions {
  readonly desired: DesiredNpm;
  readonly surroundings: ChannelSurroundings;
  readonly identity: PublisherIdentity;
  /** Of the registry, without a slash at its end. */
  readonly base: string;
  readonly server?: ChannelServer;
}

/**
 * A registry of npm packages. A version is published once and for ever: what is there is compared by its integrity before anything is sent. With a token
 * the dist-tag is moved when the version was verified; the tokens of trusted publishing may not do that, so then the version is published under it.
 */
export class NpmChannel implements Channel {
  readonly desired: DesiredNpm;
  readonly #surroundings: ChannelSurroundings;
  readonly #identity: PublisherIdentity;
  readonly #base: string;
  readonly #token: string | undefined;
  readonly #server: ChannelServer;
  readonly #file: ReleaseFile;

  constructor({ desired, surroundings, identity, base, server }: NpmChannelOptions) {
    this.desired = desired;
    this.#surroundings = surroundings;
    this.#identity = identity;
    this.#base = base;
    this.#token = desired.secret === undefined ? undefined : surroundings.secret(desired.secret);
    this.#server = server ?? new ChannelServer();
    this.#file = surroundings.files.file(desired.file);
  }

  async observe(signal: AbortSignal): Promise<Observation> {
    const document = await this.#registry(signal).packument(signal);
    const served = document?.versions[this.#version];
    if (document === undefined || served === undefined) return this.#missing(document);
    if (served.dist.integrity !== integrityOf(this.#file)) return this.#foreign(served.dist.integrity);
    const steps = this.#pointing(document);
    const summary = `${this.#version} is there${tagsAt(document, this.#version)}`;
    return steps.length > 0 ? { state: 'pending', summary, steps } : { state: 'delivered', summary, steps };
  }

  async verify(signal: AbortSignal): Promise<Observation> {
    const seen = await this.observe(signal);
    if (seen.state === 'stuck' || seen.steps.some(({ phase }) => phase !== 'point')) return seen;
    const registry = this.#registry(signal);
    const served = (await registry.packument(signal))?.versions[this.#version];
    const url = served && URL.canParse(served.dist.tarball) ? new URL(served.dist.tarball) : undefined;
    if (url === undefined) return { ...seen, state: 'delivered', summary: 'its tarball has no address yet' };
    const answer = await registry.tarball(url, this.#file.size, signal);
    if (answer.status !== 200)
      return { ...seen, state: 'delivered', summary: `its tarball is not served yet: ${answer.status}` };
    if (sha512(answer.bytes) !== this.#file.sha512) return this.#foreign('the tarball has other bytes');
    return seen.steps.length > 0 ? seen : { ...seen, state: 'verified' };
  }

  async recall(signal: AbortSignal): Promise<Recall> {
    const registry = this.#registry(signal);
    const document = await registry.packument(signal);
    const version = this.#version;
    if (document?.versions[version] === undefined)
      return { kind: 'steps', steps: [], leaves: 'it was not there' };
    const before = versionBefore(document, version);
    const { package: name, distTag } = this.desired;
    const isPointed = document['dist-tags'][distTag] === version;
    const steps: ChannelStep[] = [];
    if (isPointed && before !== undefined)
      steps.push({
        title: `point ${distTag} back at ${before}`,
        phase: 'point',
        run: (stop) => registry.moveTag(distTag, before, stop),
      });
    if (document.versions[version]?.deprecated === undefined)
      steps.push({
        title: `deprecate ${name}@${version}`,
        phase: 'point',
        run: (stop) => registry.deprecate(version, `${version} was taken back: use another version.`, stop),
      });
    const stays =
      isPointed && before === undefined ? `, and ${distTag} points at it: there is no version before` : '';
    return {
      kind: 'steps',
      steps,
      leaves: `${name}@${version} can still be installed by its number${stays}`,
    };
  }

  get #version(): string {
    return this.#surroundings.manifest.version;
  }

  #registry(signal: AbortSignal): NpmRegistry {
    const of = { server: this.#server, base: this.#base, package: this.desired.package };
    const authorization = npmAuthorization({ ...of, token: this.#token, identity: this.#identity, signal });
    const reading = this.#token === undefined ? undefined : `Bearer ${this.#token}`;
    return new NpmRegistry({ ...of, authorization, reading });
  }

  async #missing(document: Packument | undefined): Promise<Observation> {
    const manifest = await this.#packed();
    const summary = document === undefined ? 'no such package yet' : `${this.#version} is not there`;
    const why = this.#fault(manifest);
    if (why !== undefined)
      return {
        state: 'stuck',
        summary,
        steps: [],
        reason: why,
        remedy: 'Mend package.json, and build the release anew.',
      };
    const { package: name, distTag } = this.desired;
    const tag = this.#token === undefined ? this.#tagFor(document) : STAGED_TAG;
    const publish: ChannelStep = {
      title: `publish ${name}@${this.#version} as ${tag}`,
      phase: 'commit',
      run: (signal) => this.#publish(manifest, tag, signal),
    };
    if (this.#token === undefined) return { state: 'pending', summary, steps: [publish] };
    // The first version of a package is what `latest` points at, whatever was asked for; where it is not, the next look tells.
    const isFirst = document === undefined && distTag === 'latest';
    const point = isFirst ? [] : this.#pointSteps(distTag, document);
    return { state: 'pending', summary, steps: [publish, ...point, this.#unstage()] };
  }

  async #packed(): Promise<PackedPackage> {
    return readPackedPackage(this.desired.file, await this.#surroundings.files.bytes(this.desired.file));
  }

  /** What no registry could mend any more. */
  #fault(manifest: PackedPackage): string | undefined {
    const { package: name, file } = this.desired;
    const { about } = this.#surroundings.manifest;
    if (manifest.name !== name || manifest.version !== this.#version)
      return `${file} is ${manifest.name}@${manifest.version}, and ${name}@${this.#version} is released`;
    if (manifest.private === true) return `${file} says "private": true`;
    const repository = repositoryOf(manifest);
    const isSame = repository?.toLowerCase() === about.repository.toLowerCase();
    if (this.#identity.isGithub === true && !isSame)
      return `${file} says that its repository is ${repository ?? 'none'}, and its provenance says ${about.repository}`;
    return undefined;
  }

  async #publish(manifest: PackedPackage, tag: string, signal: AbortSignal): Promise<string> {
    const { files } = this.#surroundings;
    const tarball = await files.bytes(this.desired.file);
    const provenance = await npmProvenance({
      surroundings: this.#surroundings,
      identity: this.#identity,
      subject: { package: this.desired.package, version: this.#version, sha512: this.#file.sha512 },
    });
    const document = publishDocument({
      manifest,
      file: this.#file,
      tarball,
      base: this.#base,
      tag,
      provenance,
    });
    return this.#registry(signal).publish(document, signal);
  }

  /** What is left when the version is there. */
  #pointing(document: Packument): readonly ChannelStep[] {
    if (this.#token === undefined) return [];
    const tags = document['dist-tags'];
    const { distTag } = this.desired;
    const steps = tags[distTag] === this.#version ? [] : this.#pointSteps(distTag, document);
    return tags[STAGED_TAG] === undefined ? steps : [...steps, this.#unstage()];
  }

  #pointSteps(tag: string, document: Packument | undefined): readonly ChannelStep[] {
    if (this.#isBehind(tag, document)) return [];
    return [
      {
        title: `point ${tag} at ${this.#version}`,
        phase: 'point',
        run: (signal) => this.#registry(signal).moveTag(tag, this.#version, signal),
      },
    ];
  }

  #unstage(): ChannelStep {
    return {
      title: `take the tag ${STAGED_TAG} away`,
      phase: 'point',
      run: (signal) => this.#registry(signal).removeTag(STAGED_TAG, signal),
    };
  }

  /** A tag never moves back to a lower version. */
  #isBehind(tag: string, document: Packument | undefined): boolean {
    const now = document?.['dist-tags'][tag];
    return now !== undefined && semver.valid(now) !== null && semver.gt(now, this.#version);
  }

  #tagFor(document: Packument | undefined): string {
    const { distTag } = this.desired;
    return this.#isBehind(distTag, document) ? `release-${this.#version}` : distTag;
  }

  #foreign(what: string | undefined): Observation {
    const { package: name } = this.desired;
    return {
      state: 'stuck',
      summary: `${this.#version} is there with other bytes`,
      steps: [],
      reason: `${name}@${this.#version} is served with other bytes than were built: ${what ?? 'it tells no integrity'}`,
      remedy: 'A version is never published twice: find out who published it, and release another number.',
    };
  }
}

function tagsAt(document: Packument, version: string): string {
  const tags = Object.entries(document['dist-tags']).flatMap(([tag, at]) => (at === version ? [tag] : []));
  return tags.length === 0 ? '' : ` as ${tags.join(', ')}`;
}

/** The highest release below that was not deprecated. */
function versionBefore({ versions }: Packument, version: string): string | undefined {
  return Object.entries(versions)
    .flatMap(([number, { deprecated }]) => (deprecated === undefined || deprecated === false ? [number] : []))
    .filter((number) => semver.valid(number) !== null && semver.prerelease(number) === null)
    .filter((number) => semver.lt(number, version))
    .sort(semver.rcompare)[0];
}
