import type { ChannelName } from '../../pipeline/channels-config.ts';
import type { LoopbackRequest } from '../../platform/loopback-server.ts';
import type { ChannelEndpoints } from '../channels/channel-endpoints.ts';
import type { PublisherIdentity } from '../channels/publisher-identity.ts';
import type { DesiredChannel, ReleaseManifest } from '../manifest/release-manifest.ts';
import { placesFor } from './places.ts';
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
  /** Somebody else changes the same place just now; undefined where nobody can. */
  readonly interfere: (() => Promise<void>) | undefined;
}

/** Every server that a release goes to, each a stand-in on the loopback, empty and for this one release. */
export interface RehearsalWorld {
  readonly endpoints: ChannelEndpoints;
  readonly identity: PublisherIdentity;
  /** In the order in which they came. */
  readonly writes: readonly WorldWrite[];
  secret(name: string): string | undefined;
  /** What people find, by channel. */
  served(): Promise<Readonly<Record<string, unknown>>>;
  /** What befalls requests that write, from now on; their numbers begin anew. */
  befall(mishap: ((write: WriteInSight) => Mishap | undefined) | undefined): void;
  close(): Promise<void>;
}

/** Nobody is there: what a release does not go to must not be asked. */
const NOWHERE = 'http://127.0.0.1:9';

/** `folder`: empty, absolute; it is not taken away. The channels of the manifest have a secret each, or none at all. */
export async function openWorld(manifest: ReleaseManifest, folder: string): Promise<RehearsalWorld> {
  const writes: WorldWrite[] = [];
  const names = new Map(
    manifest.channels.map((desired) => [secretName(desired), secretValue(secretName(desired))]),
  );
  const secretOf = (desired: DesiredChannel): string => secretValue(secretName(desired));
  const places = await placesFor({ manifest, folder, secretOf, trusts });
  const plan: { mishap: ((write: WriteInSight) => Mishap | undefined) | undefined; nth: number } = {
    mishap: undefined,
    nth: 0,
  };
  const open: { readonly place: RehearsedPlace; readonly server: WatchedServer }[] = [];
  for (const place of places) {
    const about = (request: LoopbackRequest) => ({
      channel: place.channelOf(request),
      key: keyOf(request),
      brings: place.brings(request),
    });
    const onWrite = (write: WatchedWrite): void => void writes.push({ ...write, ...about(write.request) });
    const server = await WatchedServer.start({ ...place, onWrite });
    server.befall = (request) => {
      plan.nth += 1;
      return plan.mishap?.({ ...about(request), request, nth: plan.nth, ...prankOf(place, request) });
    };
    open.push({ place, server });
  }
  return {
    endpoints: Object.assign({ ...EMPTY }, ...open.map(({ place, server }) => place.endpoints(server.url))),
    identity: rehearsedIdentity(),
    writes,
    secret: (name) => names.get(name),
    served: async () => Object.assign({}, ...(await Promise.all(places.map((place) => place.served())))),
    befall: (mishap) => void Object.assign(plan, { mishap, nth: 0 }),
    close: async () => void (await Promise.all(open.map(({ server }) => server.close()))),
  };
}

function prankOf(place: RehearsedPlace, request: LoopbackRequest): Pick<WriteInSight, 'half' | 'interfere'> {
  const channel = place.channelOf(request);
  const isTap = channel === 'homebrew' || channel === 'scoop';
  return {
    half: () => place.half?.(request) ?? false,
    interfere: isTap ? async () => void (await place.interfere?.(request)) : undefined,
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

/** What a channel asks for where the definition names none. */
const USUAL_SECRETS: Readonly<Record<string, string>> = {
  github: 'GITHUB_TOKEN',
  chocolatey: 'CHOCOLATEY_API_KEY',
};

function secretName({ secret, name }: DesiredChannel): string {
  return secret ?? USUAL_SECRETS[name] ?? '';
}

/** No secret of anybody's. */
function secretValue(name: string): string {
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
