import type { LoopbackAnswer, LoopbackRequest } from '../../../platform/loopback-server.ts';

export interface GivenAsset {
  readonly id: number;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly state: 'uploaded' | 'starter';
}

export interface GivenRelease {
  readonly id: number;
  tag: string;
  name: string;
  body: string;
  commit: string;
  draft: boolean;
  prerelease: boolean;
  immutable: boolean;
  readonly assets: GivenAsset[];
}

export interface Home {
  /** Of the server. */
  readonly url: string;
  readonly repository: string;
}

const TIME = '2026-01-31T12:00:00Z';

/** `basic-error` of GitHub's OpenAPI description. */
export function refused(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  errors?: readonly unknown[],
): LoopbackAnswer {
  const documentation_url = 'https://docs.github.com/rest';
  return said(status, { message, documentation_url, ...(errors !== undefined && { errors }) }, headers);
}

export function said(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): LoopbackAnswer {
  if (body === undefined) return { status, headers };
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

/** `release` */
export function releaseData(release: GivenRelease, { url, repository }: Home): Record<string, unknown> {
  const { id, tag, name, body, commit, draft, prerelease, immutable, assets } = release;
  const api = `${url}/repos/${repository}/releases/${id}`;
  const shown = draft ? `untagged-${id}` : tag;
  return {
    url: api,
    html_url: `${url}/${repository}/releases/tag/${shown}`,
    assets_url: `${api}/assets`,
    upload_url: `${api}/assets{?name,label}`,
    tarball_url: draft ? null : `${url}/repos/${repository}/tarball/${tag}`,
    zipball_url: draft ? null : `${url}/repos/${repository}/zipball/${tag}`,
    ...{ id, node_id: `RE_${id}`, tag_name: tag, target_commitish: commit },
    ...{ name, body, draft, prerelease, immutable, created_at: TIME },
    published_at: draft ? null : TIME,
    author: accountData(),
    assets: assets.map((asset) => assetData(asset, release, { url, repository })),
  };
}

/** `release-asset` */
export function assetData(
  { id, name, bytes, sha256, state }: GivenAsset,
  { tag, draft, id: release }: GivenRelease,
  { url, repository }: Home,
): Record<string, unknown> {
  const shown = draft ? `untagged-${release}` : tag;
  return {
    url: `${url}/repos/${repository}/releases/assets/${id}`,
    browser_download_url: `${url}/${repository}/releases/download/${shown}/${name}`,
    ...{ id, node_id: `RA_${id}`, name, label: null, state },
    content_type: 'application/octet-stream',
    size: bytes.byteLength,
    digest: state === 'uploaded' ? `sha256:${sha256}` : null,
    ...{ download_count: 0, created_at: TIME, updated_at: TIME, uploader: accountData() },
  };
}

/** `simple-user` */
function accountData(): Record<string, unknown> {
  const [login, id] = ['github-actions[bot]', 41_898_282];
  const api = `https://api.github.com/users/${encodeURIComponent(login)}`;
  const of = (name: string): string => `${api}/${name}`;
  return {
    ...{ login, id, node_id: `U_${id}`, gravatar_id: '', type: 'Bot', site_admin: false },
    avatar_url: `https://avatars.githubusercontent.com/u/${id}`,
    url: api,
    html_url: `https://github.com/${encodeURIComponent(login)}`,
    followers_url: of('followers'),
    following_url: of('following{/other_user}'),
    gists_url: of('gists{/gist_id}'),
    starred_url: of('starred{/owner}{/repo}'),
    subscriptions_url: of('subscriptions'),
    organizations_url: of('orgs'),
    repos_url: of('repos'),
    events_url: of('events{/privacy}'),
    received_events_url: of('received_events'),
  };
}

export type GithubBody = Readonly<Record<string, unknown>>;

/** What is no JSON, such as an asset, has no members. */
export function bodyOf({ body, headers }: LoopbackRequest): GithubBody {
  if (body.byteLength === 0 || headers['content-type'] !== 'application/json') return {};
  return JSON.parse(Buffer.from(body).toString('utf8')) as GithubBody;
}
