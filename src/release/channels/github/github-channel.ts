import semver from 'semver';
import { sha256 } from '../../../platform/digest.ts';
import type { DesiredGithub, ReleaseFile } from '../../manifest/release-manifest.ts';
import { versionOfTag } from '../../metadata/release-version.ts';
import {
  type Channel,
  ChannelRefusal,
  type ChannelStep,
  type ChannelSurroundings,
  type Observation,
  type Recall,
} from '../channel.ts';
import type { ChannelEndpoints } from '../channel-endpoints.ts';
import { ChannelServer, refusalOf } from '../channel-server.ts';
import { draftMarker, isOurDraft } from './draft-marker.ts';
import { GithubApi } from './github-api.ts';
import { GithubReleases } from './github-releases.ts';
import type { HostedAsset, HostedRelease } from './hosted-release.ts';
import { recallRelease } from './recall-release.ts';

/**
 * A release on GitHub: a draft, all assets, then published, and last shown first. Published before its assets it would be empty for a while, and where
 * releases are immutable it would stay so. What is published is never changed: neither its tag nor an asset.
 */
export class GithubChannel implements Channel {
  readonly desired: DesiredGithub;
  readonly #surroundings: ChannelSurroundings;
  readonly #releases: GithubReleases;
  readonly #api: GithubApi;
  readonly #server: ChannelServer;
  readonly #web: string;

  constructor(desired: DesiredGithub, surroundings: ChannelSurroundings, endpoints: ChannelEndpoints) {
    this.desired = desired;
    this.#surroundings = surroundings;
    this.#server = new ChannelServer(surroundings);
    const secret = desired.secret ?? 'GITHUB_TOKEN';
    this.#api = new GithubApi(this.#server, {
      ...endpoints.github,
      secret,
      token: surroundings.secret(secret),
      now: () => surroundings.now(),
    });
    this.#releases = new GithubReleases(this.#api, desired.repository);
    this.#web = endpoints.git;
  }

  async observe(signal: AbortSignal): Promise<Observation> {
    const { tag } = this.#surroundings.manifest;
    const wrong = await this.#wrongTag(signal);
    if (wrong !== undefined) return wrong;
    const published = await this.#releases.published(tag, signal);
    return published === undefined ? this.#observeDraft(signal) : this.#observePublished(published, signal);
  }

  async verify(signal: AbortSignal): Promise<Observation> {
    const seen = await this.observe(signal);
    const isReady = seen.state === 'delivered' || (seen.state === 'pending' && onlyPoints(seen.steps));
    if (!isReady) return seen;
    for (const name of this.desired.assets) {
      const served = await this.#fetch(this.#surroundings.files.file(name), signal);
      if (served === 'absent')
        return { ...seen, state: 'delivered', summary: `${name} is not served yet`, steps: [] };
      if (served === 'other')
        return stuck(
          `${name} is served with other bytes`,
          'Nobody can change what is published: release the next version.',
        );
    }
    return seen.state === 'delivered'
      ? {
          state: 'verified',
          summary: `${this.desired.assets.length} assets, fetched and compared`,
          steps: [],
        }
      : seen;
  }

  recall(signal: AbortSignal): Promise<Recall> {
    return recallRelease(this.#releases, this.#surroundings.manifest, signal);
  }

  /** A release is of a tag, and the tag of a commit: another one is another release. */
  async #wrongTag(signal: AbortSignal): Promise<Observation | undefined> {
    const { tag, commit } = this.#surroundings.manifest;
    const found = await this.#releases.commitOfTag(tag, signal);
    if (found === commit) return undefined;
    if (found === undefined)
      return stuck(`GitHub has no tag ${tag} in ${this.desired.repository}`, `git push origin ${tag}`);
    return stuck(
      `${tag} is commit ${found.slice(0, 12)} on GitHub, and this release is of ${commit.slice(0, 12)}`,
      'Somebody has moved the tag: release a new version.',
    );
  }

  async #observePublished(release: HostedRelease, signal: AbortSignal): Promise<Observation> {
    const assets = await this.#releases.assets(release, signal);
    const missing: ReleaseFile[] = [];
    for (const file of this.#files()) {
      const asset = assets.find(({ name }) => name === file.name);
      if (asset === undefined || !asset.isWhole) missing.push(file);
      else if (isOther(asset, file))
        return stuck(
          `the release is published, and its ${file.name} has other bytes`,
          'Nobody can change what is published: release the next version.',
        );
    }
    if (missing.length > 0 && release.isImmutable)
      return stuck(
        `the release is published and immutable, without ${missing.map(({ name }) => name).join(', ')}`,
        'Release the next version.',
      );
    const steps = [
      ...missing.map((file) => this.#uploadStep(file, 'commit', () => release, assets)),
      ...(await this.#latestStep(() => release, signal)),
    ];
    const summary = `published with ${this.desired.assets.length - missing.length} of ${this.desired.assets.length} assets`;
    return steps.length === 0 ? { state: 'delivered', summary, steps } : { state: 'pending', summary, steps };
  }

  async #observeDraft(signal: AbortSignal): Promise<Observation> {
    if (!this.#api.hasToken)
      return stuck(
        'it is not published, and drafts are shown to nobody without a token',
        `Set ${this.desired.secret ?? 'GITHUB_TOKEN'} to a token with \`contents: write\`.`,
      );
    const drafts = await this.#releases.drafts(this.#surroundings.manifest.tag, signal);
    const ours = drafts.filter((draft) => isOurDraft(draft, this.#surroundings.manifest));
    const others = drafts.length - ours.length;
    const [draft, ...more] = ours;
    const assets = draft === undefined ? [] : await this.#releases.assets(draft, signal);
    const steps = this.#draftSteps(draft, more, assets);
    const whole = this.#files().filter((file) => assets.some((asset) => isWhole(asset, file))).length;
    const summary =
      draft === undefined ? 'no release' : `a draft with ${whole} of ${this.desired.assets.length} assets`;
    const beside = others === 0 ? '' : ', beside a draft that is not ours';
    return { state: 'pending', summary: `${summary}${beside}`, steps };
  }

  #draftSteps(
    found: HostedRelease | undefined,
    more: readonly HostedRelease[],
    assets: readonly HostedAsset[],
  ): readonly ChannelStep[] {
    let draft = found;
    const current = (): HostedRelease => {
      if (draft === undefined) throw new Error('Internal error: the draft was not made');
      return draft;
    };
    const create: ChannelStep = {
      title: 'make a draft',
      phase: 'stage',
      run: async (signal) => {
        draft = await this.#createDraft(signal);
        return `draft ${draft.id}`;
      },
    };
    const wanted = this.#files();
    const strange = assets.filter(({ name }) => !this.desired.assets.includes(name));
    return [
      ...(found === undefined ? [create] : []),
      ...more.map((one) =>
        this.#removeStep(`delete draft ${one.id}, which is a second one`, (signal) =>
          this.#releases.remove(one, signal),
        ),
      ),
      ...strange.map((one) =>
        this.#removeStep(`delete ${one.name} from the draft`, (signal) =>
          this.#releases.removeAsset(one, signal),
        ),
      ),
      ...wanted
        .filter((file) => !assets.some((asset) => isWhole(asset, file)))
        .map((file) => this.#uploadStep(file, 'stage', current, assets)),
      this.#publishStep(current),
      ...(this.#isShownFirst() ? [this.#pointStep(current)] : []),
    ];
  }

  #removeStep(title: string, remove: (signal: AbortSignal) => Promise<void>): ChannelStep {
    return {
      title,
      phase: 'stage',
      run: async (signal) => {
        await remove(signal);
        return 'deleted';
      },
    };
  }

  #uploadStep(
    file: ReleaseFile,
    phase: ChannelStep['phase'],
    release: () => HostedRelease,
    assets: readonly HostedAsset[],
  ): ChannelStep {
    return {
      title: `upload ${file.name}`,
      phase,
      run: async (signal) => {
        // Half of it, or that of an earlier build: neither can be written over.
        const before = assets.find(({ name }) => name === file.name);
        if (before !== undefined) await this.#releases.removeAsset(before, signal);
        const bytes = await this.#surroundings.files.bytes(file.name);
        const asset = await this.#releases.upload(release(), file, { bytes, signal });
        return asset.sha256 === undefined ? `asset ${asset.id}` : `asset ${asset.id}, sha256:${asset.sha256}`;
      },
    };
  }

  /** Cannot be taken back where releases are immutable: so everything is looked at once more. */
  #publishStep(draft: () => HostedRelease): ChannelStep {
    return {
      title: `publish ${this.#surroundings.manifest.tag}`,
      phase: 'commit',
      run: async (signal) => {
        const assets = await this.#releases.assets(draft(), signal);
        const missing = this.#files().filter((file) => !assets.some((asset) => isWhole(asset, file)));
        if (missing.length > 0 || assets.length !== this.desired.assets.length)
          throw new ChannelRefusal(
            'later',
            `the draft has not the ${this.desired.assets.length} assets that it should have`,
          );
        // It is not shown first before it was fetched and compared.
        const release = await this.#releases.change(draft(), { draft: false, make_latest: 'false' }, signal);
        return release.isImmutable ? `release ${release.id}, immutable` : `release ${release.id}`;
      },
    };
  }

  /** What is shown first is not moved back to an older version. */
  async #latestStep(release: () => HostedRelease, signal: AbortSignal): Promise<readonly ChannelStep[]> {
    if (!this.#isShownFirst()) return [];
    const { tag, version } = this.#surroundings.manifest;
    const latest = await this.#releases.latest(signal);
    if (latest === tag) return [];
    const other = latest === undefined ? undefined : versionOfTag(tag.replace(version, '{version}'), latest);
    const isNewer = other !== undefined && semver.gt(other.version, version);
    return isNewer ? [] : [this.#pointStep(release)];
  }

  #pointStep(release: () => HostedRelease): ChannelStep {
    const { tag } = this.#surroundings.manifest;
    return {
      title: `show ${tag} as the latest release`,
      phase: 'point',
      run: async (signal) => {
        await this.#releases.change(release(), { make_latest: 'true' }, signal);
        return `${tag} is the latest`;
      },
    };
  }

  #isShownFirst(): boolean {
    return this.desired.latest && !this.#surroundings.manifest.prerelease;
  }

  #createDraft(signal: AbortSignal): Promise<HostedRelease> {
    const { tag, commit, notes, prerelease } = this.#surroundings.manifest;
    const body = `${notes}\n\n${draftMarker({ tag, commit })}`;
    return this.#releases.createDraft({ tag, commit, title: this.desired.title, body, prerelease }, signal);
  }

  #files(): readonly ReleaseFile[] {
    return this.desired.assets.map((name) => this.#surroundings.files.file(name));
  }

  /** As anybody downloads it; of a private repository, as those who may. */
  async #fetch(file: ReleaseFile, signal: AbortSignal): Promise<'same' | 'other' | 'absent'> {
    const { tag } = this.#surroundings.manifest;
    const path = [this.desired.repository, 'releases/download', encodeURIComponent(tag), file.name].join('/');
    const url = new URL(`${this.#web}/${path}`);
    const answer = await this.#server.ask({ method: 'GET', url, most: file.size + 1 }, signal);
    let { bytes } = answer;
    if (answer.status === 404) {
      if (!this.#api.hasToken || !(await this.#releases.isPrivate(signal))) return 'absent';
      const release = await this.#releases.published(tag, signal);
      const assets = release === undefined ? [] : await this.#releases.assets(release, signal);
      const asset = assets.find(({ name }) => name === file.name);
      if (asset === undefined) return 'absent';
      bytes = await this.#releases.download(asset, file.size + 1, signal);
    } else if (answer.status !== 200) throw refusalOf(answer, file.name);
    return sha256(bytes) === file.sha256 ? 'same' : 'other';
  }
}

function onlyPoints(steps: readonly ChannelStep[]): boolean {
  return steps.length > 0 && steps.every(({ phase }) => phase === 'point');
}

function isWhole(asset: HostedAsset, file: ReleaseFile): boolean {
  return asset.isWhole && asset.name === file.name && asset.size === file.size && !isOther(asset, file);
}

/** By the digest where GitHub tells it; by the size at least. */
function isOther({ sha256: digest, size }: HostedAsset, file: ReleaseFile): boolean {
  return digest === undefined ? size !== file.size : digest !== file.sha256;
}

function stuck(reason: string, remedy: string): Observation {
  return { state: 'stuck', summary: reason, steps: [], reason, remedy };
}
