import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type ApiReply, type ApiRequest, ApiServer } from '../../test/support/api-server.ts';
import { HttpConnections, httpExchange } from '../platform/http-exchange.ts';
import { type DownloadOptions, resumedDownload } from './resumed-download.ts';

const CONTENT = Buffer.from('0123456789abcdefghij');

/** Has one file. */
class FileServer extends ApiServer {
  /** It knows nothing of `Range`. */
  whole = false;

  protected answer({ path }: ApiRequest): ApiReply {
    if (path !== '/file') return { status: 404, body: 'no such file' };
    // Without a `Buffer` it is not cut into ranges.
    return { status: 200, body: this.whole ? 1234567890 : CONTENT };
  }
}

const PATIENCE = { connect: 5_000, idle: 5_000, total: 5_000, rate: 1_000, most: 5_000 };

const connections = new HttpConnections();
let server: FileServer;
let pauses: number[];
let received: string;

before(async () => {
  server = await new FileServer().listen();
});
beforeEach(() => {
  Object.assign(server, { faults: [], whole: false });
  server.requests.length = 0;
  pauses = [];
  received = '';
});
after(async () => {
  connections.close();
  await server.close();
});

function download(more: Partial<DownloadOptions> & { readonly path?: string } = {}) {
  const { path = '/file', signal } = more;
  return resumedDownload({
    open: (from, receive) =>
      httpExchange(
        {
          ...{ method: 'GET', url: new URL(path, server.url), connections, patience: PATIENCE, signal },
          headers: from > 0 ? { range: `bytes=${from}-` } : {},
        },
        receive,
      ),
    sink: (chunk) => {
      received += Buffer.from(chunk).toString();
    },
    pause: async (ms) => void pauses.push(ms),
    refuse: async ({ status }) => new Error(`refused with ${status}`),
    unreachable: (reason) => new Error(`unreachable: ${reason}`),
    ...more,
  });
}

const ranges = (): readonly (string | undefined)[] => server.requests.map(({ headers }) => headers.range);

test('what breaks off is asked for from where it broke off, and each byte comes once', async () => {
  server.faults = [
    { path: /file/, times: 1, cutAfter: 5 },
    { path: /file/, times: 1, cutAfter: 7 },
  ];
  const got = await download();
  assert.equal(received, '0123456789abcdefghij');
  assert.equal(got?.end, 20);
  assert.deepEqual(ranges(), [undefined, 'bytes=5-', 'bytes=12-']);
});

test('a server that knows no ranges begins anew, and what is known is passed over', async () => {
  server.whole = true;
  server.faults = [{ path: /file/, times: 1, cutAfter: 4 }];
  await download();
  assert.equal(received, '1234567890');
  assert.deepEqual(ranges(), [undefined, 'bytes=4-']);
});

test('nothing new behind what is known is no failure', async () => {
  const got = await download({ from: 20 });
  assert.deepEqual([received, got?.end, got?.head.status], ['', 20, 416]);
});

test('faults and limits are tried again with growing pauses; what brings something new counts anew', async () => {
  server.faults = [
    { path: /file/, times: 1, reply: { status: 503 } },
    { path: /file/, times: 1, reply: { status: 429 } },
    { path: /file/, times: 1, cutAfter: 10 },
    { path: /file/, times: 1, reply: { status: 502 } },
  ];
  await download();
  assert.equal(received, '0123456789abcdefghij');
  assert.deepEqual(pauses, [1_000, 2_000, 500, 1_000]);
});

test('it is given up after as many tries in a row as bring nothing', async () => {
  server.faults = [{ path: /file/, times: 9, reply: { status: 503 } }];
  await assert.rejects(download({ tries: 3 }), { message: 'unreachable: it answered 503' });
  assert.equal(server.requests.length, 3);
});

test('a refusal is thrown as it is, and not tried again', async () => {
  await assert.rejects(download({ path: '/other' }), { message: 'refused with 404' });
  assert.deepEqual([server.requests.length, pauses], [1, []]);
});

test('what the receiver of the bytes throws is thrown, and is no fault of the network', async () => {
  const full = new Error('the disk is full');
  await assert.rejects(
    download({
      sink: () => {
        throw full;
      },
    }),
    (error) => error === full,
  );
  assert.equal(server.requests.length, 1);
});

test('whoever wants an end is not kept waiting by more tries', async () => {
  const ending = new AbortController();
  server.faults = [{ path: /file/, times: 9, cutAfter: 3 }];
  const got = await download({
    signal: ending.signal,
    sink: () => ending.abort('interrupted'),
  });
  assert.equal(got, undefined);
  assert.deepEqual([server.requests.length, pauses], [1, []]);
});
