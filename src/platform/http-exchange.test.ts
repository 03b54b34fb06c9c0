import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net';
import { after, test } from 'node:test';
import { HttpConnections, type HttpExchange, type HttpReceiver, httpExchange } from './http-exchange.ts';

const servers: Server[] = [];
const connections = new HttpConnections();
after(() => {
  connections.close();
  for (const server of servers) server.close();
});

async function listen(server: Server, scheme = 'http'): Promise<URL> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  server.on('close', () => server.closeAllConnections());
  return listen(server);
}

/** So long that a test which waits for it fails by its own time. */
const PATIENT = { connect: 60_000, idle: 60_000, total: 60_000, rate: 1e6, most: 60_000 };

const text: HttpReceiver<string> = async ({ status }, body) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return `${status} ${Buffer.concat(chunks).toString()}`;
};

function ask(url: URL, more: Partial<HttpExchange> = {}) {
  return httpExchange({ method: 'GET', url, patience: PATIENT, connections, ...more }, text);
}

test('an answer of any status is an answer', async () => {
  const url = await serve((_, response) => void response.writeHead(503).end('later'));
  assert.deepEqual(await ask(url), { ok: true, value: '503 later' });
});

test('what is sent arrives as it is, with its length and the token', async () => {
  const url = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { 'content-length': length, authorization, 'accept-encoding': encoding } = request.headers;
    response.end(
      `${request.method} ${length} ${authorization} ${encoding} ${Buffer.concat(chunks).toString('hex')}`,
    );
  });
  const more = { method: 'PUT', body: Buffer.from([0, 255]), authorization: 'Bearer x' } as const;
  assert.deepEqual(await ask(url, more), { ok: true, value: '200 PUT 2 Bearer x identity 00ff' });
});

test('what the receiver does not like is the reason', async () => {
  const url = await serve((_, response) => void response.end('x'));
  const outcome = await httpExchange({ method: 'GET', url, patience: PATIENT, connections }, async () => {
    throw new Error('it is no good');
  });
  assert.deepEqual(outcome, { ok: false, reason: 'it is no good' });
});

test('a server that is not there is told in words', async () => {
  const server = createServer();
  const url = await listen(server);
  server.close();
  await once(server, 'close');
  assert.deepEqual(await ask(url), { ok: false, reason: 'it refuses connections' });
});

test('a server that takes connections and shows no certificate is not waited for', async () => {
  const url = await listen(
    createSocketServer((socket) => void socket.on('error', () => undefined).unref()),
    'https',
  );
  const patience = { ...PATIENT, connect: 50 };
  assert.deepEqual(await ask(url, { patience }), { ok: false, reason: 'no connection can be made' });
});

test('a server that says nothing is not waited for', async () => {
  const url = await serve(() => undefined);
  const patience = { ...PATIENT, idle: 50 };
  assert.deepEqual(await ask(url, { patience }), { ok: false, reason: 'nothing was heard for 0.05 s' });
});

test('an answer that comes too slowly is given up', async () => {
  const url = await serve((_, response) => {
    const timer = setInterval(() => response.write('x'), 10);
    response.on('close', () => clearInterval(timer));
  });
  const slow = await ask(url, { patience: { ...PATIENT, total: 100, rate: 100_000 } });
  assert.ok(!slow.ok && /^it takes longer than 0\.1\d* s$/.test(slow.reason), JSON.stringify(slow));
});

test('whoever has enough ends it, with a reason', async () => {
  const end = new AbortController();
  const url = await serve(() => end.abort('the run is over'));
  assert.deepEqual(await ask(url, { signal: end.signal }), { ok: false, reason: 'the run is over' });
});

test('a redirection is followed, and the token stays with the server it is for', async () => {
  const seen: (string | undefined)[] = [];
  const other = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.end('there');
  });
  const url = await serve((request, response) => {
    seen.push(request.headers.authorization);
    const location = request.url === '/' ? '/next' : other.href;
    response.writeHead(302, { location }).end();
  });
  assert.deepEqual(await ask(url, { authorization: 'Bearer x' }), { ok: true, value: '200 there' });
  assert.deepEqual(seen, ['Bearer x', 'Bearer x', undefined]);
});

test('the token does not come back with a redirection that comes back', async () => {
  const seen: (string | undefined)[] = [];
  const home = new URL('http://home');
  const other = await serve(
    (_, response) => void response.writeHead(302, { location: `${home.href}back` }).end(),
  );
  const url = await serve((request, response) => {
    seen.push(request.headers.authorization);
    if (request.url === '/back') response.end('back');
    else response.writeHead(302, { location: other.href }).end();
  });
  home.host = url.host;
  assert.deepEqual(await ask(url, { authorization: 'Bearer x' }), { ok: true, value: '200 back' });
  assert.deepEqual(seen, ['Bearer x', undefined]);
});

test('what is sent is not sent elsewhere', async () => {
  const url = await serve(
    (_, response) => void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
  );
  assert.deepEqual(await ask(url, { method: 'PUT', body: Buffer.from('x') }), { ok: true, value: '307 ' });
});

test('a connection that the server has closed meanwhile is made again', async () => {
  let requests = 0;
  const url = await serve((request, response) => {
    // The second request on a connection finds it gone.
    if (++requests === 2) request.socket.destroy();
    else response.end('here');
  });
  const own = new HttpConnections();
  for (let time = 0; time < 2; time++)
    assert.deepEqual(await ask(url, { connections: own }), { ok: true, value: '200 here' });
  assert.equal(requests, 3);
  own.close();
});

test('a connection that the server closed is replaced for what may be asked twice; what may not has one of its own', async () => {
  let requests = 0;
  const url = await serve((request, response) => {
    requests += 1;
    // Every second request finds the connection closed, after it was heard.
    if (requests === 2) request.socket.destroy();
    else response.end('x');
  });
  assert.deepEqual(await ask(url), { ok: true, value: '200 x' });
  assert.deepEqual(await ask(url, { method: 'POST', fresh: true }), { ok: false, reason: 'it broke off' });
  assert.equal(requests, 2);
  assert.deepEqual(await ask(url), { ok: true, value: '200 x' });
  assert.equal(requests, 3);
});
