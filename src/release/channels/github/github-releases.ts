import { printableLine } from '../../../diagnostics/printable.ts';
import type { ReleaseFile } from '../../manifest/release-manifest.ts';
import { ChannelRefusal } from '../channel.ts';
import { type GithubApi, type GithubRow, rowOf } from './github-api.ts';
import {
  type HostedAsset,
  type HostedRelease,
  readHostedAsset,
  readHostedRelease,
} from './hosted-release.ts';

const READ = 'contents: read';
const WRITE = 'contents: write';

/** What a draft begins as. */
export interface DraftContent {
  readonly tag: string;
  readonly commit: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly prerelease: boolean;
}

/** The releases of one repository (docs.github.com, "REST API endpoints for releases" and "… for release assets"). Everything throws a `ChannelRefusal`. */
export class GithubReleases {
  readonly #api: GithubApi;
  readonly #repository: string;

  constructor(api: GithubApi, repository: string) {
    this.#api = api;
    this.#repository = repository;
  }

  /** The commit that a tag is on, peeled; undefined where GitHub has no such tag. */
  async commitOfTag(tag: string, signal: AbortSignal): Promise<string | undefined> {
    const what = `tell where ${tag} is`;
    const ask = { method: 'GET', what, permission: READ } as const;
    const ref = await this.#api.find({ ...ask, path: this.#path(`git/ref/tags/${encoded(tag)}`) }, signal);
    let { sha, type } = rowOf(ref?.object);
    // An annotated tag is an object of its own, and may be of a tag again.
    for (let depth = 0; type === 'tag' && depth < 5; depth++) {
      const path = this.#path(`git/tags/${encoded(String(sha))}`);
      ({ sha, type } = rowOf(rowOf(await this.#api.ask({ ...ask, path }, signal)).object));
    }
    return type === 'commit' ? String(sha) : undefined;
  }

  async published(tag: string, signal: AbortSignal): Promise<HostedRelease | undefined> {
    const path = this.#path(`releases/tags/${encoded(tag)}`);
    const row = await this.#api.find(
      { method: 'GET', path, what: 'show the release', permission: READ },
      signal,
    );
    return row === undefined ? undefined : this.#release(row);
  }

  /** Drafts have no tag until they are published: they are found in the list alone, by those who may write. The oldest first. */
  async drafts(tag: string, signal: AbortSignal): Promise<readonly HostedRelease[]> {
    const ask = {
      method: 'GET',
      path: this.#path('releases'),
      what: 'list the releases',
      permission: WRITE,
    } as const;
    const rows = await this.#api.list(ask, signal);
    return rows
      .flatMap((row) => readHostedRelease(row) ?? [])
      .filter((release) => release.isDraft && release.tag === tag)
      .sort((one, other) => one.id - other.id);
  }

  async assets(release: HostedRelease, signal: AbortSignal): Promise<readonly HostedAsset[]> {
    const path = this.#path(`releases/${release.id}/assets`);
    const rows = await this.#api.list(
      { method: 'GET', path, what: 'list the assets', permission: READ },
      signal,
    );
    return rows.flatMap((row) => readHostedAsset(row) ?? []);
  }

  /** The tag that people are shown first; undefined where there is none. */
  async latest(signal: AbortSignal): Promise<string | undefined> {
    const path = this.#path('releases/latest');
    const row = await this.#api.find(
      { method: 'GET', path, what: 'tell the latest release', permission: READ },
      signal,
    );
    return row === undefined ? undefined : this.#release(row).tag;
  }

  async isPrivate(signal: AbortSignal): Promise<boolean> {
    const path = this.#path('').replace(/\/$/, '');
    const row = await this.#api.find(
      { method: 'GET', path, what: 'show the repository', permission: READ },
      signal,
    );
    return row?.private === true;
  }

  async createDraft(
    { tag, commit, title, body, prerelease }: DraftContent,
    signal: AbortSignal,
  ): Promise<HostedRelease> {
    const data = await this.#api.ask(
      {
        method: 'POST',
        path: this.#path('releases'),
        what: 'take the draft',
        permission: WRITE,
        body: {
          ...{ tag_name: tag, target_commitish: commit, name: title, body, prerelease },
          draft: true,
        },
      },
      signal,
    );
    return this.#release(rowOf(data));
  }

  async change(release: HostedRelease, change: GithubRow, signal: AbortSignal): Promise<HostedRelease> {
    const path = this.#path(`releases/${release.id}`);
    const data = await this.#api.ask(
      { method: 'PATCH', path, what: 'change the release', permission: WRITE, body: change },
      signal,
    );
    return this.#release(rowOf(data));
  }

  async remove(release: HostedRelease, signal: AbortSignal): Promise<void> {
    const path = this.#path(`releases/${release.id}`);
    await this.#api.ask({ method: 'DELETE', path, what: 'delete the draft', permission: WRITE }, signal);
  }

  async removeAsset(asset: HostedAsset, signal: AbortSignal): Promise<void> {
    const path = this.#path(`releases/assets/${asset.id}`);
    await this.#api.ask({ method: 'DELETE', path, what: 'delete the asset', permission: WRITE }, signal);
  }

  /** Throws when GitHub has made anything else of it than was sent. */
  async upload(release: HostedRelease, file: ReleaseFile, { bytes, signal }: Content): Promise<HostedAsset> {
    const path = this.#path(`releases/${release.id}/assets?name=${encodeURIComponent(file.name)}`);
    const data = await this.#api.ask(
      { method: 'POST', path, what: `take ${file.name}`, permission: WRITE, raw: bytes },
      signal,
    );
    const asset = readHostedAsset(data);
    if (asset === undefined)
      throw new ChannelRefusal('later', `GitHub's answer to ${file.name} makes no sense`);
    if (asset.name !== file.name) {
      await this.removeAsset(asset, signal);
      const given = printableLine(asset.name);
      throw new ChannelRefusal(
        'never',
        `GitHub calls ${file.name} ${given}: nobody would find it by its name`,
      );
    }
    if (asset.sha256 !== undefined && asset.sha256 !== file.sha256) {
      await this.removeAsset(asset, signal);
      throw new ChannelRefusal('later', `${file.name} arrived with other bytes than were sent`);
    }
    return asset;
  }

  /** The bytes of an asset by the API, for those who may: of a private repository there is no other way. */
  async download(asset: HostedAsset, most: number, signal: AbortSignal): Promise<Uint8Array> {
    const ask = {
      method: 'GET',
      path: this.#path(`releases/assets/${asset.id}`),
      what: `serve ${asset.name}`,
      permission: READ,
      accept: 'application/octet-stream',
      most,
    } as const;
    const answer = await this.#api.answer(ask, signal);
    if (answer.status !== 200) throw this.#api.refusal(answer, ask);
    return answer.bytes;
  }

  #release(row: GithubRow): HostedRelease {
    const release = readHostedRelease(row);
    if (release === undefined) throw new ChannelRefusal('later', "GitHub's answer is no release");
    return release;
  }

  #path(rest: string): string {
    return `/repos/${this.#repository}/${rest}`;
  }
}

interface Content {
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal;
}

/** A tag may have slashes, which stay. */
function encoded(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}
