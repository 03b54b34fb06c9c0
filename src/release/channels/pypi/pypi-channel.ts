import { sha256 } from '../../../platform/digest.ts';
import type { DesiredPypi, ReleaseFile } from '../../manifest/release-manifest.ts';
import {
  type Channel,
  ChannelRefusal,
  type ChannelStep,
  type ChannelSurroundings,
  type Observation,
  type Recall,
} from '../channel.ts';
import type { ChannelEndpoints } from '../channel-endpoints.ts';
import { type ChannelAnswer, ChannelServer, excerpt, refusalOf } from '../channel-server.ts';
import type { PublisherIdentity } from '../publisher-identity.ts';
import { attestationOf, publishStatement } from './attestation.ts';
import { type Distribution, normalProject, readDistribution } from './distribution.ts';
import { type IndexedFile, indexedFiles } from './simple-index.ts';
import { mintToken } from './trusted-publishing.ts';
import { uploadForm } from './upload-form.ts';

/** blog.pypi.org, "Releases are closed to new files after 14 days"; in milliseconds. */
const OPEN_FOR = 14 * 24 * 3_600_000;

export interface PypiChannelOptions {
  readonly desired: DesiredPypi;
  readonly surroundings: ChannelSurroundings;
  readonly identity: PublisherIdentity;
  readonly endpoints: ChannelEndpoints['pypi'];
  readonly server?: ChannelServer;
}

/**
 * PyPI, or an index that takes uploads as it does. A file is uploaded once and for ever; the same file once more is taken and changes nothing. Without a
 * secret it is asked by trusted publishing, and each file comes with an attestation.
 */
export class PypiChannel implements Channel {
  readonly desired: DesiredPypi;
  readonly #surroundings: ChannelSurroundings;
  readonly #identity: PublisherIdentity;
  readonly #endpoints: ChannelEndpoints['pypi'];
  readonly #server: ChannelServer;

  constructor({ desired, surroundings, identity, endpoints, server }: PypiChannelOptions) {
    this.desired = desired;
    this.#surroundings = surroundings;
    this.#identity = identity;
    this.#endpoints = endpoints;
    this.#server = server ?? new ChannelServer();
  }

  async observe(signal: AbortSignal): Promise<Observation> {
    const indexed = await this.#indexed(signal);
    const files = this.#files();
    const missing: ReleaseFile[] = [];
    for (const file of files) {
      const found = indexed.get(file.name);
      if (found === undefined) missing.push(file);
      else if (found.hashes.sha256 !== file.sha256) return this.#foreign(file);
      else if (found.yanked !== false) return this.#yanked(file, found);
    }
    const summary = `${files.length - missing.length} of ${files.length} files are there`;
    if (missing.length === 0) return { state: 'delivered', summary, steps: [] };
    const closed = this.#closedSince(indexed);
    if (closed !== undefined)
      return {
        ...{ state: 'stuck', summary, steps: [] },
        reason: `PyPI takes no new file for a release that is older than 14 days, and this one began on ${closed}`,
        remedy: 'Release another number.',
      };
    const steps: ChannelStep[] = [];
    for (const file of missing) steps.push(await this.#uploadStep(file));
    return { state: 'pending', summary, steps };
  }

  async verify(signal: AbortSignal): Promise<Observation> {
    const seen = await this.observe(signal);
    if (seen.state !== 'delivered') return seen;
    const indexed = await this.#indexed(signal);
    for (const file of this.#files()) {
      const url = indexed.get(file.name)?.url;
      if (url === undefined) return { ...seen, summary: `${file.name} is not in the index yet` };
      const answer = await this.#server.ask({ method: 'GET', url: new URL(url), most: file.size }, signal);
      if (answer.status !== 200)
        return { ...seen, summary: `${file.name} cannot be downloaded yet: ${answer.status}` };
      if (sha256(answer.bytes) !== file.sha256) return this.#foreign(file);
    }
    return { ...seen, state: 'verified' };
  }

  /** There is no way to yank but its pages (PEP 592; pypi/warehouse#12708). */
  async recall(): Promise<Recall> {
    const { project } = this.desired;
    const version = this.#version;
    const page = `${this.#endpoints.web}/manage/project/${normalProject(project)}/release/${version}/`;
    return {
      kind: 'by-hand',
      instruction: `Yank ${project} ${version} on ${page} (Options, Yank): it is then installed only where its number is asked for. Deleting it uses up the names of its files.`,
    };
  }

  get #version(): string {
    const { pep440, version } = this.#surroundings.manifest;
    return pep440 ?? version;
  }

  /** Wheels first: whoever installs in the middle of it gets one, and builds nothing. */
  #files(): readonly ReleaseFile[] {
    const files = this.desired.files.map((name) => this.#surroundings.files.file(name));
    return [...files.filter(({ kind }) => kind === 'wheel'), ...files.filter(({ kind }) => kind !== 'wheel')];
  }

  #indexed(signal: AbortSignal): Promise<ReadonlyMap<string, IndexedFile>> {
    const { project } = this.desired;
    return indexedFiles(this.#server, { simple: this.#endpoints.simple, project }, signal);
  }

  async #uploadStep(file: ReleaseFile): Promise<ChannelStep> {
    const distribution = await readDistribution(file.name, await this.#surroundings.files.bytes(file.name));
    const told = new Map(distribution.metadata);
    const isOurs =
      normalProject(told.get('name') ?? '') === normalProject(this.desired.project) &&
      told.get('version') === this.#version;
    if (!isOurs)
      throw new ChannelRefusal(
        'never',
        `${file.name} says that it is ${told.get('name')} ${told.get('version')}, and ${this.desired.project} ${this.#version} is released`,
        'Build the release anew.',
      );
    const run = (signal: AbortSignal): Promise<string> => this.#upload(file, distribution, signal);
    return { title: `upload ${file.name}`, phase: 'commit', run };
  }

  /** "Upload API": `POST /legacy/`. */
  async #upload(
    file: ReleaseFile,
    { filetype, pyversion, metadata }: Distribution,
    signal: AbortSignal,
  ): Promise<string> {
    const { secret } = this.desired;
    const known = secret === undefined ? undefined : this.#surroundings.secret(secret);
    const token = known ?? (await this.#minted(signal));
    const attestations = known === undefined ? await this.#attestations(file) : undefined;
    const form = uploadForm(
      [
        [':action', 'file_upload'],
        ['protocol_version', '1'],
        ['filetype', filetype],
        ['pyversion', pyversion],
        ...metadata,
        ['sha256_digest', file.sha256],
        ...(attestations === undefined ? [] : ([['attestations', attestations]] as const)),
      ],
      { field: 'content', name: file.name, bytes: await this.#surroundings.files.bytes(file.name) },
    );
    const answer = await this.#server.ask(
      {
        method: 'POST',
        url: new URL(this.#endpoints.upload),
        headers: { 'content-type': form.contentType },
        authorization: `Basic ${Buffer.from(`__token__:${token}`).toString('base64')}`,
        body: form.body,
      },
      signal,
    );
    if (answer.status !== 200) throw uploadRefusal(answer, file.name);
    return attestations === undefined ? 'taken' : 'taken, with its attestation';
  }

  #minted(signal: AbortSignal): Promise<string> {
    return mintToken({
      ...{ server: this.#server, identity: this.#identity, signal },
      web: this.#endpoints.web,
    });
  }

  async #attestations(file: ReleaseFile): Promise<string | undefined> {
    const bundles = await this.#identity.sign?.([publishStatement(file)]);
    return bundles === undefined ? undefined : JSON.stringify(bundles.map(attestationOf));
  }

  /** The day on which the release began, when that is too long ago. */
  #closedSince(indexed: ReadonlyMap<string, IndexedFile>): string | undefined {
    const times = this.#files().flatMap(({ name }) => {
      const time = Date.parse(indexed.get(name)?.['upload-time'] ?? '');
      return Number.isNaN(time) ? [] : [time];
    });
    const first = Math.min(...times);
    if (times.length === 0 || this.#surroundings.now() - first < OPEN_FOR) return undefined;
    return new Date(first).toISOString().slice(0, 10);
  }

  #foreign({ name }: ReleaseFile): Observation {
    return {
      ...{ state: 'stuck', summary: `${name} is there with other bytes`, steps: [] },
      reason: `${name} is served with other bytes than were built`,
      remedy: 'A name is never used twice on PyPI: find out who uploaded it, and release another number.',
    };
  }

  #yanked({ name }: ReleaseFile, { yanked }: IndexedFile): Observation {
    const why = typeof yanked === 'string' && yanked !== '' ? `: ${yanked}` : '';
    return {
      ...{ state: 'stuck', summary: `${name} was yanked`, steps: [] },
      reason: `${name} was yanked${why}`,
      remedy: 'Who wants it back takes the yank back on the pages of PyPI.',
    };
  }
}

function uploadRefusal(answer: ChannelAnswer, name: string): ChannelRefusal {
  const said = excerpt(answer);
  if (answer.status === 400 && /already exists|already been used|previously used/i.test(said))
    return new ChannelRefusal(
      'never',
      `PyPI has, or had, a file of the name ${name} with other bytes: ${said}`,
      'A name is never used twice: release another number.',
    );
  return refusalOf(answer, `uploading ${name}`);
}
