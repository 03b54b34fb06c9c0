import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractPlace } from '../../../../test/support/contract-place.ts';
import type { GivenRelease } from '../../../../test/support/release-folder.ts';
import { releaseSurroundings } from '../../../../test/support/release-surroundings.ts';
import { GithubStandIn } from '../../rehearsal/servers/github-server.ts';
import { isUnsafe, WatchedServer } from '../../rehearsal/watched-server.ts';
import { checkChannelContract } from '../channel.contract.ts';
import type { Channel } from '../channel.ts';
import { GithubChannel } from './github-channel.ts';

const REPOSITORY = 'acme/weather';
const RELEASE: GivenRelease = {
  files: [
    { name: 'weather-1.2.0.tar.gz', kind: 'source', content: 'the sources' },
    { name: 'SHA256SUMS', kind: 'checksums', content: 'sums' },
  ],
};
const DESIRED = {
  name: 'github',
  repository: REPOSITORY,
  title: 'weather 1.2.0',
  assets: ['weather-1.2.0.tar.gz', 'SHA256SUMS'],
  latest: true,
} as const;
const SECRET = 'ghs_0123456789abcdefSECRET';
const NEVER = new AbortController().signal;

/** GitHub with a tag, and the release before it. */
function octoHub(): GithubStandIn {
  const github = new GithubStandIn(REPOSITORY);
  github.tokens.add(SECRET);
  github.tags.set('v1.2.0', { commit: '1'.repeat(40), object: '3'.repeat(40) });
  github.showFirst(github.addRelease('v1.1.0', {}));
  return github;
}

function channelAt(
  url: string,
  { given = RELEASE, token = SECRET as string | null, assets = DESIRED.assets as readonly string[] } = {},
): GithubChannel {
  return new GithubChannel({
    desired: { ...DESIRED, assets },
    surroundings: releaseSurroundings(given, token === null ? {} : { GITHUB_TOKEN: token }),
    endpoints: { github: { api: url, uploads: url }, git: url },
  });
}

/** What people find. */
function served(github: GithubStandIn): unknown {
  const releases = github.releases.map(({ tag, draft, assets }) => {
    return {
      tag,
      draft,
      assets: assets.map(({ name, sha256, state }) => `${name} ${sha256} ${state}`).sort(),
    };
  });
  return { latest: github.latest?.tag, releases };
}

checkChannelContract('github', () => {
  const github = octoHub();
  return contractPlace({
    server: { handle: (request) => github.handle(request), writes: isUnsafe },
    channel: (url) => channelAt(url),
    served: () => served(github),
    foreign: () => void github.addRelease('v1.2.0', { SHA256SUMS: 'others' }),
    secret: SECRET,
  });
});

interface Place {
  readonly github: GithubStandIn;
  channel(given?: Parameters<typeof channelAt>[1]): GithubChannel;
  effects(): readonly string[];
}

async function during(work: (place: Place) => Promise<void>): Promise<void> {
  const github = octoHub();
  const server = await WatchedServer.start({ handle: (request) => github.handle(request), writes: isUnsafe });
  try {
    await work({
      github,
      channel: (given) => channelAt(server.url, given),
      effects: () => server.writes.map(({ request }) => `${request.method} ${request.path}`),
    });
  } finally {
    await server.close();
  }
}

async function runAll(channel: Channel): Promise<void> {
  for (const step of (await channel.observe(NEVER)).steps) await step.run(NEVER);
}

test('a draft, all assets, then published, and last shown first', () =>
  during(async ({ channel, effects }) => {
    await runAll(channel());
    assert.deepEqual(effects(), [
      'POST /repos/acme/weather/releases',
      'POST /repos/acme/weather/releases/1001/assets',
      'POST /repos/acme/weather/releases/1001/assets',
      'PATCH /repos/acme/weather/releases/1001',
      'PATCH /repos/acme/weather/releases/1001',
    ]);
  }));

test('where releases are immutable the same way leads to the end', () =>
  during(async ({ github, channel }) => {
    github.immutable = true;
    await runAll(channel());
    assert.equal((await channel().verify(NEVER)).state, 'verified');
    assert.equal(github.releases.at(-1)?.immutable, true);
    const recall = await channel().recall(NEVER);
    assert.equal(
      recall.kind === 'steps' && recall.leaves,
      'v1.2.0 and its files stay: the release is immutable',
    );
  }));

test('half an asset, which a 502 has left, is deleted and uploaded again', () =>
  during(async ({ github, channel }) => {
    const [draft] = (await channel().observe(NEVER)).steps;
    await draft?.run(NEVER);
    const [, release] = github.releases;
    assert.ok(release);
    github.addAsset(release, 'SHA256SUMS', Buffer.from('su'), 'starter');
    const seen = await channel().observe(NEVER);
    assert.equal(seen.summary, 'a draft with 0 of 2 assets');
    await runAll(channel());
    assert.equal((await channel().verify(NEVER)).state, 'verified');
    assert.equal(github.releases[1]?.assets.length, 2);
  }));

test('a draft of an earlier build has its assets replaced, and what is no longer wanted taken out', () =>
  during(async ({ github, channel }) => {
    const files = RELEASE.files?.map((file) => ({ ...file, content: 'of yesterday' })) ?? [];
    const [draft, first] = (await channel({ given: { files } }).observe(NEVER)).steps;
    await draft?.run(NEVER);
    await first?.run(NEVER);
    const [, release] = github.releases;
    assert.ok(release);
    github.addAsset(release, 'weather-old.tar.gz', Buffer.from('old'));
    const titles = (await channel().observe(NEVER)).steps.map(({ title }) => title);
    assert.deepEqual(titles, [
      'delete weather-old.tar.gz from the draft',
      'upload weather-1.2.0.tar.gz',
      'upload SHA256SUMS',
      'publish v1.2.0',
      'show v1.2.0 as the latest release',
    ]);
    await runAll(channel());
    assert.equal((await channel().verify(NEVER)).state, 'verified');
  }));

test("somebody's own draft of the tag is left alone", () =>
  during(async ({ github, channel }) => {
    github.addRelease('v1.2.0', {}, { draft: true, body: 'Thanks to all!' });
    assert.equal((await channel().observe(NEVER)).summary, 'no release, beside a draft that is not ours');
    await runAll(channel());
    assert.deepEqual(
      github.releases.map(({ body, draft }) => [body.split('\n')[0], draft]),
      [
        ['', false],
        ['Thanks to all!', true],
        ['- It rains less.', false],
      ],
    );
  }));

test('a draft is found behind a hundred other releases', () =>
  during(async ({ github, channel }) => {
    await (await channel().observe(NEVER)).steps[0]?.run(NEVER);
    for (let count = 0; count < 120; count++) github.addRelease(`v0.0.${count}`, {});
    assert.equal((await channel().observe(NEVER)).summary, 'a draft with 0 of 2 assets');
  }));

test('the latest release does not move back to an older version', () =>
  during(async ({ github, channel }) => {
    github.showFirst(github.addRelease('v1.10.0', {}));
    await runAll(channel());
    assert.equal((await channel().verify(NEVER)).state, 'verified');
    assert.equal(github.latest?.tag, 'v1.10.0');
  }));

test('a tag that was moved is another release', () =>
  during(async ({ github, channel, effects }) => {
    github.tags.set('v1.2.0', { commit: '9'.repeat(40) });
    const moved = await channel().observe(NEVER);
    assert.equal(
      moved.reason,
      'v1.2.0 is commit 999999999999 on GitHub, and this release is of 111111111111',
    );
    github.tags.delete('v1.2.0');
    const absent = await channel().observe(NEVER);
    assert.deepEqual([absent.state, absent.remedy], ['stuck', 'git push origin v1.2.0']);
    assert.deepEqual(effects(), []);
  }));

test('a published release without an asset gets it, unless it is immutable', () =>
  during(async ({ github, channel }) => {
    const release = github.addRelease('v1.2.0', { SHA256SUMS: 'sums' });
    github.showFirst(release);
    assert.deepEqual(
      (await channel().observe(NEVER)).steps.map(({ title, phase }) => `${phase}: ${title}`),
      ['commit: upload weather-1.2.0.tar.gz'],
    );
    release.immutable = true;
    assert.equal(
      (await channel().observe(NEVER)).reason,
      'the release is published and immutable, without weather-1.2.0.tar.gz',
    );
  }));

test('without a token what is published can be verified, and drafts cannot be seen', () =>
  during(async ({ channel }) => {
    const hidden = await channel({ token: null }).observe(NEVER);
    assert.deepEqual(
      [hidden.state, hidden.remedy],
      ['stuck', 'Set GITHUB_TOKEN to a token with `contents: write`.'],
    );
    await runAll(channel());
    assert.equal((await channel({ token: null }).verify(NEVER)).state, 'verified');
  }));

test('bytes of a private repository are fetched by those who may', () =>
  during(async ({ github, channel }) => {
    github.isPrivate = true;
    await runAll(channel());
    assert.equal((await channel().verify(NEVER)).state, 'verified');
  }));

test('a name that GitHub changes is not left behind', () =>
  during(async ({ github, channel }) => {
    const given = { files: [{ name: 'a b.txt', kind: 'binary' as const, content: 'x' }] };
    const [draft, upload] = (await channel({ given, assets: ['a b.txt'] }).observe(NEVER)).steps;
    await draft?.run(NEVER);
    await assert.rejects(upload?.run(NEVER) ?? Promise.resolve(), {
      kind: 'never',
      message: 'GitHub calls a b.txt a.b.txt: nobody would find it by its name',
    });
    assert.deepEqual(github.releases.at(-1)?.assets, []);
  }));
