import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type CacheQuestion, CacheServer } from '../../../test/support/cache-server.ts';
import { HandClock } from '../../../test/support/hand-clock.ts';
import { SHARED_KINDS, SHARING, type SharedKind, sharedCache } from '../../../test/support/shared-caches.ts';
import { madeResult } from '../../../test/support/stored-results.ts';
import { sha256 } from '../../platform/digest.ts';
import { HttpConnections } from '../../platform/http-exchange.ts';
import { contentsOf } from '../result-cache.ts';
import type { SharedCache } from './shared-cache.ts';
import type { Sharing } from './shared-result.ts';

const SHORT = { connect: 1_000, idle: 500, total: 1_000, rate: 1e6, most: 1_000 };
const PATIENCE = { asking: SHORT, giving: SHORT, lost: 10_000 };

const servers: CacheServer[] = [];
const connections = new HttpConnections();
after(async () => {
  connections.close();
  for (const server of servers) await server.close();
});

async function open(kind: SharedKind, sharing: Sharing = SHARING) {
  const server = await CacheServer.start();
  servers.push(server);
  const warnings: string[] = [];
  const again = (): SharedCache =>
    sharedCache(kind, {
      url: server.url,
      connections,
      sharing,
      patience: PATIENCE,
      warn: (message) => void warnings.push(message.replaceAll(server.url, 'URL')),
    });
  return { server, warnings, cache: again(), again };
}

/** Everything a run would want of a result; undefined when any of it is missing. */
async function fetched(cache: SharedCache, key: string): Promise<readonly string[] | undefined> {
  const found = await cache.fetch(key);
  if (found === undefined) return undefined;
  const contents: string[] = [];
  for (const digest of contentsOf(found.result)) {
    const content = await found.contentOf(digest);
    if (content === undefined) return undefined;
    assert.equal(sha256(content), digest, 'never other bytes than those asked for');
    contents.push(Buffer.from(content).toString());
  }
  return contents;
}

const big = Buffer.alloc(300_000, 'all work and no play\n');
const made = madeResult('one', { 'dist/a.txt': 'a\n', 'dist/empty': '', 'dist/big': big });
const other = madeResult('another', { 'dist/a.txt': 'b\n' });

type Behaviour = (question: CacheQuestion, server: CacheServer) => void;

const half = (body: Buffer): Buffer => body.subarray(0, Math.ceil(body.byteLength / 2));

/** What a server does when it is asked for something that it has. */
const MISBEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  'says nothing': () => undefined,
  'breaks off before it answers': ({ response }) => void response.socket?.destroy(),
  'answers 500': ({ response }) => void response.writeHead(500).end('oops'),
  'answers 403': ({ response }) => void response.writeHead(403).end('no'),
  'answers 204': ({ response }) => void response.writeHead(204).end(),
  'redirects in a circle': ({ response, url }) => void response.writeHead(302, { location: url }).end(),
  'redirects to nowhere': ({ response }) =>
    void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  'redirects without saying where to': ({ response }) => void response.writeHead(301).end(),
  'redirects to what is no address': ({ response }) =>
    void response.writeHead(307, { location: 'http://[' }).end(),
  'redirects to another protocol': ({ response }) =>
    void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  'breaks off in the middle': ({ response, body }) => {
    response.writeHead(200, { 'content-length': body?.byteLength ?? 0 });
    response.write(half(body ?? Buffer.alloc(0)), () => void response.socket?.destroy());
  },
  'gives half of it': ({ response, body }) => void response.writeHead(200).end(half(body ?? Buffer.alloc(0))),
  'announces less than it gives': ({ response, body }) => {
    const bytes = body ?? Buffer.alloc(0);
    response.socket?.end(
      Buffer.concat([
        Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${half(bytes).byteLength}\r\n\r\n`),
        bytes,
      ]),
    );
  },
  'announces more than it gives': ({ response, body }) => {
    const bytes = body ?? Buffer.alloc(0);
    response.socket?.end(
      Buffer.concat([
        Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes.byteLength + 9}\r\n\r\n`),
        bytes,
      ]),
    );
  },
  'never comes to an end': ({ response }) => {
    const chunk = Buffer.alloc(65_536, 'x');
    const go = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.writeHead(200).on('drain', go);
    go();
  },
  'gives a byte now and then': ({ response, body }) => {
    let at = 0;
    const timer = setInterval(() => {
      if (response.destroyed || body === undefined || at === body.byteLength) clearInterval(timer);
      else response.write(body.subarray(at, ++at));
    }, 50);
  },
  'gives a page': ({ response }) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Log in</title>'),
  'compresses it': ({ response, body }) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body ?? '')),
  'speaks another protocol': ({ response }) => void response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'),
};

/** Answers that look like answers. */
const LIES: Readonly<Record<string, Behaviour>> = {
  'gives other bytes': ({ response, body }) => {
    const wrong = Buffer.from(body ?? Buffer.alloc(0));
    const middle = wrong.byteLength >> 1;
    wrong[middle] = (wrong[middle] ?? 0) ^ 1;
    response.end(wrong);
  },
  'gives something else that it has': ({ response, url, body }, { entries }) => {
    const folder = url.split('?')[0]?.replace(/[^/]*$/, '') ?? '';
    const others = [...entries].filter(
      ([path, bytes]) => path.startsWith(folder) && !bytes.equals(body ?? bytes),
    );
    response.end(others[0]?.[1] ?? '');
  },
};

/** A server that has both results, and misbehaves from now on. */
async function misbehaving(kind: SharedKind, misbehave: Behaviour) {
  const { cache, again, server, warnings } = await open(kind);
  for (const { result, contentOf } of [made, other])
    assert.equal(await cache.store(result, contentOf), undefined);
  server.behaviour = (question) => misbehave(question, server);
  return { reader: again(), server, warnings };
}

for (const kind of SHARED_KINDS)
  describe(`a shared cache (${kind}) whose server`, () => {
    it('does as it should gives what was stored', async () => {
      const { cache, again, warnings } = await open(kind);
      assert.equal(await cache.store(made.result, made.contentOf), undefined);
      const other = again();
      assert.deepEqual(await other.find(made.result.key), made.result);
      assert.deepEqual(await fetched(other, made.result.key), [
        'the log of one\n',
        'a\n',
        '',
        big.toString(),
      ]);
      assert.equal(await other.find(sha256('unknown')), undefined);
      assert.deepEqual(warnings, []);
    });

    for (const [name, misbehave] of Object.entries(MISBEHAVIOURS))
      it(`${name} is no answer, and is left alone with one warning`, async () => {
        const { reader, server, warnings } = await misbehaving(kind, misbehave);
        for (let time = 0; time < 4; time++) assert.equal(await fetched(reader, made.result.key), undefined);
        assert.equal(warnings.length, 1, warnings.join('\n'));
        assert.match(warnings[0] ?? '', /^the shared cache URL is left alone for the rest of this run: \S/);
        assert.doesNotMatch(warnings.join(), /tell-nobody/);
        server.requests.length = 0;
        assert.equal(await reader.find(other.result.key), undefined);
        assert.match((await reader.store(made.result, made.contentOf)) ?? '', /left alone/);
        assert.deepEqual(server.asked, [], 'nothing more is asked');
      });

    for (const [name, misbehave] of Object.entries(LIES))
      it(`${name} is no answer`, async () => {
        const { reader, warnings } = await misbehaving(kind, misbehave);
        for (let time = 0; time < 4; time++) assert.equal(await fetched(reader, made.result.key), undefined);
        assert.ok(warnings.length <= 1, warnings.join('\n'));
      });

    it('has entries that are damaged gives none of them, and takes whole ones in their place', async () => {
      const { cache, again, server } = await open(kind);
      await cache.store(made.result, made.contentOf);
      for (const path of [...server.entries.keys()]) {
        const whole = server.entries.get(path) ?? Buffer.alloc(0);
        for (const damaged of [whole.subarray(0, whole.byteLength - 1), Buffer.alloc(0), flipped(whole)]) {
          server.entries.set(path, damaged);
          const reader = again();
          const found = await fetched(reader, made.result.key);
          // Most of what an ActionResult says is for servers, and not believed.
          assert.ok(found === undefined || path.startsWith('/ac/'), path);
          assert.equal(await reader.store(made.result, made.contentOf), undefined);
          assert.ok(await fetched(again(), made.result.key), `${path} is whole again`);
        }
      }
    });

    it('lost a content is a miss, and not a failure', async () => {
      const { cache, again, server, warnings } = await open(kind);
      await cache.store(made.result, made.contentOf);
      for (const path of [...server.entries.keys()]) {
        const entry = server.entries.get(path) ?? Buffer.alloc(0);
        server.entries.delete(path);
        assert.equal(await fetched(again(), made.result.key), undefined, path);
        server.entries.set(path, entry);
      }
      assert.deepEqual(warnings, []);
    });

    it('redirects elsewhere is followed there, without the token', async () => {
      const { cache, again, server } = await open(kind);
      await cache.store(made.result, made.contentOf);
      const elsewhere = await open(kind);
      for (const [path, entry] of server.entries) elsewhere.server.entries.set(path, entry);
      server.behaviour = ({ response, url }) =>
        void response.writeHead(307, { location: `${elsewhere.server.url}${url}` }).end();
      assert.ok(await fetched(again(), made.result.key));
      assert.ok(elsewhere.server.requests.length > 0);
      assert.ok(elsewhere.server.requests.every(({ headers }) => headers.authorization === undefined));
      assert.ok(server.requests.every(({ headers }) => headers.authorization === 'Bearer tell-nobody'));
      assert.match(
        (await again().store(made.result, made.contentOf)) ?? '',
        /answers 307/,
        'nothing is sent there',
      );
    });

    for (const status of [401, 403, 404, 405, 307])
      it(`takes nothing (${status}) is still read from, with one warning`, async () => {
        const { cache, again, server, warnings } = await open(kind);
        await cache.store(made.result, made.contentOf);
        server.behaviour = ({ method, response, properly }) =>
          method === 'PUT' ? void response.writeHead(status).end() : properly();
        const reader = again();
        assert.match((await reader.store(other.result, other.contentOf)) ?? '', new RegExp(`${status}`));
        assert.equal(await reader.store(other.result, other.contentOf), 'it takes no results');
        assert.deepEqual(await reader.find(made.result.key), made.result);
        assert.equal(warnings.length, 1);
        assert.match(warnings[0] ?? '', /^no results are given to the shared cache URL: /);
      });

    it('is slow and has nothing is left alone before that costs much', async () => {
      const { server } = await open(kind);
      const [clock, warnings] = [new HandClock(), [] as string[]];
      const slow = sharedCache(kind, {
        url: server.url,
        connections,
        clock,
        warn: (message) => void warnings.push(message),
      });
      server.behaviour = ({ properly }) => {
        clock.advance(2_500);
        properly();
      };
      for (let time = 0; time < 4; time++) assert.equal(await slow.find(made.result.key), undefined);
      assert.equal(server.requests.length, 3);
      assert.match(warnings.join(), /: it is too slow$/);
    });

    it('finds something too large goes on taking the rest', async () => {
      const { cache, server, warnings } = await open(kind);
      server.behaviour = ({ method, response, properly }) =>
        method === 'PUT' ? void response.writeHead(413).end() : properly();
      assert.equal(await cache.store(made.result, made.contentOf), 'it is too large for the server');
      server.behaviour = ({ properly }) => properly();
      assert.equal(await cache.store(other.result, other.contentOf), undefined);
      assert.deepEqual(warnings, []);
    });

    it('is only to be read is given nothing', async () => {
      const { cache, server } = await open(kind, { reads: ['trusted'], writes: undefined });
      assert.equal(await cache.store(made.result, made.contentOf), 'it is only read from');
      assert.deepEqual(server.asked, []);
    });

    it('keeps what runs of another realm gave apart', async () => {
      const { cache, server } = await open(kind, { reads: ['trusted', 'local'], writes: 'local' });
      await cache.store(made.result, made.contentOf);
      assert.ok(await fetched(cache, made.result.key));
      const trusted = await open(kind);
      for (const [path, entry] of server.entries) trusted.server.entries.set(path, entry);
      assert.equal(await trusted.cache.find(made.result.key), undefined);
    });

    it('gives what is not signed, or with another key, gives nothing', async () => {
      const { cache, server } = await open(kind);
      await cache.store(made.result, made.contentOf);
      for (const [writer, isAnswer] of [
        [undefined, false],
        ['another key', false],
        ['the key', true],
      ] as const) {
        const { cache: writing, server: from } = await open(kind, { ...SHARING, signatureKey: writer });
        await writing.store(made.result, made.contentOf);
        const { cache: reading, server: to } = await open(kind, { ...SHARING, signatureKey: 'the key' });
        for (const [path, entry] of from.entries) to.entries.set(path, entry);
        // Not every server of Turborepo's keeps tags.
        for (const tags of [new Map<string, string>(), from.tags]) {
          to.tags.clear();
          for (const [path, tag] of tags) to.tags.set(path, tag);
          assert.equal((await fetched(reading, made.result.key)) !== undefined, isAnswer, String(writer));
        }
      }
      assert.ok(await fetched(cache, made.result.key), 'without a key, nobody asks for signatures');
      assert.ok(server.requests.length > 0);
    });

    it('is asked whether it can be used says so, or why not', async () => {
      const { cache, server } = await open(kind);
      assert.equal(await cache.probe(), undefined);
      server.behaviour = ({ response }) => void response.writeHead(401).end();
      assert.equal(await cache.probe(), 'it refuses the token (401)');
      server.behaviour = ({ response }) => void response.writeHead(502).end();
      assert.equal(await cache.probe(), 'it answers 502');
      await server.close();
      assert.equal(await cache.probe(), 'it refuses connections');
    });
  });

function flipped(bytes: Buffer): Buffer {
  const wrong = Buffer.from(bytes);
  wrong[wrong.byteLength >> 1] = (wrong[wrong.byteLength >> 1] ?? 0) ^ 1;
  return wrong;
}
