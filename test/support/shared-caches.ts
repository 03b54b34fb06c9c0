import { BazelCache } from '../../src/execution/cache/bazel-cache.ts';
import { RemoteServer, type RemoteServerOptions } from '../../src/execution/cache/remote-server.ts';
import type { SharedCache } from '../../src/execution/cache/shared-cache.ts';
import type { Sharing } from '../../src/execution/cache/shared-result.ts';
import { TurboCache } from '../../src/execution/cache/turbo-cache.ts';
import { type Clock, systemClock } from '../../src/platform/clock.ts';
import type { HttpConnections } from '../../src/platform/http-exchange.ts';

export const SHARING: Sharing = { reads: ['trusted'], writes: 'trusted' };

export type SharedKind = 'bazel' | 'turbo';
export const SHARED_KINDS: readonly SharedKind[] = ['bazel', 'turbo'];

export interface SharedOptions {
  readonly url: string;
  readonly connections: HttpConnections;
  readonly sharing?: Sharing;
  readonly patience?: RemoteServerOptions['patience'];
  readonly clock?: Clock;
  readonly warn?: (message: string) => void;
}

/** A shared cache of a kind, as another process would open it. */
export function sharedCache(
  kind: SharedKind,
  {
    url,
    connections,
    sharing = SHARING,
    patience,
    clock = systemClock,
    warn = () => undefined,
  }: SharedOptions,
): SharedCache {
  const server = new RemoteServer({
    url,
    headers: {},
    authorization: 'Bearer tell-nobody',
    ...(patience !== undefined && { patience }),
    clock,
    connections,
    warn,
  });
  return kind === 'bazel'
    ? new BazelCache(server, sharing)
    : new TurboCache(server, { sharing, teamId: 'team' });
}
