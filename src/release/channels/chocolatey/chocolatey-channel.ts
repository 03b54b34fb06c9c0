import { unzipSync } from 'fflate';
import { sha256 } from '../../../platform/digest.ts';
import type { DesiredChocolatey, ReleaseFile } from '../../manifest/release-manifest.ts';
import {
  type Channel,
  ChannelRefusal,
  type ChannelStep,
  type ChannelSurroundings,
  type Observation,
  type Recall,
} from '../channel.ts';
import type { ChannelEndpoints } from '../channel-endpoints.ts';
import { ChannelServer, excerpt, refusalOf } from '../channel-server.ts';
import { uploadForm } from '../pypi/upload-form.ts';
import { checkReferredFiles } from '../referred-files.ts';
import { stuck } from '../stuck.ts';
import { type FeedEntry, readFeedEntry } from './feed-entry.ts';
import { nugetVersion } from './nuget-version.ts';

export interface ChocolateyChannelOptions {
  readonly desired: DesiredChocolatey;
  readonly surroundings: ChannelSurroundings;
  readonly endpoints: Pick<ChannelEndpoints, 'chocolatey' | 'git'>;
  readonly server?: ChannelServer;
}

const USUAL_SECRET = 'CHOCOLATEY_API_KEY';
const COMMUNITY = 'https://community.chocolatey.org';
/** Bytes beside those of the package that an answer may have: a page that says that there is none. */
const PAGE = 1 << 20;

/**
 * A feed of NuGet's API v2, as Chocolatey has it. A version is pushed once; people look at it for hours or days before it is served to everybody, and
 * until the first one was approved the next is refused. Whoever waits for it waits with `moderation`.
 */
export class ChocolateyChannel implements Channel {
  readonly desired: DesiredChocolatey;
  readonly #surroundings: ChannelSurroundings;
  readonly #server: ChannelServer;
  readonly #push: string;
  readonly #feed: string;
  readonly #secret: string;
  readonly #git: string;

  constructor({ desired, surroundings, endpoints, server }: ChocolateyChannelOptions) {
    this.desired = desired;
    this.#surroundings = surroundings;
    this.#server = server ?? new ChannelServer();
    this.#git = endpoints.git;
    this.#secret = desired.secret ?? USUAL_SECRET;
    const bare = (address: string): string => address.replace(/\/+$/, '');
    this.#feed = bare(desired.feed ?? endpoints.chocolatey.feed);
    const push = bare(desired.push ?? endpoints.chocolatey.push);
    this.#push = /\/api\//.test(push) ? push : `${push}/api/v2/package`;
  }

  async observe(signal: AbortSignal): Promise<Observation> {
    const entry = await this.#entry(signal);
    if (entry === undefined) return this.#missing();
    if (this.#isOther(entry)) return this.#foreign();
    return this.#inFeed(entry, 'delivered');
  }

  async verify(signal: AbortSignal): Promise<Observation> {
    const entry = await this.#entry(signal);
    if (entry === undefined) return this.#missing();
    if (this.#isOther(entry)) return this.#foreign();
    const url = new URL(
      `${this.#feed}/package/${encodeURIComponent(this.desired.id)}/${encodeURIComponent(this.#version)}`,
    );
    const answer = await this.#server.ask({ method: 'GET', url, most: this.#file.size + PAGE }, signal);
    if (answer.status === 404)
      return {
        state: entry.status === 'submitted' ? 'moderation' : 'delivered',
        summary: 'it is in the feed, and not served yet',
        steps: [],
      };
    if (answer.status !== 200) throw refusalOf(answer, `${this.desired.id} ${this.#version}`);
    if (sha256(answer.bytes) !== this.#file.sha256) return this.#foreign();
    return this.#inFeed(entry, 'verified');
  }

  /** The community's feed takes nothing back by its API (docs.chocolatey.org, "Unlist a package version"). */
  async recall(): Promise<Recall> {
    const { id } = this.desired;
    const page = this.#feed.startsWith(COMMUNITY)
      ? `${COMMUNITY}/packages/${id}/${this.#version}`
      : this.#feed;
    return {
      kind: 'by-hand',
      instruction: `Sign in at ${page}, and unlist ${id} ${this.#version} there: it stays for those who ask for this version. While it is in moderation, reject it there.`,
    };
  }

  #missing(): Observation {
    if (this.#surroundings.secret(this.#secret) === undefined)
      return stuck(
        `${this.desired.id} ${this.#version} is not in the feed, and ${this.#secret} has no value here`,
        `Set ${this.#secret} to the API key of an owner of the package.`,
      );
    return {
      state: 'pending',
      summary: `the feed has no ${this.desired.id} ${this.#version}`,
      steps: [this.#step()],
    };
  }

  #foreign(): Observation {
    return stuck(
      `the feed has another package as ${this.desired.id} ${this.#version}`,
      'A version is pushed once: release the next one.',
    );
  }

  #inFeed({ status, isListed }: FeedEntry, there: 'delivered' | 'verified'): Observation {
    const name = `${this.desired.id} ${this.#version}`;
    switch (status) {
      case 'rejected':
        return stuck(
          `${name} was rejected by its moderators`,
          `See why at ${COMMUNITY}/packages/${this.desired.id}, and release the next version.`,
        );
      case 'submitted':
      case 'other':
        return {
          state: 'moderation',
          summary: `${name} is looked at by people`,
          steps: [],
          remedy: 'Wait for their mail, which goes to the owners of the package.',
        };
      case 'approved':
      case 'exempted':
      case undefined:
        return { state: there, summary: `${name} is in the feed${isListed ? '' : ', unlisted'}`, steps: [] };
      default:
        return status satisfies never;
    }
  }

  #step(): ChannelStep {
    return {
      title: `push ${this.desired.file}`,
      phase: 'commit',
      run: async (signal) => {
        const bytes = await this.#surroundings.files.bytes(this.desired.file);
        const { manifest } = this.#surroundings;
        await checkReferredFiles(
          scriptsOf(bytes),
          { manifest, server: this.#server, git: this.#git },
          signal,
        );
        const form = uploadForm([], { field: 'package', name: this.desired.file, bytes });
        const answer = await this.#server.ask(
          {
            method: 'PUT',
            url: this.#pushUrl(),
            headers: {
              'content-type': form.contentType,
              'x-nuget-apikey': this.#surroundings.secret(this.#secret) ?? '',
              'x-nuget-protocol-version': '4.1.0',
              'user-agent': 'lockstep',
            },
            body: form.body,
          },
          signal,
        );
        if (answer.status >= 200 && answer.status < 300) return `taken (${answer.status})`;
        throw this.#refusal(answer);
      },
    };
  }

  /** A key is told to nobody in the clear, but on this machine. */
  #pushUrl(): URL {
    const url = new URL(this.#push);
    if (url.protocol !== 'https:' && !['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname))
      throw new ChannelRefusal(
        'person',
        `${url.host} is asked without encryption: it is told no secret`,
        'Name it with https.',
      );
    return url;
  }

  /** docs.chocolatey.org, "Common errors": 403 is for keys that may not, and for a package none of whose versions was approved yet. */
  #refusal(answer: Parameters<typeof refusalOf>[0]): ChannelRefusal {
    const { status } = answer;
    const { id } = this.desired;
    const what = `The push of ${id} ${this.#version}`;
    if (status === 403 && /moderat|approved/i.test(excerpt(answer)))
      return new ChannelRefusal(
        'person',
        `an earlier version of ${id} is in moderation, and none was approved yet`,
        'Wait until it was approved, and run this again; publish the others with --channel meanwhile.',
      );
    if (status === 409)
      return new ChannelRefusal(
        'never',
        `${what} was answered with 409: the version is there, or does not pass validation: ${excerpt(answer)}`,
        `See ${COMMUNITY}/packages/${id}.`,
      );
    if (status === 413) return new ChannelRefusal('never', `${what} was answered with 413: it is too large`);
    return refusalOf(
      answer,
      what,
      status === 401 || status === 403
        ? `The key in ${this.#secret} must be one of an owner of ${id}.`
        : undefined,
    );
  }

  async #entry(signal: AbortSignal): Promise<FeedEntry | undefined> {
    const key = `Packages(Id='${odata(this.desired.id)}',Version='${odata(this.#version)}')`;
    const answer = await this.#server.ask({ method: 'GET', url: new URL(`${this.#feed}/${key}`) }, signal);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refusalOf(answer, 'The feed');
    const entry = readFeedEntry(Buffer.from(answer.bytes).toString('utf8'));
    if (entry === undefined) throw new ChannelRefusal('later', "the feed's answer is no entry of a feed");
    return entry;
  }

  #isOther({ hash, hashAlgorithm }: FeedEntry): boolean {
    if (hash === undefined || hashAlgorithm !== 'sha512') return false;
    return Buffer.from(hash, 'base64').toString('hex') !== this.#file.sha512;
  }

  get #file(): ReleaseFile {
    return this.#surroundings.files.file(this.desired.file);
  }

  get #version(): string {
    return nugetVersion(this.#surroundings.manifest.version);
  }
}

/** All that the package runs when it is installed. */
function scriptsOf(nupkg: Uint8Array): string {
  const files = unzipSync(nupkg, { filter: ({ name }) => name.endsWith('.ps1') });
  return Object.values(files)
    .map((bytes) => Buffer.from(bytes).toString('utf8'))
    .join('\n');
}

/** Within quotes a quote is written twice (OData 2, "Literals"). */
function odata(text: string): string {
  return encodeURIComponent(text.replaceAll("'", "''"));
}
