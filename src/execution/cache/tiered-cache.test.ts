import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CacheServer } from '../../../test/support/cache-server.ts';
import { HandClock } from '../../../test/support/hand-clock.ts';
import { SHARED_KINDS, type SharedKind, sharedCache } from '../../../test/support/shared-caches.ts';
import { madeResult } from '../../../test/support/stored-results.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { sha256 } from '../../platform/digest.ts';
import { nodeFiles } from '../../platform/files.ts';
import { HttpConnections } from '../../platform/http-exchange.ts';
import { DirectoryCache } from './directory-cache.ts';
import { TieredCache } from './tiered-cache.ts';

const folders: string[] = [];
const servers: CacheServer[] = [];
const connections = new HttpConnections();
after(async () => {
  connections.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  for (const server of servers) await server.close();
});

async function startServer(): Promise<CacheServer> {
  const server = await CacheServer.start();
  servers.push(server);
  return server;
}

/** A checkout of its own that shares with others by a server. */
function checkout(
  kind: SharedKind,
  server: CacheServer,
  more: { readonly bring?: boolean; readonly clock?: Clock } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-tiered-'));
  folders.push(folder);
  const root = join(folder, 'results');
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message.replaceAll(server.url, 'URL'));
  const local = new DirectoryCache(nodeFiles, root);
  const shared = sharedCache(kind, { url: server.url, connections, warn });
  const cache = new TieredCache({ local, shared, bring: true, clock: systemClock, ...more, warn });
  return { cache, local, root, warnings };
}

const made = madeResult('one', { 'dist/a': 'a\n', 'dist/b': Buffer.alloc(200_000, 'b') });

for (const kind of SHARED_KINDS) {
  test(`what one checkout has made another one has, and keeps (${kind})`, async () => {
    const server = await startServer();
    const one = checkout(kind, server);
    assert.equal(await one.cache.store(made.result, made.contentOf), undefined);
    await one.cache.settle(5_000);
    assert.deepEqual(one.cache.traffic, { taken: 0, given: 1 });

    const other = checkout(kind, server);
    assert.deepEqual(await other.cache.find(made.result.key), made.result);
    assert.deepEqual(other.cache.traffic, { taken: 1, given: 0 });
    assert.deepEqual((await other.local.verify()).damaged, []);
    const requests = server.requests.length;
    assert.deepEqual(await other.cache.find(made.result.key), made.result);
    assert.equal(Buffer.from((await other.cache.read(sha256('a\n'))) ?? '').toString(), 'a\n');
    assert.equal(server.requests.length, requests, 'it is not asked for again');
    assert.deepEqual([...one.warnings, ...other.warnings], []);
  });

  test(`asking alone brings nothing (${kind})`, async () => {
    const server = await startServer();
    const one = checkout(kind, server);
    await one.cache.store(made.result, made.contentOf);
    await one.cache.settle(5_000);
    const asking = checkout(kind, server, { bring: false });
    assert.deepEqual(await asking.cache.find(made.result.key), made.result);
    assert.equal(await asking.local.find(made.result.key), undefined);
  });

  test(`what cannot be kept here is used all the same (${kind})`, async () => {
    const server = await startServer();
    const one = checkout(kind, server);
    await one.cache.store(made.result, made.contentOf);
    await one.cache.settle(5_000);
    const other = checkout(kind, server);
    writeFileSync(other.root, 'no folder');
    assert.deepEqual(await other.cache.find(made.result.key), made.result);
    assert.equal(Buffer.from((await other.cache.read(sha256('a\n'))) ?? '').toString(), 'a\n');
  });

  test(`a server that takes nothing in is waited for only so long (${kind})`, async () => {
    const server = await startServer();
    const clock = new HandClock();
    const one = checkout(kind, server, { clock });
    let asked = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    server.behaviour = () => asked();
    for (const key of ['one', 'two', 'three']) {
      const { result, contentOf } = madeResult(key, { 'dist/a': key });
      assert.equal(await one.cache.store(result, contentOf), undefined, 'nobody waits for it');
    }
    await isAsked;
    const settled = one.cache.settle(10_000);
    clock.advance(10_000);
    await settled;
    assert.deepEqual(one.warnings, [
      '3 results were not given to the shared cache: it took longer than 10 s',
    ]);
    assert.deepEqual(one.cache.traffic, { taken: 0, given: 0 });
  });

  test(`nothing is waited for when there is a hurry (${kind})`, async () => {
    const server = await startServer();
    server.behaviour = () => undefined;
    const one = checkout(kind, server);
    await one.cache.store(made.result, made.contentOf);
    await one.cache.settle(0);
    assert.deepEqual(one.warnings, []);
  });
}

test('a result that takes too long to bring is not waited for', async () => {
  const server = await startServer();
  const one = checkout('bazel', server);
  await one.cache.store(made.result, made.contentOf);
  await one.cache.settle(5_000);
  const clock = new HandClock();
  const other = checkout('bazel', server, { clock });
  server.behaviour = ({ properly }) => {
    clock.advance(60_000);
    properly();
  };
  assert.equal(await other.cache.find(made.result.key), undefined);
  assert.deepEqual(other.warnings, [
    'the shared cache URL is left alone for the rest of this run: a result takes longer than 60 s',
  ]);
});

test('what is wrong with single results is told once, when the run is over', async () => {
  const server = await startServer();
  const one = checkout('turbo', server);
  server.behaviour = ({ response }) => void response.writeHead(413).end();
  for (const key of ['one', 'two']) {
    const { result, contentOf } = madeResult(key, { 'dist/a': key });
    await one.cache.store(result, contentOf);
  }
  await one.cache.settle(5_000);
  assert.deepEqual(one.warnings, [
    '2 results were not given to the shared cache: it is too large for the server',
  ]);
});
