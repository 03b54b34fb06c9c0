import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractPlace } from '../../../../test/support/contract-place.ts';
import { tarball, zip } from '../../../../test/support/packed-files.ts';
import { releaseSurroundings } from '../../../../test/support/release-surroundings.ts';
import { PypiServer } from '../../rehearsal/servers/pypi-server.ts';
import { WatchedServer } from '../../rehearsal/watched-server.ts';
import { checkChannelContract } from '../channel.contract.ts';
import { NOBODY, type PublisherIdentity } from '../publisher-identity.ts';
import { PypiChannel } from './pypi-channel.ts';

const TOKEN = 'pypi-a-secret-of-the-test';
const NEVER = new AbortController().signal;
const METADATA = `Metadata-Version: 2.4
Name: weather-app
Version: 1.2.0
Summary: Tells the weather
Author-email: Acme <acme@example.com>
License-Expression: Apache-2.0
License-File: LICENSE
Classifier: Programming Language :: Python :: 3
Classifier: Typing :: Typed
Requires-Dist: rich>=13
Requires-Dist: tzdata; sys_platform == "win32"
Requires-Python: >=3.11
Project-URL: Homepage, https://weather.example
Provides-Extra: maps
Dynamic: license-file
Keywords: weather,forecast
Description-Content-Type: text/markdown

# Weather

It rains: “less”.
`;
const WHEEL = 'weather_app-1.2.0-py3-none-any.whl';
const SDIST = 'weather_app-1.2.0.tar.gz';
const FILES = [
  { name: SDIST, kind: 'sdist', content: await tarball({ 'weather_app-1.2.0/PKG-INFO': METADATA }) },
  { name: WHEEL, kind: 'wheel', content: zip({ 'weather_app-1.2.0.dist-info/METADATA': METADATA }) },
] as const;

type Given = Parameters<typeof releaseSurroundings>[0];

function channelAt(
  url: string,
  { files = FILES as NonNullable<Given['files']>, identity = NOBODY, isTrusted = false } = {},
): PypiChannel {
  return new PypiChannel({
    desired: {
      name: 'pypi',
      ...{ project: 'Weather.App', files: files.map(({ name }) => name) },
      ...(!isTrusted && { secret: 'PYPI_TOKEN' }),
    },
    surroundings: releaseSurroundings({ files }, { PYPI_TOKEN: TOKEN }),
    identity,
    endpoints: { upload: `${url}/legacy/`, simple: `${url}/simple`, web: url },
  });
}

function newServer(): PypiServer {
  const server = new PypiServer();
  server.tokens.add(TOKEN);
  server.now = () => Date.parse('2026-02-01T00:00:00Z');
  return server;
}

const isUpload = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  method === 'POST' && path === '/legacy/';

async function during(work: (server: PypiServer, watched: WatchedServer) => Promise<void>): Promise<void> {
  const server = newServer();
  const watched = await WatchedServer.start({
    handle: (request, base) => server.handle(request, base),
    writes: isUpload,
  });
  await work(server, watched).finally(() => watched.close());
}

function store(server: PypiServer, filename: string, content: string, time = server.now()): void {
  const of = { project: 'weather-app', version: '1.2.0', filename, time, yanked: undefined };
  server.files.set(filename, { ...of, bytes: Buffer.from(content), fields: new Map() });
}

checkChannelContract('PyPI', () => {
  const server = newServer();
  return contractPlace({
    server: { handle: (request, base) => server.handle(request, base), writes: isUpload },
    channel: channelAt,
    served: () => [...server.files.values()].map(({ filename, bytes }) => [filename, bytes.byteLength]),
    foreign: () => store(server, WHEEL, 'other'),
    secret: TOKEN,
  });
});

test('wheels go first, with every field of their metadata', () =>
  during(async (server, watched) => {
    for (const step of (await channelAt(watched.url).observe(NEVER)).steps)
      assert.equal(await step.run(NEVER), 'taken');
    assert.deepEqual([...server.files.keys()], [WHEEL, SDIST]);
    const fields = Object.fromEntries(server.files.get(WHEEL)?.fields ?? []);
    assert.deepEqual(fields, {
      ':action': ['file_upload'],
      protocol_version: ['1'],
      filetype: ['bdist_wheel'],
      pyversion: ['py3'],
      metadata_version: ['2.4'],
      name: ['weather-app'],
      version: ['1.2.0'],
      summary: ['Tells the weather'],
      author_email: ['Acme <acme@example.com>'],
      license_expression: ['Apache-2.0'],
      license_file: ['LICENSE'],
      classifiers: ['Programming Language :: Python :: 3', 'Typing :: Typed'],
      requires_dist: ['rich>=13', 'tzdata; sys_platform == "win32"'],
      requires_python: ['>=3.11'],
      project_urls: ['Homepage, https://weather.example'],
      provides_extra: ['maps'],
      dynamic: ['license-file'],
      keywords: ['weather,forecast'],
      description_content_type: ['text/markdown'],
      description: ['# Weather\n\nIt rains: “less”.\n'],
      sha256_digest: fields.sha256_digest,
    });
    const sdist = server.files.get(SDIST)?.fields;
    assert.deepEqual([sdist?.get('filetype'), sdist?.get('pyversion')], [['sdist'], ['source']]);
  }));

const BUNDLE = JSON.stringify({
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  verificationMaterial: { certificate: { rawBytes: 'Y2VydA==' }, tlogEntries: [{ logIndex: '1' }] },
  dsseEnvelope: {
    payload: 'e30=',
    payloadType: 'application/vnd.in-toto+json',
    signatures: [{ sig: 'c2ln' }],
  },
});

test('without a secret each file has a token of its own, and an attestation in the form of PEP 740', () =>
  during(async (server, watched) => {
    server.trusts = (identity) => identity.startsWith('pypi ');
    let count = 0;
    const signed: unknown[] = [];
    const identity: PublisherIdentity = {
      token: async (audience) => ({ kind: 'token', token: `${audience} ${++count}` }),
      sign: async (statements) =>
        statements.map((statement) => {
          signed.push(JSON.parse(Buffer.from(statement).toString()));
          return BUNDLE;
        }),
    };
    const channel = channelAt(watched.url, { identity, isTrusted: true });
    for (const step of (await channel.observe(NEVER)).steps)
      assert.equal(await step.run(NEVER), 'taken, with its attestation');
    assert.equal(count, 2);
    const [attestations = ''] = server.files.get(WHEEL)?.fields.get('attestations') ?? [];
    assert.deepEqual(JSON.parse(attestations), [
      {
        version: 1,
        verification_material: { certificate: 'Y2VydA==', transparency_entries: [{ logIndex: '1' }] },
        envelope: { statement: 'e30=', signature: 'c2ln' },
      },
    ]);
    const [first] = signed as { subject: { name: string }[]; predicateType: string; predicate: null }[];
    assert.equal(first?.subject[0]?.name, WHEEL);
    assert.equal(first?.predicateType, 'https://docs.pypi.org/attestations/publish/v1');
    assert.equal(first?.predicate, null);
    assert.equal((await channel.verify(NEVER)).state, 'verified');
  }));

test('an identity token that was used before asks for another one, a publisher that is not known for a person', () =>
  during(async (server, watched) => {
    server.trusts = (identity) => identity === 'the same';
    const identity: PublisherIdentity = { token: async () => ({ kind: 'token', token: 'the same' }) };
    const channel = channelAt(watched.url, { identity, isTrusted: true });
    const [first, second] = (await channel.observe(NEVER)).steps;
    await first?.run(NEVER);
    await assert.rejects(second?.run(NEVER) ?? Promise.resolve(), {
      kind: 'later',
      message: "PyPI does not take this job's identity: invalid-reuse-token: Token already used",
    });
    server.trusts = () => false;
    const other: PublisherIdentity = { token: async () => ({ kind: 'token', token: 'another' }) };
    const [step] = (await channelAt(watched.url, { identity: other, isTrusted: true }).observe(NEVER)).steps;
    await assert.rejects(step?.run(NEVER) ?? Promise.resolve(), {
      kind: 'person',
      message: "PyPI does not take this job's identity: invalid-publisher: No such publisher",
      remedy: 'Add this repository and workflow as trusted publisher in the settings of the project on PyPI.',
    });
  }));

test('a release that is older than 14 days takes no file any more', () =>
  during(async (server, watched) => {
    const wheel = FILES[1].content;
    store(server, WHEEL, '', Date.parse('2026-01-10T00:00:00Z'));
    const stored = server.files.get(WHEEL);
    if (stored !== undefined) server.files.set(WHEEL, { ...stored, bytes: wheel });
    const seen = await channelAt(watched.url).observe(NEVER);
    assert.deepEqual(
      [seen.state, seen.reason],
      [
        'stuck',
        'PyPI takes no new file for a release that is older than 14 days, and this one began on 2026-01-10',
      ],
    );
  }));

test('a file that was yanked is told', () =>
  during(async (server, watched) => {
    const channel = channelAt(watched.url);
    for (const step of (await channel.observe(NEVER)).steps) await step.run(NEVER);
    const stored = server.files.get(WHEEL);
    if (stored !== undefined) stored.yanked = 'it lies';
    const seen = await channel.verify(NEVER);
    assert.deepEqual([seen.state, seen.reason], ['stuck', `${WHEEL} was yanked: it lies`]);
  }));

test('a file of another name or version, or none at all, is refused before anything is sent', () =>
  during(async (_, watched) => {
    const messages: string[] = [];
    const wheel = (text: string) => zip({ 'weather_app-1.2.0.dist-info/METADATA': text });
    for (const [name, content] of [
      [WHEEL, wheel(METADATA.replace('1.2.0', '1.3.0'))],
      [WHEEL, wheel(METADATA.replace('weather-app', 'sunshine'))],
      [WHEEL, Buffer.from('no zip')],
      [SDIST, await tarball({ 'weather_app-1.2.0/setup.py': '' })],
      ['weather_app-1.2.0.zip', zip({})],
    ] as const)
      await channelAt(watched.url, { files: [{ name, kind: 'wheel', content }] })
        .observe(NEVER)
        .then(
          () => assert.fail(`${name} was taken`),
          (error: Error) => void messages.push(error.message),
        );
    assert.deepEqual(messages, [
      `${WHEEL} says that it is weather-app 1.3.0, and Weather.App 1.2.0 is released`,
      `${WHEEL} says that it is sunshine 1.2.0, and Weather.App 1.2.0 is released`,
      `${WHEEL} cannot be read as zip`,
      `${SDIST} holds no PKG-INFO`,
      'weather_app-1.2.0.zip is neither a wheel (.whl) nor an sdist (.tar.gz)',
    ]);
    assert.deepEqual(watched.writes, []);
  }));
