import type { ChannelName } from '../../pipeline/channels-config.ts';
import type { LoopbackRequest } from '../../platform/loopback-server.ts';
import type { ChannelEndpoints } from '../channels/channel-endpoints.ts';
import type { PublisherIdentity } from '../channels/publisher-identity.ts';
import type { DesiredChannel, ReleaseManifest } from '../manifest/release-manifest.ts';
import { placeFor } from './places.ts';
import type { RehearsedPlace } from './rehearsed-place.ts';
import { type Mishap, WatchedServer, type WatchedWrite } from './watched-server.ts';

/** A request that wrote, of any channel. */
export interface WorldWrite extends WatchedWrite {
  readonly channel: ChannelName;
  /** The same for the same request of another run: numbers that servers give are left out. */
  readonly key: string;
  /** The file that it brought. */
  readonly brings: string | undefined;
}

/** A request that is about to write. */
export interface WriteInSight {
  readonly channel: ChannelName;
  readonly request: LoopbackRequest;
  readonly key: string;
  /** The file that it brings. */
  readonly brings: string | undefined;
  /** Among all of them, from 1. */
  readonly nth: number;
  /** Keeps half of what it brings; false where the server keeps all or nothing. */
  half(): boolean;
}

/** Every server that a release goes to, each a stand-in on the loopback, empty and for this one release. */
export interface RehearsalWorld {
  readonly endpoints: ChannelEndpoints;
  readonly identity: PublisherIdentity;
  /** In the order in which they came. */
  readonly writes: readonly WorldWrite[];
  secret(name: string): string | undefined;
  /** What people find, by channel. */
  served(): Readonly<Record<string, unknown>>;
  /** What befalls requests that write, from now on; their numbers begin anew. */
  befall(mishap: ((write: WriteInSight) => Mishap | undefined) | undefined): void;
  close(): Promise<void>;
}

/** Nobody is there: what a release does not go to must not be asked. */
const NOWHERE = 'http://127.0.0.1:9';

export async function openWorld(manifest: ReleaseManifest): Promise<RehearsalWorld> {
  const writes: WorldWrite[] = [];
  const open: {
    readonly name: ChannelName;
    readonly place: RehearsedPlace;
    readonly server: WatchedServer;
  }[] = [];
  let mishap: ((write: WriteInSight) => Mishap | undefined) | undefined;
  let nth = 0;
  for (const desired of manifest.channels) {
    const { name: channel } = desired;
    const place = placeFor({ manifest, desired, secret: secretOf(secretName(desired)), trusts });
    if (place === undefined) continue;
    const server = await WatchedServer.start({
      ...place,
      onWrite: (write) =>
        void writes.push({
          ...write,
          channel,
          key: keyOf(write.request),
          brings: place.brings(write.request),
        }),
    });
    server.befall = (request) => {
      nth += 1;
      const half = (): boolean => place.half?.(request) ?? false;
      return mishap?.({ channel, request, key: keyOf(request), brings: place.brings(request), nth, half });
    };
    open.push({ name: channel, place, server });
  }
  const names = new Set(manifest.channels.map(secretName));
  return {
    endpoints: Object.assign({ ...EMPTY }, ...open.map(({ place, server }) => place.endpoints(server.url))),
    identity: rehearsedIdentity(),
    writes,
    secret: (name) => (names.has(name) ? secretOf(name) : undefined),
    served: () => Object.fromEntries(open.map(({ name, place }) => [name, place.served()])),
    befall(next) {
      mishap = next;
      nth = 0;
    },
    close: async () => void (await Promise.all(open.map(({ server }) => server.close()))),
  };
}

const EMPTY: ChannelEndpoints = {
  npm: NOWHERE,
  pypi: { upload: NOWHERE, simple: NOWHERE, web: NOWHERE },
  containers: {},
  github: { api: NOWHERE, uploads: NOWHERE },
  git: NOWHERE,
  chocolatey: { push: NOWHERE, feed: NOWHERE },
  sigstore: { fulcio: NOWHERE, rekor: NOWHERE, timestamps: undefined },
};

const SIGN = 'a rehearsal, ';

/** Each token is another one, as of a CI system. */
function rehearsedIdentity(): PublisherIdentity {
  let count = 0;
  return { token: async (audience) => ({ kind: 'token', token: `${SIGN}${audience}, ${++count}` }) };
}

function trusts(identity: string): boolean {
  return identity.startsWith(SIGN);
}

function secretName({ secret, name }: DesiredChannel): string {
  return secret ?? (name === 'github' ? 'GITHUB_TOKEN' : '');
}

/** No secret of anybody's. */
function secretOf(name: string): string {
  return `rehearsal-of-${name}`;
}

/** `PATCH /repos/acme/weather/releases/N {"draft":false}`. */
function keyOf({ method, path, body }: LoopbackRequest): string {
  const place = decodeURIComponent(path)
    .replace(/\/releases\/(assets\/)?\d+/, '/releases/$1N')
    .replace(/\/uploads\/[^/]+$/, '/uploads/N');
  const said = method === 'PATCH' ? ` ${Buffer.from(body).toString('utf8').slice(0, 60)}` : '';
  return `${method} ${place}${said}`;
}
