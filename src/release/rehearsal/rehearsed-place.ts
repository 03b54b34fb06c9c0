import type { ChannelName } from '../../pipeline/channels-config.ts';
import type { LoopbackRequest } from '../../platform/loopback-server.ts';
import type { ChannelEndpoints } from '../channels/channel-endpoints.ts';
import type { DesiredChannel, ReleaseManifest } from '../manifest/release-manifest.ts';
import type { WatchedOptions } from './watched-server.ts';

/** A stand-in of the server of one channel, or of several; empty but for what a release finds there. */
export interface RehearsedPlace extends WatchedOptions {
  /** Which channel a request that writes is of. */
  channelOf(request: LoopbackRequest): ChannelName;
  /** What people find, by channel, in a form that can be compared: names and digests. */
  served(): Promise<Readonly<Record<string, unknown>>>;
  /** The file that a request brings, where it is one that does: each is brought once. */
  brings(request: LoopbackRequest): string | undefined;
  /** Keeps half of what a request brings, as the server does when it falters in the middle. False where it keeps all or nothing. */
  half?(request: LoopbackRequest): boolean;
  /** Somebody else changes the same place just now. */
  interfere?(request: LoopbackRequest): Promise<void>;
  /** Where channels find it. */
  endpoints(url: string): Partial<ChannelEndpoints>;
}

/** What places are made for. */
export interface PlaceQuestion {
  readonly manifest: ReleaseManifest;
  /** An empty folder, absolute. */
  readonly folder: string;
  /** The value that the secret of a channel has here. */
  secretOf(desired: DesiredChannel): string;
  /** Does this identity token come from the rehearsal? */
  trusts(identity: string): boolean;
}
