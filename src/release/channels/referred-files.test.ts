import assert from 'node:assert/strict';
import { test } from 'node:test';
import { madeManifest } from '../../../test/support/release-folder.ts';
import { LoopbackServer } from '../../platform/loopback-server.ts';
import { ChannelServer } from './channel-server.ts';
import { checkReferredFiles } from './referred-files.ts';

const manifest = madeManifest({
  files: [
    { name: 'weather.tar.gz', kind: 'source', content: 'the sources' },
    { name: 'weather.tar.gz.sig', kind: 'signature', content: 'signed' },
  ],
});
const BASE = 'https://github.com/acme/weather/releases/download/v1.2.0';

async function during(served: Readonly<Record<string, string>>, text: string): Promise<readonly string[]> {
  const asked: string[] = [];
  const server = await LoopbackServer.start(({ path }) => {
    asked.push(path);
    const body = served[path.split('/').at(-1) ?? ''];
    return body === undefined
      ? { status: 404, body: 'a page that says so, and is longer than the file' }
      : { status: 200, body };
  });
  try {
    const means = { manifest, server: new ChannelServer(), git: server.url };
    await checkReferredFiles(text, means, new AbortController().signal);
    return asked;
  } finally {
    await server.close();
  }
}

test('what a text leads to is fetched and compared, and nothing else', async () => {
  const asked = await during(
    { 'weather.tar.gz': 'the sources' },
    `url "${BASE}/weather.tar.gz"\nurl "https://x.example/weather.tar.gz.sig"`,
  );
  assert.deepEqual(asked, ['/acme/weather/releases/download/v1.2.0/weather.tar.gz']);
  assert.deepEqual(await during({ 'weather.tar.gz.sig': 'signed' }, `${BASE}/weather.tar.gz.sig`), [
    '/acme/weather/releases/download/v1.2.0/weather.tar.gz.sig',
  ]);
});

test('nobody is led to what is not there, or to something else', async () => {
  const text = `"${BASE}/weather.tar.gz"`;
  await assert.rejects(during({}, text), {
    kind: 'person',
    message: 'weather.tar.gz is not served, which people would be led to',
  });
  await assert.rejects(during({ 'weather.tar.gz': 'others' }, text), { kind: 'never' });
});
