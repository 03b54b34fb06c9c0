import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { contractPlace } from '../../../../test/support/contract-place.ts';
import { git } from '../../../../test/support/git.ts';
import { releaseSurroundings } from '../../../../test/support/release-surroundings.ts';
import { LoopbackServer } from '../../../platform/loopback-server.ts';
import { RemoteBranch } from '../../../platform/remote-branch.ts';
import type { DesiredTap } from '../../manifest/release-manifest.ts';
import { GitServer, isPush } from '../../rehearsal/servers/git-server.ts';
import { GithubStandIn } from '../../rehearsal/servers/github-server.ts';
import { checkChannelContract } from '../channel.contract.ts';
import { TapChannel } from './tap-channel.ts';
import { tapVersion } from './tap-version.ts';

const TOKEN = 'ghp_0123456789abcdefSECRET';
const NEVER = new AbortController().signal;
const FORMULA = 'class Weather < Formula\n  url "https://x.example/v1.2.0/weather-1.2.0.tar.gz"\nend\n';
const OLDER = FORMULA.replaceAll('1.2.0', '1.1.0');
const DESIRED: DesiredTap = {
  name: 'homebrew',
  ...{ repository: 'acme/homebrew-tap', branch: 'main', path: 'Formula/weather.rb', file: 'weather.rb' },
  ...{ message: 'weather 1.2.0', by: 'commit', secret: 'TAP_TOKEN' },
};

function channelAt(base: string, more: Partial<DesiredTap> = {}, api = 'http://127.0.0.1:1'): TapChannel {
  return new TapChannel({
    desired: { ...DESIRED, ...more },
    surroundings: releaseSurroundings(
      { files: [{ name: 'weather.rb', kind: 'formula', content: FORMULA }] },
      { TAP_TOKEN: TOKEN },
    ),
    endpoints: { github: { api, uploads: api }, git: base },
  });
}

/** A tap with an older formula in it, in a folder of its own. */
class Tap {
  readonly root: string = mkdtempSync(join(tmpdir(), 'lockstep-tap-'));
  readonly path: string = join(this.root, 'acme/homebrew-tap.git');
  readonly #checkout: string = join(this.root, 'checkout');

  constructor() {
    mkdirSync(this.path, { recursive: true });
    git(this.path, 'init', '--quiet', '--bare', '--initial-branch=main');
    git(this.root, 'clone', '--quiet', this.path, this.#checkout);
    git(this.#checkout, 'checkout', '--quiet', '-B', 'main');
    this.push('README.md', 'A tap.\n');
    this.push('Formula/weather.rb', OLDER);
  }

  /** As somebody else does it. */
  push(path: string, content: string): void {
    const file = join(this.#checkout, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    git(this.#checkout, 'add', '--all');
    git(this.#checkout, 'commit', '--quiet', '--message', `change ${path}`);
    git(this.#checkout, 'push', '--quiet', 'origin', 'main');
  }

  get log(): readonly string[] {
    return git(this.path, 'log', '--format=%s', 'main').trim().split('\n');
  }

  read(path: string): string {
    return git(this.path, 'show', `main:${path}`);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

checkChannelContract('homebrew, a tap by git', async () => {
  const tap = new Tap();
  const server = new GitServer(tap.root);
  server.tokens.add(TOKEN);
  const place = await contractPlace({
    server: { handle: (request) => server.handle(request), writes: isPush },
    channel: (url) => channelAt(url),
    served: () => [tap.log, tap.read('Formula/weather.rb')],
    foreign: () => tap.push('Formula/weather.rb', `${FORMULA}# mine\n`),
    secret: TOKEN,
    // git tells nobody how long a server asks to wait.
    without: ['limit'],
  });
  return {
    ...place,
    close: async () => {
      await place.close();
      tap.remove();
    },
  };
});

async function during(work: (tap: Tap) => Promise<void>): Promise<void> {
  const tap = new Tap();
  try {
    await work(tap);
  } finally {
    tap.remove();
  }
}

async function runAll(channel: TapChannel): Promise<string> {
  const [step] = (await channel.observe(NEVER)).steps;
  return (await step?.run(NEVER)) ?? '';
}

test('a tap at a path gets one commit with the message, and nothing else changes', () =>
  during(async (tap) => {
    assert.match(await runAll(channelAt(tap.root)), /^commit [0-9a-f]{40}$/);
    assert.equal((await channelAt(tap.root).verify(NEVER)).state, 'verified');
    assert.deepEqual(tap.log, ['weather 1.2.0', 'change Formula/weather.rb', 'change README.md']);
    assert.equal(tap.read('README.md'), 'A tap.\n');
    assert.equal(tap.read('Formula/weather.rb'), FORMULA);
  }));

test('a branch that somebody pushed to meanwhile is fetched again, and nothing of theirs is lost', () =>
  during(async (tap) => {
    await RemoteBranch.use({ url: tap.path, branch: 'main', token: undefined }, async (branch) => {
      const fetched = await branch.fetch();
      tap.push('Formula/other.rb', 'theirs\n');
      assert.ok(fetched.kind === 'commit');
      const change = { path: 'a.rb', content: Buffer.from('a'), message: 'a' };
      assert.deepEqual(await branch.push({ ...change, parent: fetched.commit }), { kind: 'stale' });
    });
    await runAll(channelAt(tap.root));
    assert.equal(tap.read('Formula/other.rb'), 'theirs\n');
    assert.equal(tap.read('Formula/weather.rb'), FORMULA);
  }));

test('a manifest of a bucket keeps its line breaks, and a token that is named must be there', () =>
  during(async (tap) => {
    const manifest = '{\r\n    "version": "1.2.0"\r\n}\r\n';
    const scoop = (secrets: Readonly<Record<string, string>>): TapChannel =>
      new TapChannel({
        desired: { ...DESIRED, name: 'scoop', path: 'bucket/weather.json', file: 'weather.json' },
        surroundings: releaseSurroundings(
          { files: [{ name: 'weather.json', kind: 'scoop', content: manifest }] },
          secrets,
        ),
        endpoints: { github: { api: '', uploads: '' }, git: tap.root },
      });
    const without = await scoop({}).observe(NEVER);
    assert.equal(without.remedy, 'Set TAP_TOKEN to a token that may write to acme/homebrew-tap.');
    await runAll(scoop({ TAP_TOKEN: TOKEN }));
    assert.equal(tap.read('bucket/weather.json'), manifest);
    assert.equal((await scoop({}).verify(NEVER)).state, 'verified');
  }));

test('no version goes back', () =>
  during(async (tap) => {
    tap.push('Formula/weather.rb', FORMULA.replaceAll('1.2.0', '1.10.0'));
    const seen = await channelAt(tap.root).observe(NEVER);
    assert.deepEqual(
      [seen.state, seen.reason],
      ['stuck', 'acme/homebrew-tap has version 1.10.0 of Formula/weather.rb, which is newer'],
    );
  }));

test('what was before comes back, and the file goes where there was none', () =>
  during(async (tap) => {
    await runAll(channelAt(tap.root));
    const recall = await channelAt(tap.root).recall(NEVER);
    assert.ok(recall.kind === 'steps');
    await recall.steps[0]?.run(NEVER);
    assert.equal(tap.read('Formula/weather.rb'), OLDER);
    const fresh = { path: 'Formula/fresh.rb' };
    await runAll(channelAt(tap.root, fresh));
    const other = await channelAt(tap.root, fresh).recall(NEVER);
    await (other.kind === 'steps' ? other.steps[0]?.run(NEVER) : undefined);
    assert.throws(() => tap.read('Formula/fresh.rb'));
  }));

test('a branch that is not there, and a repository that is not there, each have a word for people', () =>
  during(async (tap) => {
    await assert.rejects(channelAt(tap.root, { branch: 'other' }).observe(NEVER), {
      kind: 'person',
      message: 'acme/homebrew-tap has no branch other',
    });
    await assert.rejects(channelAt(tap.root, { repository: 'acme/none' }).observe(NEVER), { kind: 'person' });
  }));

test('a workflow of the tap is asked, followed to its end, and believed when the branch has it', () =>
  during(async (tap) => {
    const github = new GithubStandIn('acme/homebrew-tap');
    github.tokens.add(TOKEN);
    const asked: unknown[] = [];
    github.dispatches.onDispatch = async ({ event, inputs }) => {
      asked.push([event, inputs.version, inputs.path]);
      tap.push(String(inputs.path), Buffer.from(String(inputs.content), 'base64').toString('utf8'));
      return 'success';
    };
    const server = await LoopbackServer.start((request) => github.handle(request));
    try {
      const channel = channelAt(tap.root, { by: 'dispatch', workflow: 'update.yml' }, server.url);
      assert.match(await runAll(channel), /^update\.yml ended well: /);
      assert.equal((await channel.verify(NEVER)).state, 'verified');
      assert.deepEqual(asked, [['update.yml', '1.2.0', 'Formula/weather.rb']]);
      github.dispatches.onDispatch = async () => 'failure';
      const failing = channelAt(
        tap.root,
        { by: 'dispatch', workflow: 'update.yml', path: 'Formula/b.rb' },
        server.url,
      );
      await assert.rejects(runAll(failing), {
        kind: 'person',
        message: "update.yml of acme/homebrew-tap ended with 'failure'",
      });
      const event = channelAt(tap.root, { by: 'dispatch', path: 'Formula/c.rb' }, server.url);
      assert.equal(await runAll(event), "'release' was taken; what becomes of it is seen in the branch");
    } finally {
      await server.close();
    }
  }));

test('versions of formulae and manifests', () => {
  const of = (text: string): string | undefined => tapVersion('a.rb', text);
  assert.equal(of('  version "1.2.0"\n  url "https://x/weather-9.9.9.tgz"'), '1.2.0');
  assert.equal(
    of('  url "https://github.com/a/b/releases/download/v1.2.0/weather-1.2.0-macos-arm64.tar.gz"'),
    '1.2.0',
  );
  assert.equal(of('  url "https://x/archive/v2.0.1/src.tar.gz"'), '2.0.1');
  assert.equal(of('nothing'), undefined);
  assert.equal(tapVersion('a.json', '{"version":"3.1.4"}'), '3.1.4');
  assert.equal(tapVersion('a.json', '{'), undefined);
});
