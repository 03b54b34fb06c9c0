import { sha256 } from '../../../platform/digest.ts';
import type { LoopbackAnswer, LoopbackRequest } from '../../../platform/loopback-server.ts';
import {
  assetData,
  bodyOf,
  type GithubBody,
  type GivenAsset,
  type GivenRelease,
  type Home,
  refused,
  releaseData,
  said,
} from './github-answers.ts';
import { GithubDispatches } from './github-dispatches.ts';

interface Tag {
  readonly commit: string;
  /** Sha of the annotated tag's own object, where it is one. */
  readonly object?: string;
}

/**
 * As much of GitHub as releases and dispatches take, with a state, for one repository. It answers as GitHub's OpenAPI description says, and pages its
 * lists; drafts are shown to those who may write, and not by their tag; an upload under a name that is taken is refused, odd names are changed, and what is
 * immutable stays as it is.
 */
export class GithubStandIn {
  readonly repository: string;
  /** May write. Anybody may read, unless `isPrivate`. */
  readonly tokens = new Set<string>();
  /** May read and nothing else. */
  readonly readers = new Set<string>();
  readonly tags = new Map<string, Tag>();
  readonly releases: GivenRelease[] = [];
  isPrivate = false;
  /** Whatever else GitHub tells of a repository. */
  repositoryTemplate: Readonly<Record<string, unknown>> = {};
  /** What is published from now on is immutable (docs.github.com, "Immutable releases"). */
  immutable = false;
  readonly dispatches = new GithubDispatches();
  #latest: number | undefined;
  #next = 1_000;

  constructor(repository: string) {
    this.repository = repository;
  }

  async handle(request: LoopbackRequest): Promise<LoopbackAnswer> {
    const home: Home = { url: `http://${request.headers.host ?? ''}`, repository: this.repository };
    const token = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const mayWrite = token !== undefined && this.tokens.has(token);
    if (token !== undefined && !mayWrite && !this.readers.has(token)) return refused(401, 'Bad credentials');
    const path = decodeURIComponent(request.path);
    const download = new RegExp(`^/${this.repository}/releases/download/(.+)/([^/]+)$`).exec(path);
    if (download !== null) return this.#download(download[1] ?? '', download[2] ?? '');
    const at = `/repos/${this.repository}`;
    if (this.isPrivate && token === undefined) return refused(404, 'Not Found');
    if (path !== at && !path.startsWith(`${at}/`)) return refused(404, 'Not Found');
    const question: Question = { request, home, mayWrite, route: path.slice(at.length + 1) };
    if (request.method !== 'GET' && !mayWrite)
      return refused(403, 'Resource not accessible by integration', {
        'x-accepted-github-permissions': 'contents=write',
      });
    return this.#route(question);
  }

  async #route(question: Question): Promise<LoopbackAnswer> {
    const { request, route } = question;
    const key = `${request.method} ${route}`;
    const [, tag = ''] = /^GET git\/ref\/tags\/(.+)$/.exec(key) ?? [];
    if (tag !== '') return this.#ref(tag, question.home);
    const [, object] = /^GET git\/tags\/(\w+)$/.exec(key) ?? [];
    if (object !== undefined) return this.#tagObject(object, question.home);
    const [, named] = /^GET releases\/tags\/(.+)$/.exec(key) ?? [];
    if (named !== undefined) return this.#byTag(named, question.home);
    const [, number] = /^(?:\w+) releases\/(?:assets\/)?(\d+)(?:\/assets)?$/.exec(key) ?? [];
    const pattern = key.replace(/\d+/, 'N');
    if (number !== undefined) return this.#numbered(pattern, Number(number), question);
    return this.#others(key, question);
  }

  async #others(key: string, question: Question): Promise<LoopbackAnswer> {
    const { request, home } = question;
    const dispatched = this.dispatches.answer(key, bodyOf(request), home);
    if (dispatched !== undefined) return dispatched;
    switch (key) {
      case 'GET ':
        return said(200, { ...this.repositoryTemplate, private: this.isPrivate, full_name: this.repository });
      case 'GET releases':
        return this.#list(question);
      case 'POST releases':
        return this.#create(bodyOf(request), home);
      case 'GET releases/latest': {
        const latest = this.latest;
        return latest === undefined ? refused(404, 'Not Found') : said(200, releaseData(latest, home));
      }
      default:
        return refused(404, 'Not Found');
    }
  }

  /** The one that people are shown first. */
  get latest(): GivenRelease | undefined {
    const shown = this.releases.filter(({ draft, prerelease }) => !draft && !prerelease);
    return shown.find(({ id }) => id === this.#latest);
  }

  #numbered(pattern: string, id: number, question: Question): LoopbackAnswer {
    const { home, request } = question;
    const release = this.releases.find((one) => one.id === id);
    const owner = this.releases.find(({ assets }) => assets.some((asset) => asset.id === id));
    const asset = owner?.assets.find((one) => one.id === id);
    switch (pattern) {
      case 'GET releases/N/assets':
        if (release === undefined) break;
        return page(
          request,
          release.assets.map((one) => assetData(one, release, home)),
        );
      case 'POST releases/N/assets':
        return release === undefined ? refused(404, 'Not Found') : this.#upload(release, question);
      case 'PATCH releases/N':
        return release === undefined ? refused(404, 'Not Found') : this.#change(release, question);
      case 'DELETE releases/N':
        if (release === undefined) break;
        this.releases.splice(this.releases.indexOf(release), 1);
        return said(204, undefined);
      case 'GET releases/assets/N':
        if (asset === undefined || owner === undefined) break;
        if (request.headers.accept !== 'application/octet-stream')
          return said(200, assetData(asset, owner, home));
        return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: asset.bytes };
      case 'DELETE releases/assets/N':
        if (asset === undefined || owner === undefined) break;
        if (owner.immutable) return refused(422, 'Cannot delete asset from an immutable release');
        owner.assets.splice(owner.assets.indexOf(asset), 1);
        return said(204, undefined);
      default:
        break;
    }
    return refused(404, 'Not Found');
  }

  #ref(name: string, { url, repository }: Home): LoopbackAnswer {
    const tag = this.tags.get(name);
    if (tag === undefined) return refused(404, 'Not Found');
    const [type, sha] = tag.object === undefined ? ['commit', tag.commit] : ['tag', tag.object];
    const api = `${url}/repos/${repository}/git`;
    return said(200, {
      ...{ ref: `refs/tags/${name}`, node_id: `REF_${sha.slice(0, 8)}` },
      url: `${api}/refs/tags/${name}`,
      object: { type, sha, url: `${api}/${type === 'tag' ? 'tags' : 'commits'}/${sha}` },
    });
  }

  #tagObject(sha: string, { url, repository }: Home): LoopbackAnswer {
    const [found] = [...this.tags].filter(([, { object }]) => object === sha);
    if (found === undefined) return refused(404, 'Not Found');
    const [tag, { commit }] = found;
    const api = `${url}/repos/${repository}/git`;
    return said(200, {
      ...{ node_id: `TAG_${sha.slice(0, 8)}`, tag, sha, url: `${api}/tags/${sha}`, message: tag },
      tagger: { date: '2026-01-31T12:00:00Z', email: 'octo@example.com', name: 'Octo' },
      object: { sha: commit, type: 'commit', url: `${api}/commits/${commit}` },
    });
  }

  #byTag(tag: string, home: Home): LoopbackAnswer {
    const release = this.releases.find((one) => !one.draft && one.tag === tag);
    return release === undefined ? refused(404, 'Not Found') : said(200, releaseData(release, home));
  }

  /** The newest first. */
  #list({ request, home, mayWrite }: Question): LoopbackAnswer {
    const shown = this.releases.filter(({ draft }) => mayWrite || !draft).toReversed();
    return page(
      request,
      shown.map((one) => releaseData(one, home)),
    );
  }

  #create(body: GithubBody, home: Home): LoopbackAnswer {
    const tag = body.tag_name;
    if (typeof tag !== 'string' || tag === '') return invalid('tag_name', 'missing_field');
    const draft = body.draft === true;
    if (!draft && this.releases.some((one) => !one.draft && one.tag === tag))
      return invalid('tag_name', 'already_exists');
    const release: GivenRelease = {
      ...{ id: this.#next++, tag, draft, assets: [], immutable: !draft && this.immutable },
      name: String(body.name ?? ''),
      body: String(body.body ?? ''),
      commit: String(body.target_commitish ?? 'main'),
      prerelease: body.prerelease === true,
    };
    this.releases.push(release);
    return said(201, releaseData(release, home));
  }

  #change(release: GivenRelease, { request, home }: Question): LoopbackAnswer {
    const body = bodyOf(request);
    const tag = release.tag;
    if (release.immutable && (body.draft === true || body.tag_name !== undefined))
      return refused(422, 'Cannot change an immutable release');
    if (release.draft && body.draft === false) {
      if (this.releases.some((one) => !one.draft && one.tag === tag))
        return invalid('tag_name', 'already_exists');
      if (!this.tags.has(tag)) this.tags.set(tag, { commit: release.commit });
      release.immutable = this.immutable;
    }
    if (typeof body.draft === 'boolean') release.draft = body.draft;
    if (typeof body.body === 'string') release.body = body.body;
    if (typeof body.name === 'string') release.name = body.name;
    if (body.make_latest === 'true') this.#latest = release.id;
    return said(200, releaseData(release, home));
  }

  #upload(release: GivenRelease, { request, home }: Question): LoopbackAnswer {
    const given = request.query.get('name') ?? '';
    // docs.github.com, "Upload a release asset": special characters, and points at the ends, are changed.
    const name = given.replace(/[^\w.+-]+/g, '.').replace(/^\.+|\.+$/g, '');
    if (release.immutable) return refused(422, 'Cannot upload assets to an immutable release.');
    if (release.assets.some((one) => one.name === name))
      return refused(422, 'Validation Failed', {}, [
        { resource: 'ReleaseAsset', code: 'already_exists', field: 'name' },
      ]);
    const asset = this.addAsset(release, name, request.body);
    return said(201, assetData(asset, release, home));
  }

  addAsset(
    release: GivenRelease,
    name: string,
    bytes: Uint8Array,
    state: GivenAsset['state'] = 'uploaded',
  ): GivenAsset {
    const asset = { id: this.#next++, name, bytes, sha256: sha256(bytes), state };
    release.assets.push(asset);
    return asset;
  }

  /** As if somebody else had published it. */
  addRelease(
    tag: string,
    assets: Readonly<Record<string, string>>,
    more: Partial<GivenRelease> = {},
  ): GivenRelease {
    const release: GivenRelease = {
      ...{ id: this.#next++, tag, name: tag, body: '', commit: 'main', draft: false, prerelease: false },
      ...{ immutable: this.immutable, assets: [], ...more },
    };
    this.releases.push(release);
    for (const [name, content] of Object.entries(assets)) this.addAsset(release, name, Buffer.from(content));
    return release;
  }

  showFirst({ id }: GivenRelease): void {
    this.#latest = id;
  }

  #download(tag: string, name: string): LoopbackAnswer {
    const release = this.isPrivate ? undefined : this.releases.find((one) => !one.draft && one.tag === tag);
    const asset = release?.assets.find((one) => one.name === name && one.state === 'uploaded');
    if (asset === undefined) return { status: 404, body: 'Not Found' };
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: asset.bytes };
  }
}

interface Question {
  readonly request: LoopbackRequest;
  readonly home: Home;
  readonly mayWrite: boolean;
  /** Below the repository. */
  readonly route: string;
}

function invalid(field: string, code: string): LoopbackAnswer {
  return refused(422, 'Validation Failed', {}, [{ resource: 'Release', code, field }]);
}

/** docs.github.com, "Using pagination in the REST API". */
function page({ query }: LoopbackRequest, rows: readonly unknown[]): LoopbackAnswer {
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const number = Number(query.get('page') ?? 1);
  return said(200, rows.slice((number - 1) * size, number * size));
}
