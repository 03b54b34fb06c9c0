import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CacheServer } from '../../../test/support/cache-server.ts';
import { SHARED_KINDS, type SharedKind, sharedCache } from '../../../test/support/shared-caches.ts';
import { systemClock } from '../../platform/clock.ts';
import { nodeFiles } from '../../platform/files.ts';
import { HttpConnections } from '../../platform/http-exchange.ts';
import { checkResultCacheContract, type OpenCache } from '../result-cache.contract.ts';
import type { ResultCache } from '../result-cache.ts';
import { decodeActionResult } from './action-result.ts';
import { DirectoryCache } from './directory-cache.ts';
import type { SharedCache } from './shared-cache.ts';
import { sharedKey } from './shared-result.ts';
import { TieredCache } from './tiered-cache.ts';

type Change = Parameters<OpenCache['damage']>[2];

function damage({ entries }: CacheServer, path: string, change: Change): void {
  const changed = change(entries.get(path) ?? Buffer.alloc(0));
  if (changed === undefined) entries.delete(path);
  else entries.set(path, changed);
}

/** A content, or the result itself among the contents: of an `ActionResult` lockstep believes nothing else. */
function damageBazel(
  server: CacheServer,
  kind: 'result' | 'content',
  [name, change]: [string, Change],
): void {
  const action = server.entries.get(`/ac/${sharedKey('trusted', name)}`) ?? Buffer.alloc(0);
  const manifest = decodeActionResult(action)?.files.find(({ path }) => path === '.lockstep/result');
  damage(server, `/cas/${kind === 'content' ? name : manifest?.digest}`, change);
}

/** All of an artifact, or the bytes of one content in it. */
function damageTurbo(
  server: CacheServer,
  kind: 'result' | 'content',
  [name, change]: [string, Change],
): void {
  if (kind === 'result') {
    damage(server, `/v8/artifacts/${sharedKey('trusted', name)}`, change);
    return;
  }
  for (const [path, artifact] of [...server.entries]) {
    const bytes = gunzipSync(artifact);
    const [line = '', length = '0'] = new RegExp(`\n${name} (\\d+)\n`).exec(bytes.toString('latin1')) ?? [];
    const begin = bytes.indexOf(line) + line.length;
    const changed = change(bytes.subarray(begin, begin + Number(length))) ?? Buffer.alloc(0);
    const parts = [bytes.subarray(0, begin), changed, bytes.subarray(begin + Number(length))];
    if (line !== '') server.entries.set(path, gzipSync(Buffer.concat(parts)));
  }
}

/** Turborepo's servers keep no contents one by one: whoever wants one has found a result first. */
function readable(cache: SharedCache, keys: Set<string>): ResultCache {
  return {
    name: cache.name,
    find: (key) => cache.find(key),
    async read(digest) {
      for (const key of keys) {
        const content = await (await cache.fetch(key))?.contentOf(digest);
        if (content !== undefined) return content;
      }
      return undefined;
    },
    store(result, contentOf) {
      keys.add(result.key);
      return cache.store(result, contentOf);
    },
  };
}

for (const kind of SHARED_KINDS) {
  checkResultCacheContract({ name: `a shared cache (${kind})`, open: () => openShared(kind) });
  checkResultCacheContract({
    name: `a folder in front of a shared cache (${kind})`,
    open: () => openTiered(kind),
  });
}

async function openShared(kind: SharedKind): Promise<OpenCache> {
  const server = await CacheServer.start();
  const connections = new HttpConnections();
  const keys = new Set<string>();
  const again = (): ResultCache => readable(sharedCache(kind, { url: server.url, connections }), keys);
  return {
    cache: again(),
    again,
    damage: async (what, name, change) =>
      (kind === 'bazel' ? damageBazel : damageTurbo)(server, what, [name, change]),
    breakDown: () => server.close(),
    async close() {
      connections.close();
      await server.close();
    },
  };
}

async function openTiered(kind: SharedKind): Promise<OpenCache> {
  const server = await CacheServer.start();
  const connections = new HttpConnections();
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-tiered-'));
  const root = join(folder, 'results');
  const opened: TieredCache[] = [];
  const again = (): ResultCache => {
    const local = new DirectoryCache(nodeFiles, root);
    const shared = sharedCache(kind, { url: server.url, connections });
    const tiered = new TieredCache({ local, shared, bring: true, clock: systemClock, warn: () => undefined });
    opened.push(tiered);
    return tiered;
  };
  const settle = (): Promise<unknown> => Promise.all(opened.map((one) => one.settle(5_000)));
  return {
    cache: again(),
    again,
    async damage(what, name, change) {
      await settle();
      server.entries.clear();
      const path = join(root, `${what}s`, name.slice(0, 2), name);
      const changed = change(Buffer.from((await nodeFiles.readBytes(path)) ?? ''));
      if (changed === undefined) rmSync(path);
      else await nodeFiles.writeAtomic(path, changed);
    },
    async breakDown() {
      await settle();
      await server.close();
      rmSync(root, { recursive: true });
      await nodeFiles.writeAtomic(root, 'no folder any more');
    },
    async close() {
      await settle();
      connections.close();
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
