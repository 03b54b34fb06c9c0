import { sha256 } from '../../platform/digest.ts';
import type { LoopbackRequest } from '../../platform/loopback-server.ts';
import { splitImage } from '../channels/container/container-channel.ts';
import type { DesiredChannel, DesiredContainer } from '../manifest/release-manifest.ts';
import { githubPlace } from './github-place.ts';
import type { PlaceQuestion, RehearsedPlace } from './rehearsed-place.ts';
import { ImageServer } from './servers/image-server.ts';
import { readMultipart } from './servers/multipart.ts';
import { NpmServer } from './servers/npm-server.ts';
import { NugetServer } from './servers/nuget-server.ts';
import { PypiServer } from './servers/pypi-server.ts';
import { isUnsafe } from './watched-server.ts';

/** A stand-in for the server of every channel of a release. */
export async function placesFor(question: PlaceQuestion): Promise<readonly RehearsedPlace[]> {
  const places = [await githubPlace(question)];
  for (const desired of question.manifest.channels) {
    if (desired.name === 'pypi') places.push(pypiPlace(question, desired));
    if (desired.name === 'npm') places.push(npmPlace(question, desired));
    if (desired.name === 'container') places.push(containerPlace(question, desired));
    if (desired.name === 'chocolatey') places.push(chocolateyPlace(question, desired));
  }
  return places.filter((place) => place !== undefined);
}

/** Why a channel cannot be rehearsed; undefined when it can. */
export function unrehearsable(desired: DesiredChannel): string | undefined {
  if ((desired.name === 'homebrew' || desired.name === 'scoop') && desired.by === 'dispatch')
    return 'a workflow of another repository does it';
  return undefined;
}

function pypiPlace({ secretOf, trusts }: PlaceQuestion, desired: DesiredChannel): RehearsedPlace {
  const server = new PypiServer();
  server.tokens.add(secretOf(desired));
  server.trusts = trusts;
  return {
    handle: (request, base) => server.handle(request, base),
    writes: isUnsafe,
    channelOf: () => 'pypi',
    served: async () => ({
      pypi: [...server.files.values()].map(({ filename, bytes }) => `${filename} ${sha256(bytes)}`).sort(),
    }),
    brings({ method, path, headers, body }) {
      if (method !== 'POST' || path !== '/legacy/') return undefined;
      return readMultipart(headers['content-type'] ?? '', body)?.find(({ name }) => name === 'content')
        ?.filename;
    },
    endpoints: (url) => ({ pypi: { upload: `${url}/legacy/`, simple: `${url}/simple`, web: url } }),
  };
}

function npmPlace({ secretOf, trusts }: PlaceQuestion, desired: DesiredChannel): RehearsedPlace {
  const server = new NpmServer();
  server.tokens.add(secretOf(desired));
  server.trusts = trusts;
  return {
    handle: (request, base) => server.handle(request, base),
    writes: isUnsafe,
    channelOf: () => 'npm',
    served: async () => ({
      npm: [...server.packages].map(([name, { versions, tags }]) => ({
        name,
        versions: [...versions].map(([version, { tarball }]) => `${version} ${sha256(tarball)}`),
        tags: Object.fromEntries(tags),
      })),
    }),
    brings: ({ method, path, body }) =>
      method === 'PUT' && !path.includes('/dist-tags/') && Buffer.from(body).includes('"_attachments"')
        ? path
        : undefined,
    endpoints: (url) => ({ npm: url }),
  };
}

function containerPlace({ secretOf }: PlaceQuestion, desired: DesiredContainer): RehearsedPlace {
  const server = new ImageServer();
  server.users.add(`token:${secretOf(desired)}`);
  return {
    handle: (request, base) => server.handle(request, base),
    writes: isUnsafe,
    channelOf: () => 'container',
    served: async () => ({
      container: [...server.repositories].map(([name, { blobs, manifests, tags }]) => ({
        ...{ name, tags: Object.fromEntries([...tags].sort()) },
        ...{ manifests: [...manifests.keys()].sort(), blobs: [...blobs.keys()].sort() },
      })),
    }),
    brings: ({ method, query }: LoopbackRequest) =>
      method === 'PUT' ? (query.get('digest') ?? undefined) : undefined,
    endpoints: (url) => ({ containers: { [splitImage(desired.image).host]: url } }),
  };
}

function chocolateyPlace({ secretOf }: PlaceQuestion, desired: DesiredChannel): RehearsedPlace {
  const server = new NugetServer();
  server.keys.add(secretOf(desired));
  // Who moderates looks at it in no time.
  server.moderates = false;
  return {
    handle: (request) => server.handle(request),
    writes: isUnsafe,
    channelOf: () => 'chocolatey',
    served: async () => ({
      chocolatey: server.packages.map(({ id, version, bytes }) => `${id} ${version} ${sha256(bytes)}`),
    }),
    brings: ({ method }) => (method === 'PUT' ? desired.name : undefined),
    endpoints: (url) => ({ chocolatey: { push: `${url}/api/v2/package`, feed: `${url}/api/v2` } }),
  };
}
