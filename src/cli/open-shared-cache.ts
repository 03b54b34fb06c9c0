import { BazelCache } from '../execution/cache/bazel-cache.ts';
import { RemoteServer } from '../execution/cache/remote-server.ts';
import type { SharedCache } from '../execution/cache/shared-cache.ts';
import { TurboCache } from '../execution/cache/turbo-cache.ts';
import { systemClock } from '../platform/clock.ts';
import { HttpConnections } from '../platform/http-exchange.ts';
import type { SharedCacheSettings } from './shared-cache-settings.ts';
import { ownPackage } from './version.ts';

/** The shared cache that the settings name; nothing is asked of it yet. */
export function openSharedCache(settings: SharedCacheSettings, warn: (message: string) => void): SharedCache {
  const { kind, url, query, authorization, sharing } = settings;
  const server = new RemoteServer({
    url,
    query,
    headers: { 'user-agent': `lockstep/${ownPackage().version}` },
    authorization,
    clock: systemClock,
    connections: new HttpConnections(),
    warn,
  });
  return kind === 'bazel'
    ? new BazelCache(server, sharing)
    : new TurboCache(server, { sharing, teamId: query.teamId });
}
