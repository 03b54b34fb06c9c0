import type { ChannelName } from '../../pipeline/channels-config.ts';
import type { LoopbackRequest } from '../../platform/loopback-server.ts';
import type { ChannelEndpoints } from '../channels/channel-endpoints.ts';
import type { DesiredChannel, ReleaseManifest } from '../manifest/release-manifest.ts';
import type { WatchedOptions } from './watched-server.ts';

/** A stand-in of the server of one channel, empty but for what a release finds there. */
export interface RehearsedPlace extends WatchedOptions {
  /** What people find, in a form that can be compared: names and digests. */
  served(): unknown;
  /** The file that a request brings, where it is one that does: each is brought once. */
  brings(request: LoopbackRequest): string | undefined;
  /** Keeps half of what a request brings, as the server does when it falters in the middle. False where it keeps all or nothing. */
  half?(request: LoopbackRequest): boolean;
  /** Where the channel finds it. */
  endpoints(url: string): Partial<ChannelEndpoints>;
}

/** What a place is made for. */
export interface PlaceQuestion<Desired extends DesiredChannel = DesiredChannel> {
  readonly manifest: ReleaseManifest;
  readonly desired: Desired;
  /** The secret that may write there. */
  readonly secret: string;
  /** Does this identity token come from the rehearsal? */
  trusts(identity: string): boolean;
}

export type PlaceMaker<Name extends ChannelName> = (
  question: PlaceQuestion<Extract<DesiredChannel, { readonly name: Name }>>,
) => RehearsedPlace;
