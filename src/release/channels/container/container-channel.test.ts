import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractPlace } from '../../../../test/support/contract-place.ts';
import { imageArchive } from '../../../../test/support/image-archive.ts';
import { releaseSurroundings } from '../../../../test/support/release-surroundings.ts';
import { ImageServer } from '../../rehearsal/servers/image-server.ts';
import { isUnsafe, WatchedServer } from '../../rehearsal/watched-server.ts';
import { checkChannelContract } from '../channel.contract.ts';
import { ContainerChannel, splitImage } from './container-channel.ts';

const TOKEN = 'a-secret-of-the-test';
const NEVER = new AbortController().signal;
const IMAGE = await imageArchive();
const SBOM = { name: 'weather-1.2.0.cdx.json', kind: 'sbom', content: '{"bomFormat":"CycloneDX"}' } as const;

function channelAt(url: string, { archive = IMAGE.archive, digest = IMAGE.digest } = {}): ContainerChannel {
  const file = 'weather-1.2.0.oci.tar';
  const files = [{ name: file, kind: 'image', content: archive } as const, SBOM];
  return new ContainerChannel({
    desired: {
      ...{ name: 'container', image: 'ghcr.io/acme/weather', file, digest },
      ...{ tags: ['1.2.0', '1.2', 'latest'], attached: [SBOM.name], secret: 'REGISTRY_TOKEN' },
    },
    surroundings: releaseSurroundings({ files }, { REGISTRY_TOKEN: `acme:${TOKEN}` }),
    base: () => url,
  });
}

function newServer(): ImageServer {
  const server = new ImageServer();
  server.users.add(`acme:${TOKEN}`);
  return server;
}

/** What people can pull. */
function seen(server: ImageServer): unknown {
  return [...server.repositories].map(([name, { blobs, manifests, tags }]) => ({
    name,
    tags: Object.fromEntries(tags),
    manifests: [...manifests.keys()].sort(),
    blobs: [...blobs.keys()].sort(),
  }));
}

for (const listsReferrers of [true, false])
  checkChannelContract(`container, ${listsReferrers ? 'with' : 'without'} a list of referrers`, () => {
    const server = newServer();
    server.listsReferrers = listsReferrers;
    return contractPlace({
      server: { handle: (request, base) => server.handle(request, base), writes: isUnsafe },
      channel: channelAt,
      served: () => seen(server),
      foreign: () => server.tag('acme/weather', '1.2.0', Buffer.from('{"layers":[]}')),
      secret: TOKEN,
    });
  });

async function during(work: (server: ImageServer, watched: WatchedServer) => Promise<void>): Promise<void> {
  const server = newServer();
  const watched = await WatchedServer.start({
    handle: (request, base) => server.handle(request, base),
    writes: isUnsafe,
  });
  await work(server, watched).finally(() => watched.close());
}

test('all is pushed by digest, then the version is tagged, then what leads to the newest, latest at last', () =>
  during(async (server, watched) => {
    const { steps } = await channelAt(watched.url).observe(NEVER);
    assert.deepEqual(
      steps.map(({ phase, title }) => `${phase}: ${title}`),
      [
        `stage: push ${IMAGE.digest}`,
        'stage: attach weather-1.2.0.cdx.json',
        'commit: tag 1.2.0',
        'point: tag 1.2',
        'point: tag latest',
      ],
    );
    for (const step of steps.slice(0, 2)) await step.run(NEVER);
    assert.deepEqual([...(server.repositories.get('acme/weather')?.tags ?? [])], []);
  }));

test('what somebody else attached stays in the list', () =>
  during(async (server, watched) => {
    server.listsReferrers = false;
    const channel = channelAt(watched.url);
    const tag = IMAGE.digest.replace(':', '-');
    const theirs = { mediaType: 'x/y', digest: `sha256:${'a'.repeat(64)}`, size: 1 };
    server.tag('acme/weather', tag, Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [theirs] })));
    server.repositories
      .get('acme/weather')
      ?.manifests.set(theirs.digest, { mediaType: 'x/y', bytes: Buffer.from('{}') });
    for (const step of (await channel.observe(NEVER)).steps) await step.run(NEVER);
    const at = server.repositories.get('acme/weather')?.tags.get(tag) ?? '';
    const bytes = server.repositories.get('acme/weather')?.manifests.get(at)?.bytes ?? Buffer.from('');
    const { manifests } = JSON.parse(Buffer.from(bytes).toString()) as { manifests: { digest: string }[] };
    assert.equal(manifests.length, 2);
    assert.equal(manifests[0]?.digest, theirs.digest);
    assert.equal((await channel.verify(NEVER)).state, 'verified');
  }));

test('a layer that the registry serves with other bytes, or lost, is not verified', () =>
  during(async (server, watched) => {
    const channel = channelAt(watched.url);
    for (const step of (await channel.observe(NEVER)).steps) await step.run(NEVER);
    const blobs = server.repositories.get('acme/weather')?.blobs;
    const [[digest = '', bytes = Buffer.from('')] = []] = [...(blobs ?? [])];
    blobs?.set(digest, Buffer.alloc(bytes.byteLength));
    const spoiled = await channel.verify(NEVER);
    assert.deepEqual([spoiled.state, spoiled.summary], ['delivered', `${digest} is served with other bytes`]);
    blobs?.delete(digest);
    const lost = await channel.verify(NEVER);
    assert.deepEqual([lost.state, lost.summary], ['delivered', `${digest} is not served`]);
  }));

test('it is taken back: what leads to the newest goes to the version before, and the image is deleted', () =>
  during(async (server, watched) => {
    const before = Buffer.from('{"schemaVersion":2,"layers":[]}');
    server.tag('acme/weather', '1.1.0', before);
    server.tag('acme/weather', 'latest', before);
    const channel = channelAt(watched.url);
    for (const step of (await channel.observe(NEVER)).steps) await step.run(NEVER);
    const recall = await channel.recall(NEVER);
    assert.ok(recall.kind === 'steps');
    for (const step of recall.steps) await step.run(NEVER);
    const tags = server.repositories.get('acme/weather')?.tags;
    assert.deepEqual([...(tags?.keys() ?? [])].sort(), ['1.1.0', 'latest']);
    assert.equal(tags?.get('latest'), tags?.get('1.1.0'));
  }));

test('an archive that is not the image which was built is refused before anything is sent', () =>
  during(async (_, watched) => {
    const other = await imageArchive('sunshine');
    const messages: string[] = [];
    for (const archive of [other.archive, Buffer.from('no archive'), IMAGE.archive.subarray(0, 3000)]) {
      const channel = channelAt(watched.url, { archive });
      await channel.observe(NEVER).then(
        () => assert.fail('it was taken'),
        (error: Error) => void messages.push(error.message),
      );
    }
    assert.deepEqual(messages, [
      `weather-1.2.0.oci.tar lacks ${IMAGE.digest}`,
      'weather-1.2.0.oci.tar cannot be read as tar',
      'weather-1.2.0.oci.tar cannot be read as tar',
    ]);
    assert.deepEqual(watched.writes, []);
  }));

test('names of images are read as container tools read them', () => {
  assert.deepEqual(
    ['weather', 'acme/weather', 'ghcr.io/acme/weather', 'localhost:5000/weather'].map(splitImage),
    [
      { host: 'docker.io', repository: 'library/weather' },
      { host: 'docker.io', repository: 'acme/weather' },
      { host: 'ghcr.io', repository: 'acme/weather' },
      { host: 'localhost:5000', repository: 'weather' },
    ],
  );
});
