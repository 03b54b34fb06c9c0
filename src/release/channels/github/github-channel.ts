import semver from 'semver';
import { count } from '../../../run/run-words.ts';
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
import { ChannelServer } from '../channel-server.ts';
import { stuck } from '../stuck.ts';
import { draftMarker, isOurDraft } from './draft-marker.ts';
import { GithubApi } from './github-api.ts';
import { GithubReleases } from './github-releases.ts';
import { type HostedAsset, type HostedRelease, isOther, isWhole } from './hosted-release.ts';
import { recallRelease } from './recall-release.ts';
import { ServedAssets } from './served-assets.ts';

export interface GithubChannelOptions {
  readonly desired: DesiredGithub;
  readonly surroundings: ChannelSurroundings;
  readonly endpoints: Pick<ChannelEndpoints, 'github' | 'git'>;
  readonly server?: ChannelServer;
}

/**
 * A release on GitHub: a draft, all assets, then published, and last shown first. Published before its assets it would be empty for a while, and where
 * releases are immutable it would stay so. What is published is never changed: neither its tag nor an asset.
 */
export class GithubChannel implements Channel {
  readonly desired: DesiredGithub;
  readonly #surroundings: ChannelSurroundings;
  readonly #releases: GithubReleases;
  readonly #api: GithubApi;
  readonly #served: ServedAssets;

  constructor({ desired, surroundings, endpoints, server }: GithubChannelOptions) {
    this.desired = desired;
    this.#surroundings = surroundings;
    const secret = desired.secret ?? 'GITHUB_TOKEN';
    const web = server ?? new ChannelServer();
    this.#api = new GithubApi(web, {
      ...endpoints.github,
      secret,
      token: surroundings.secret(secret),
      now: () => surroundings.now(),
    });
    this.#releases = new GithubReleases(this.#api, desired.repository);
    const { tag } = surroundings.manifest;
    const page = `${endpoints.git}/${desired.repository}/releases/download/${encodeURIComponent(tag)}`;
    this.#served = new ServedAssets({
      page,
      tag,
      server: web,
      releases: this.#releases,
      hasToken: this.#api.hasToken,
    });
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
      const served = await this.#served.look(this.#surroundings.files.file(name), signal);
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
          summary: `${count(this.desired.assets.length, 'asset')}, fetched and compared`,
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
    const summary = `published with ${this.desired.assets.length - missing.length} of ${count(this.desired.assets.length, 'asset')}`;
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
    const steps = await this.#draftSteps({ found: draft, more, assets }, signal);
    const whole = this.#files().filter((file) => assets.some((asset) => isWhole(asset, file))).length;
    const summary =
      draft === undefined
        ? 'no release'
        : `a draft with ${whole} of ${count(this.desired.assets.length, 'asset')}`;
    const beside = others === 0 ? '' : ', beside a draft that is not ours';
    return { state: 'pending', summary: `${summary}${beside}`, steps };
  }

  async #draftSteps(
    { found, more, assets }: FoundDrafts,
    signal: AbortSignal,
  ): Promise<readonly ChannelStep[]> {
    let draft = found;
    const current = (): HostedRelease => {
      if (draft === undefined) throw new Error('Internal error: the draft was not made');
      return draft;
    };
    const create: ChannelStep = {
      title: 'make a draft',
      phase: 'stage',
      run: async (ending) => {
        draft = await this.#createDraft(ending);
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
      ...(await this.#latestStep(current, signal)),
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
            `the draft has not the ${count(this.desired.assets.length, 'asset')} that it should have`,
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
}

interface FoundDrafts {
  readonly found: HostedRelease | undefined;
  /** Further ones of ours, which should not be there. */
  readonly more: readonly HostedRelease[];
  /** Of `found`. */
  readonly assets: readonly HostedAsset[];
}

function onlyPoints(steps: readonly ChannelStep[]): boolean {
  return steps.length > 0 && steps.every(({ phase }) => phase === 'point');
}
