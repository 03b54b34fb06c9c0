import type { LoopbackAnswer, LoopbackRequest } from '../../platform/loopback-server.ts';
import type { DesiredGithub, DesiredTap } from '../manifest/release-manifest.ts';
import { BareRepository } from './bare-repository.ts';
import type { PlaceQuestion, RehearsedPlace } from './rehearsed-place.ts';
import { GitServer, isPush } from './servers/git-server.ts';
import { GithubStandIn } from './servers/github-server.ts';
import { isUnsafe } from './watched-server.ts';

/** GitHub: releases of one repository, and the repositories of taps and buckets, below one address. */
export async function githubPlace(question: PlaceQuestion): Promise<RehearsedPlace | undefined> {
  const { channels } = question.manifest;
  const desired = channels.find((one) => one.name === 'github');
  const taps = channels.filter((one): one is DesiredTap => one.name === 'homebrew' || one.name === 'scoop');
  if (desired === undefined && taps.length === 0) return undefined;
  const releases = desired === undefined ? undefined : releasesOf(question, desired);
  const git = new GitServer(question.folder);
  const repositories = new Map<string, { readonly tap: DesiredTap; readonly repository: BareRepository }>();
  for (const tap of taps) {
    git.tokens.add(question.secretOf(tap));
    const path = `${question.folder}/${tap.repository}.git`;
    repositories.set(tap.repository, { tap, repository: await BareRepository.create(path, tap.branch) });
  }
  const tapOf = ({ path }: LoopbackRequest) =>
    repositories.get(/^\/([^/]+\/[^/]+?)\.git\//.exec(decodeURIComponent(path))?.[1] ?? '');
  return {
    handle: (request) =>
      tapOf(request) === undefined ? (releases?.handle(request) ?? NOTHING) : git.handle(request),
    writes: (request) => (tapOf(request) === undefined ? isUnsafe(request) : isPush(request)),
    channelOf: (request) => tapOf(request)?.tap.name ?? 'github',
    async served() {
      const found: Record<string, unknown> = releases === undefined ? {} : { github: releases.served() };
      for (const { tap, repository } of repositories.values())
        found[tap.name] = await repository.fileAt(tap.branch, tap.path);
      return found;
    },
    // What is pushed to a tap is counted by its commits: a push may be refused in an answer of 200.
    brings: (request) => (tapOf(request) === undefined ? releases?.brings(request) : undefined),
    half: (request) => tapOf(request) === undefined && releases?.half(request) === true,
    async interfere(request) {
      const found = tapOf(request);
      await found?.repository.commit(found.tap.branch, 'somebody else was here');
    },
    endpoints: (url) => ({ github: { api: url, uploads: url }, git: url }),
  };
}

const NOTHING: LoopbackAnswer = { status: 404, body: 'Not Found' };

/** Releases of one repository. */
function releasesOf({ manifest, secretOf }: PlaceQuestion, desired: DesiredGithub) {
  const server = new GithubStandIn(desired.repository);
  server.tokens.add(secretOf(desired));
  server.tags.set(manifest.tag, { commit: manifest.commit });
  const target = ({ method, path, query }: LoopbackRequest) => {
    const [, id] = /\/releases\/(\d+)\/assets$/.exec(path) ?? [];
    return method !== 'POST' || id === undefined
      ? undefined
      : { id: Number(id), name: query.get('name') ?? '' };
  };
  return {
    handle: (request: LoopbackRequest) => server.handle(request),
    served: () => ({
      latest: server.latest?.tag,
      releases: server.releases.map(({ tag, draft, assets }) => ({
        ...{ tag, draft },
        assets: assets.map(({ name, sha256: digest, state }) => `${name} ${digest} ${state}`).sort(),
      })),
    }),
    brings: (request: LoopbackRequest) => target(request)?.name,
    half(request: LoopbackRequest) {
      const { id, name } = target(request) ?? {};
      const release = server.releases.find((one) => one.id === id);
      if (release === undefined || name === undefined) return false;
      const { body } = request;
      server.addAsset(release, name, body.subarray(0, body.byteLength >> 1), 'starter');
      return true;
    },
  };
}
