import { sha256 } from '../../platform/digest.ts';
import type { LoopbackRequest } from '../../platform/loopback-server.ts';
import { splitImage } from '../channels/container/container-channel.ts';
import type { DesiredChannel } from '../manifest/release-manifest.ts';
import type { PlaceMaker, PlaceQuestion, RehearsedPlace } from './rehearsed-place.ts';
import { GithubStandIn } from './servers/github-server.ts';
import { ImageServer } from './servers/image-server.ts';
import { readMultipart } from './servers/multipart.ts';
import { NpmServer } from './servers/npm-server.ts';
import { PypiServer } from './servers/pypi-server.ts';
import { isUnsafe } from './watched-server.ts';

/** A stand-in for the server of a channel; undefined where there is none. */
export function placeFor(question: PlaceQuestion): RehearsedPlace | undefined {
  const { desired, ...rest } = question;
  switch (desired.name) {
    case 'github':
      return github({ ...rest, desired });
    case 'pypi':
      return pypi({ ...rest, desired });
    case 'npm':
      return npm({ ...rest, desired });
    case 'container':
      return container({ ...rest, desired });
    case 'homebrew':
    case 'scoop':
    case 'chocolatey':
      return undefined;
    default:
      return desired satisfies never;
  }
}

const github: PlaceMaker<'github'> = ({ manifest, desired, secret }) => {
  const server = new GithubStandIn(desired.repository);
  server.tokens.add(secret);
  server.tags.set(manifest.tag, { commit: manifest.commit });
  const target = ({ path, query }: LoopbackRequest): { id: number; name: string } | undefined => {
    const [, id] = /\/releases\/(\d+)\/assets$/.exec(path) ?? [];
    return id === undefined ? undefined : { id: Number(id), name: query.get('name') ?? '' };
  };
  return {
    handle: (request) => server.handle(request),
    writes: isUnsafe,
    served: () => ({
      latest: server.latest?.tag,
      releases: server.releases.map(({ tag, draft, assets }) => ({
        ...{ tag, draft },
        assets: assets.map(({ name, sha256: digest, state }) => `${name} ${digest} ${state}`).sort(),
      })),
    }),
    brings: (request) => (request.method === 'POST' ? target(request)?.name : undefined),
    half(request) {
      const { id, name } = target(request) ?? {};
      const release = server.releases.find((one) => one.id === id);
      if (release === undefined || name === undefined) return false;
      const { body } = request;
      server.addAsset(release, name, body.subarray(0, body.byteLength >> 1), 'starter');
      return true;
    },
    endpoints: (url) => ({ github: { api: url, uploads: url }, git: url }),
  };
};

const pypi: PlaceMaker<'pypi'> = ({ secret, trusts }) => {
  const server = new PypiServer();
  server.tokens.add(secret);
  server.trusts = trusts;
  const isUpload = ({ method, path }: LoopbackRequest): boolean => method === 'POST' && path === '/legacy/';
  return {
    handle: (request, base) => server.handle(request, base),
    writes: isUnsafe,
    served: () => [...server.files.values()].map(({ filename, bytes }) => `${filename} ${sha256(bytes)}`),
    brings(request) {
      if (!isUpload(request)) return undefined;
      const parts = readMultipart(request.headers['content-type'] ?? '', request.body);
      return parts?.find(({ name }) => name === 'content')?.filename;
    },
    endpoints: (url) => ({ pypi: { upload: `${url}/legacy/`, simple: `${url}/simple`, web: url } }),
  };
};

const npm: PlaceMaker<'npm'> = ({ secret, trusts }) => {
  const server = new NpmServer();
  server.tokens.add(secret);
  server.trusts = trusts;
  return {
    handle: (request, base) => server.handle(request, base),
    writes: isUnsafe,
    served: () =>
      [...server.packages].map(([name, { versions, tags }]) => ({
        name,
        versions: [...versions].map(([version, { tarball }]) => `${version} ${sha256(tarball)}`),
        tags: Object.fromEntries(tags),
      })),
    brings: ({ method, path, body }) =>
      method === 'PUT' && !path.includes('/dist-tags/') && Buffer.from(body).includes('"_attachments"')
        ? path
        : undefined,
    endpoints: (url) => ({ npm: url }),
  };
};

const container: PlaceMaker<'container'> = ({ desired, secret }) => {
  const server = new ImageServer();
  server.users.add(secret.includes(':') ? secret : `token:${secret}`);
  return {
    handle: (request, base) => server.handle(request, base),
    writes: isUnsafe,
    served: () =>
      [...server.repositories].map(([name, { blobs, manifests, tags }]) => ({
        ...{ name, tags: Object.fromEntries(tags) },
        ...{ manifests: [...manifests.keys()].sort(), blobs: [...blobs.keys()].sort() },
      })),
    brings: ({ method, query }) => (method === 'PUT' ? (query.get('digest') ?? undefined) : undefined),
    endpoints: (url) => ({ containers: { [splitImage(desired.image).host]: url } }),
  };
};

/** Channels that have no stand-in. */
export function isRehearsed({ name }: DesiredChannel): boolean {
  return !(['homebrew', 'scoop', 'chocolatey'] as readonly string[]).includes(name);
}
