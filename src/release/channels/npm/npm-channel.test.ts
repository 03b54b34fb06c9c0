import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractPlace } from '../../../../test/support/contract-place.ts';
import { npmPackage } from '../../../../test/support/packed-files.ts';
import { releaseSurroundings } from '../../../../test/support/release-surroundings.ts';
import { NpmServer } from '../../rehearsal/servers/npm-server.ts';
import { isUnsafe, WatchedServer } from '../../rehearsal/watched-server.ts';
import { checkChannelContract } from '../channel.contract.ts';
import { NOBODY, type PublisherIdentity } from '../publisher-identity.ts';
import { NpmChannel } from './npm-channel.ts';

const TOKEN = 'npm_a-secret-of-the-test';
const NEVER = new AbortController().signal;
const FILE = 'acme-weather-1.2.0.tgz';
const MANIFEST = {
  name: '@acme/weather',
  version: '1.2.0',
  repository: { type: 'git', url: 'git+https://github.com/acme/weather.git' },
};
const WEATHER = await npmPackage(MANIFEST);

function channelAt(
  base: string,
  { content = WEATHER, isTrusted = false, identity = NOBODY } = {},
): NpmChannel {
  const files = [{ name: FILE, kind: 'npm', content } as const];
  const desired = {
    name: 'npm' as const,
    ...{ package: '@acme/weather', file: FILE, distTag: 'latest' },
    ...(!isTrusted && { secret: 'NPM_TOKEN' }),
  };
  return new NpmChannel({
    ...{ desired, identity, base },
    surroundings: releaseSurroundings({ files }, { NPM_TOKEN: TOKEN }),
  });
}

/** What people see of a package. */
function seen(server: NpmServer): unknown {
  return [...server.packages].map(([name, { versions, tags }]) => ({
    name,
    versions: [...versions].map(([version, { tarball, deprecated }]) => [
      version,
      tarball.byteLength,
      deprecated,
    ]),
    tags: Object.fromEntries(tags),
  }));
}

async function openServer(): Promise<{ server: NpmServer; watched: WatchedServer }> {
  const server = new NpmServer();
  server.tokens.add(TOKEN);
  const handle = (request: Parameters<NpmServer['handle']>[0], base: string) => server.handle(request, base);
  return { server, watched: await WatchedServer.start({ handle, writes: isUnsafe }) };
}

/** Does all that is to be done; gives back what was done and answered. */
async function publish(channel: NpmChannel): Promise<readonly string[]> {
  const said: string[] = [];
  for (const { title, run } of (await channel.observe(NEVER)).steps)
    said.push(`${title}: ${await run(NEVER)}`);
  return said;
}

checkChannelContract('npm', () => {
  const server = new NpmServer();
  server.tokens.add(TOKEN);
  return contractPlace({
    server: { handle: (request, base) => server.handle(request, base), writes: isUnsafe },
    channel: channelAt,
    served: () => seen(server),
    foreign: () =>
      void server.packages.set('@acme/weather', {
        versions: new Map([
          ['1.2.0', { manifest: {}, tarball: Buffer.from('other'), deprecated: undefined }],
        ]),
        tags: new Map([['latest', '1.2.0']]),
        revision: 1,
      }),
    secret: TOKEN,
  });
});

test('a version is published under a name that nobody installs by, and pointed at last', async () => {
  const { server, watched } = await openServer();
  server.packages.set('@acme/weather', {
    versions: new Map([['1.1.0', { manifest: {}, tarball: Buffer.from('old'), deprecated: undefined }]]),
    tags: new Map([['latest', '1.1.0']]),
    revision: 1,
  });
  const channel = channelAt(watched.url);
  const { steps } = await channel.observe(NEVER);
  assert.deepEqual(
    steps.map(({ phase, title }) => `${phase}: ${title}`),
    [
      'commit: publish @acme/weather@1.2.0 as lockstep-staged',
      'point: point latest at 1.2.0',
      'point: take the tag lockstep-staged away',
    ],
  );
  await steps[0]?.run(NEVER);
  assert.deepEqual(Object.fromEntries(server.packages.get('@acme/weather')?.tags ?? []), {
    latest: '1.1.0',
    'lockstep-staged': '1.2.0',
  });
  await publish(channel);
  assert.deepEqual(Object.fromEntries(server.packages.get('@acme/weather')?.tags ?? []), { latest: '1.2.0' });
  assert.equal((await channel.verify(NEVER)).state, 'verified');
  await watched.close();
});

test('a tag never moves back to a lower version', async () => {
  const { server, watched } = await openServer();
  server.packages.set('@acme/weather', {
    versions: new Map([['2.0.0', { manifest: {}, tarball: Buffer.from('new'), deprecated: undefined }]]),
    tags: new Map([['latest', '2.0.0']]),
    revision: 1,
  });
  await publish(channelAt(watched.url));
  assert.deepEqual(Object.fromEntries(server.packages.get('@acme/weather')?.tags ?? []), { latest: '2.0.0' });
  assert.equal((await channelAt(watched.url).verify(NEVER)).state, 'verified');
  await watched.close();
});

test('it is taken back by pointing at the version before and by a word of warning', async () => {
  const { server, watched } = await openServer();
  server.packages.set('@acme/weather', {
    versions: new Map([
      ['1.0.0', { manifest: {}, tarball: Buffer.from('old'), deprecated: undefined }],
      ['1.1.0', { manifest: {}, tarball: Buffer.from('bad'), deprecated: 'bad' }],
    ]),
    tags: new Map([['latest', '1.1.0']]),
    revision: 1,
  });
  const channel = channelAt(watched.url);
  await publish(channel);
  const recall = await channel.recall(NEVER);
  assert.ok(recall.kind === 'steps');
  for (const step of recall.steps) await step.run(NEVER);
  assert.equal(recall.leaves, '@acme/weather@1.2.0 can still be installed by its number');
  assert.deepEqual(seen(server), [
    {
      name: '@acme/weather',
      versions: [
        ['1.0.0', 3, undefined],
        ['1.1.0', 3, 'bad'],
        ['1.2.0', WEATHER.byteLength, '1.2.0 was taken back: use another version.'],
      ],
      tags: { latest: '1.0.0' },
    },
  ]);
  await watched.close();
});

test('without a secret the registry gives a token for the identity of the job, a fresh one for each request', async () => {
  const { server, watched } = await openServer();
  server.trusts = (identity) => identity.startsWith('npm:127.0.0.1:');
  let count = 0;
  const identity: PublisherIdentity = {
    token: async (audience) => ({ kind: 'token', token: `${audience} ${++count}` }),
    sign: async () => ['{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}'],
  };
  const channel = channelAt(watched.url, { isTrusted: true, identity });
  assert.deepEqual(await publish(channel), ['publish @acme/weather@1.2.0 as latest: 201: taken']);
  assert.equal((await channel.verify(NEVER)).state, 'verified');
  await watched.close();
});

test('a job of GitHub sends the provenance of the release along, said of the package', async () => {
  const { server, watched } = await openServer();
  const predicate = { buildDefinition: {}, runDetails: {} };
  const statement = { predicateType: 'https://slsa.dev/provenance/v1', predicate };
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  const signed: unknown[] = [];
  const identity: PublisherIdentity = {
    ...NOBODY,
    isGithub: true,
    sign: async (statements) =>
      statements.map((bytes) => {
        signed.push(JSON.parse(Buffer.from(bytes).toString()));
        return '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}';
      }),
  };
  const files = [
    { name: FILE, kind: 'npm', content: WEATHER },
    {
      name: 'provenance.sigstore.json',
      kind: 'provenance',
      content: JSON.stringify({ dsseEnvelope: { payload } }),
    },
  ] as const;
  const surroundings = releaseSurroundings({ files }, { NPM_TOKEN: TOKEN });
  const of = { package: '@acme/weather', file: FILE, distTag: 'latest', secret: 'NPM_TOKEN' };
  const open = (who: PublisherIdentity) =>
    new NpmChannel({ desired: { name: 'npm', ...of }, surroundings, identity: who, base: watched.url });
  await publish(open(identity));
  assert.deepEqual(signed, [
    {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        {
          name: 'pkg:npm/%40acme/weather@1.2.0',
          digest: { sha512: surroundings.files.file(FILE).sha512 },
        },
      ],
      ...statement,
    },
  ]);
  assert.deepEqual([...server.attestations.keys()], ['@acme/weather@1.2.0']);
  server.packages.clear();
  server.attestations.clear();
  await publish(open({ ...identity, isGithub: false }));
  assert.deepEqual([...server.attestations.keys()], []);
  await watched.close();
});

test('what a registry could never take is stuck before anything is sent', async () => {
  const { watched } = await openServer();
  const signing: PublisherIdentity = { ...NOBODY, isGithub: true, sign: async () => [] };
  const reasons: (string | undefined)[] = [];
  for (const [content, identity] of [
    [await npmPackage({ ...MANIFEST, version: '1.2.1' }), NOBODY],
    [await npmPackage({ ...MANIFEST, private: true }), NOBODY],
    [await npmPackage({ ...MANIFEST, repository: 'mallory/weather' }), signing],
  ] as const)
    reasons.push((await channelAt(watched.url, { content, identity }).observe(NEVER)).reason);
  assert.deepEqual(reasons, [
    'acme-weather-1.2.0.tgz is @acme/weather@1.2.1, and @acme/weather@1.2.0 is released',
    'acme-weather-1.2.0.tgz says "private": true',
    'acme-weather-1.2.0.tgz says that its repository is https://github.com/mallory/weather, and its provenance says https://github.com/acme/weather',
  ]);
  for (const content of ['no archive', await npmPackage({})])
    await assert.rejects(channelAt(watched.url, { content: Buffer.from(content) }).observe(NEVER), {
      name: 'ChannelRefusal',
      kind: 'never',
    });
  assert.deepEqual(watched.writes, []);
  await watched.close();
});

for (const [status, body, kind, message] of [
  [402, 'pay', 'person', '@acme/weather would be private, which the account does not pay for: pay'],
  [
    403,
    'You cannot publish over the previously published versions: 1.2.0.',
    'later',
    'the registry has a version of this number: You cannot publish over the previously published versions: 1.2.0.',
  ],
  [409, 'conflict', 'later', 'the registry has a version of this number: conflict'],
  [401, 'This operation requires a one-time password.', 'person', 'the registry wants a one-time password'],
  [422, 'repository.url', 'person', 'the registry does not take the package: repository.url'],
] as const)
  test(`${status} is told in words: ${body}`, async () => {
    const { watched } = await openServer();
    watched.befall = () => ({ instead: { status, body } });
    await assert.rejects(publish(channelAt(watched.url)), { name: 'ChannelRefusal', kind, message });
    await watched.close();
  });
