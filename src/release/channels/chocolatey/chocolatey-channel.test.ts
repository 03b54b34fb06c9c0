import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractPlace } from '../../../../test/support/contract-place.ts';
import { pythonQuestion } from '../../../../test/support/packaging-questions.ts';
import { releaseSurroundings } from '../../../../test/support/release-surroundings.ts';
import { LoopbackServer } from '../../../platform/loopback-server.ts';
import { NugetServer } from '../../rehearsal/servers/nuget-server.ts';
import { isUnsafe } from '../../rehearsal/watched-server.ts';
import { checkChannelContract } from '../channel.contract.ts';
import { ChocolateyChannel } from './chocolatey-channel.ts';
import { readFeedEntry } from './feed-entry.ts';
import { renderNupkg } from './render-nupkg.ts';

const KEY = 'a0b1c2d3-secret-key';
const NEVER = new AbortController().signal;
const FILE = 'weather.1.2.0.nupkg';

function nupkg(description: string): Uint8Array {
  const made = renderNupkg(pythonQuestion({ description }));
  if (!made.ok) assert.fail(made.diagnostics[0]?.message);
  assert.equal(made.value.name, FILE);
  return made.value.bytes;
}

const OURS = nupkg('Tells the weather of every place on earth.');
const THEIRS = nupkg('Tells the weather of somebody else altogether.');

function channelAt(url: string, key: string | null = KEY): ChocolateyChannel {
  return new ChocolateyChannel({
    desired: { name: 'chocolatey', id: 'weather', file: FILE, feed: `${url}/api/v2/` },
    surroundings: releaseSurroundings(
      { files: [{ name: FILE, kind: 'nupkg', content: OURS }] },
      key === null ? {} : { CHOCOLATEY_API_KEY: key },
    ),
    endpoints: { chocolatey: { push: `${url}/`, feed: 'https://feed.invalid' }, git: url },
  });
}

function placeWith(moderates: boolean) {
  const nuget = new NugetServer();
  nuget.keys.add(KEY);
  nuget.moderates = moderates;
  return contractPlace({
    server: { handle: (request) => nuget.handle(request), writes: isUnsafe },
    channel: (url) => channelAt(url),
    served: () =>
      nuget.packages.map(({ id, version, bytes, status }) => [id, version, bytes.byteLength, status]),
    foreign: () => nuget.add('weather', '1.2.0', THEIRS),
    secret: KEY,
  });
}

checkChannelContract('chocolatey', () => placeWith(false));
checkChannelContract('chocolatey, moderated', async () => ({
  ...(await placeWith(true)),
  ends: 'moderation',
}));

async function during(work: (nuget: NugetServer, url: string) => Promise<void>): Promise<void> {
  const nuget = new NugetServer();
  nuget.keys.add(KEY);
  const server = await LoopbackServer.start((request) => nuget.handle(request));
  try {
    await work(nuget, server.url);
  } finally {
    await server.close();
  }
}

test('a second version waits until the first one was approved', () =>
  during(async (nuget, url) => {
    nuget.add('weather', '1.1.0', THEIRS, 'Submitted');
    const [push] = (await channelAt(url).observe(NEVER)).steps;
    await assert.rejects(push?.run(NEVER) ?? Promise.resolve(), {
      kind: 'person',
      message: 'an earlier version of weather is in moderation, and none was approved yet',
    });
  }));

test('what moderators say is seen in the feed', () =>
  during(async (nuget, url) => {
    nuget.add('weather', '1.2.0', OURS, 'Submitted');
    assert.equal((await channelAt(url).verify(NEVER)).state, 'moderation');
    const [pushed] = nuget.packages;
    assert.ok(pushed);
    pushed.status = 'Rejected';
    assert.equal((await channelAt(url).verify(NEVER)).reason, 'weather 1.2.0 was rejected by its moderators');
    pushed.status = 'Approved';
    assert.equal((await channelAt(url).verify(NEVER)).state, 'verified');
  }));

test('without a key nothing is begun', () =>
  during(async (_, url) => {
    assert.deepEqual(await channelAt(url, null).observe(NEVER), {
      state: 'stuck',
      summary: 'weather 1.2.0 is not in the feed, and CHOCOLATEY_API_KEY has no value here',
      steps: [],
      reason: 'weather 1.2.0 is not in the feed, and CHOCOLATEY_API_KEY has no value here',
      remedy: 'Set CHOCOLATEY_API_KEY to the API key of an owner of the package.',
    });
  }));

test('an answer that is no entry is none', () => {
  for (const text of ['', 'nothing', '<html></html>', '<entry>', '{}'])
    assert.equal(readFeedEntry(text), undefined, text);
});
