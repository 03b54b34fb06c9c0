import { sha256 } from '../../../platform/digest.ts';
import type { ReleaseFile } from '../../manifest/release-manifest.ts';
import { type ChannelServer, refusalOf } from '../channel-server.ts';
import type { GithubReleases } from './github-releases.ts';

export interface ServedAssetsOptions {
  /** Address of the downloads, without a slash at its end. */
  readonly page: string;
  readonly tag: string;
  readonly server: ChannelServer;
  readonly releases: GithubReleases;
  readonly hasToken: boolean;
}

/** Bytes beside those of a file that an answer may have: a page that says that there is none. */
const PAGE = 1 << 20;

/** The assets as they are downloaded. */
export class ServedAssets {
  readonly #options: ServedAssetsOptions;

  constructor(options: ServedAssetsOptions) {
    this.#options = options;
  }

  /** As anybody fetches it; of a private repository, as those who may. */
  async look(file: ReleaseFile, signal: AbortSignal): Promise<'same' | 'other' | 'absent'> {
    const { page, server, releases, hasToken } = this.#options;
    const url = new URL(`${page}/${encodeURIComponent(file.name)}`);
    const answer = await server.ask({ method: 'GET', url, most: file.size + PAGE }, signal);
    if (answer.status === 200) return compared(answer.bytes, file);
    if (answer.status !== 404) throw refusalOf(answer, file.name);
    return hasToken && (await releases.isPrivate(signal)) ? this.#lookInside(file, signal) : 'absent';
  }

  async #lookInside(file: ReleaseFile, signal: AbortSignal): Promise<'same' | 'other' | 'absent'> {
    const { tag, releases } = this.#options;
    const release = await releases.published(tag, signal);
    const assets = release === undefined ? [] : await releases.assets(release, signal);
    const asset = assets.find(({ name }) => name === file.name);
    return asset === undefined
      ? 'absent'
      : compared(await releases.download(asset, file.size + PAGE, signal), file);
  }
}

function compared(bytes: Uint8Array, file: ReleaseFile): 'same' | 'other' {
  return sha256(bytes) === file.sha256 ? 'same' : 'other';
}
