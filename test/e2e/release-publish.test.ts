import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LoopbackServer } from '../../src/platform/loopback-server.ts';
import { makeSigningKey } from '../../src/platform/signing-key.ts';
import { renderNupkg } from '../../src/release/channels/chocolatey/render-nupkg.ts';
import { GithubStandIn } from '../../src/release/rehearsal/servers/github-server.ts';
import { NugetServer } from '../../src/release/rehearsal/servers/nuget-server.ts';
import { signBlobWithKey } from '../../src/release/signing/blob-signature.ts';
import { git } from '../support/git.ts';
import { Checkout, type Ended, type Started } from '../support/lockstep-command.ts';
import { pythonQuestion } from '../support/packaging-questions.ts';
import { type GivenRelease, makeReleaseFolder } from '../support/release-folder.ts';

const TOKEN = 'ghs_0123456789abcdefSECRET';
const KEY = 'chocolatey-key-SECRET';
const FORMULA = 'class Weather < Formula\n  url "https://x.example/weather-1.2.0.tar.gz"\nend\n';

/** A signed release in a folder, GitHub and a feed on the loopback, and a tap in another folder. */
class World {
  readonly checkout = new Checkout({ 'a.txt': 'a\n' });
  readonly github = new GithubStandIn('acme/weather');
  readonly nuget = new NugetServer();
  readonly requests: string[] = [];
  beforeAnswer: (request: string) => Promise<void> = async () => undefined;
  readonly tap: string;
  #server: LoopbackServer | undefined;

  constructor() {
    this.tap = join(this.checkout.path, 'taps/acme/homebrew-tap.git');
    mkdirSync(this.tap, { recursive: true });
    git(this.tap, 'init', '--quiet', '--bare', '--initial-branch=main');
    const clone = join(this.checkout.path, 'clone');
    git(this.checkout.path, 'clone', '--quiet', this.tap, clone);
    git(clone, 'checkout', '--quiet', '-B', 'main');
    git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'as it is');
    git(clone, 'push', '--quiet', 'origin', 'main');
    this.github.tokens.add(TOKEN);
    this.github.tags.set('v1.2.0', { commit: '1'.repeat(40) });
    this.nuget.keys.add(KEY);
    this.nuget.moderates = false;
  }

  async open(): Promise<void> {
    this.#server = await LoopbackServer.start(async (request) => {
      const told = `${request.method} ${request.path}`;
      this.requests.push(told);
      await this.beforeAnswer(told);
      return request.path.startsWith('/api/v2') ? this.nuget.handle(request) : this.github.handle(request);
    });
    const { url } = this.#server;
    const servers = {
      github: { api: url, uploads: url },
      git: url,
      chocolatey: { push: `${url}/api/v2/package`, feed: `${url}/api/v2` },
    };
    this.checkout.write('servers.json', JSON.stringify(servers));
    this.#makeRelease();
  }

  #makeRelease(): void {
    const nupkg = renderNupkg(pythonQuestion({ description: 'Tells the weather of every place on earth.' }));
    if (!nupkg.ok) assert.fail();
    const given: GivenRelease = {
      files: [
        { name: 'weather-1.2.0.tar.gz', kind: 'source', content: 'the sources' },
        { name: 'weather.rb', kind: 'formula', content: FORMULA },
        { name: 'weather.1.2.0.nupkg', kind: 'nupkg', content: nupkg.value.bytes },
      ],
      channels: [
        {
          name: 'github',
          repository: 'acme/weather',
          title: 'weather 1.2.0',
          assets: ['weather-1.2.0.tar.gz'],
          latest: true,
        },
        {
          ...{
            name: 'homebrew',
            repository: 'acme/homebrew-tap',
            branch: 'main',
            path: 'Formula/weather.rb',
          },
          ...{ file: 'weather.rb', message: 'weather 1.2.0', by: 'commit', url: this.tap },
        },
        { name: 'chocolatey', id: 'weather', file: 'weather.1.2.0.nupkg' },
      ],
    };
    const folder = join(this.checkout.path, 'lockstep-release');
    makeReleaseFolder(folder, given);
    const key = makeSigningKey();
    this.checkout.write('cosign.pub', key.publicKey.pem);
    const { bundle } = signBlobWithKey(readFileSync(join(folder, 'release.json')), key);
    writeFileSync(join(folder, 'release.json.sigstore.json'), bundle);
  }

  lockstep(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.start(args, env).ended;
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
    const variables = {
      ...{ GITHUB_TOKEN: TOKEN, GH_TOKEN: '', CHOCOLATEY_API_KEY: KEY, COLUMNS: '80', LANG: 'C.UTF-8' },
      ...{ GITHUB_API_URL: '', SIGSTORE_ID_TOKEN: '', CI: '' },
    };
    const all = ['--color', 'never', 'release', ...args, '--servers', 'servers.json'];
    return this.checkout.start(all, { env: { ...variables, ...env } });
  }

  get journal(): string {
    return this.checkout.read('.lockstep/releases/v1.2.0/journal.jsonl');
  }

  async close(): Promise<void> {
    await this.#server?.close();
    this.checkout.remove();
  }
}

const worlds: World[] = [];
after(async () => {
  for (const world of worlds) await world.close();
});

async function world(): Promise<World> {
  const made = new World();
  worlds.push(made);
  await made.open();
  return made;
}

const writes = ({ requests }: World): readonly string[] =>
  requests.filter((request) => !/^(?:GET|HEAD) /.test(request));

const TRUST = ['--key', 'cosign.pub'];

test('a dry run says every step and which cannot be taken back, and touches nothing', async () => {
  const made = await world();
  const { code, out } = await made.lockstep(['publish', ...TRUST, '--dry-run']);
  assert.equal(
    out,
    `· github     pending    no release
· homebrew   pending    acme/homebrew-tap has no Formula/weather.rb
· chocolatey pending    the feed has no weather 1.2.0

What can be taken back
    github: make a draft
    github: upload weather-1.2.0.tar.gz
What cannot be taken back
  ! github: publish v1.2.0
  ! chocolatey: push weather.1.2.0.nupkg
What leads people there
    github: show v1.2.0 as the latest release
    homebrew: commit Formula/weather.rb to acme/homebrew-tap
`,
  );
  assert.equal(code, 0);
  assert.ok(made.requests.length > 3);
  assert.deepEqual(writes(made), []);
  assert.throws(() => made.journal);
});

test('a release arrives everywhere, is verified, and a second run changes nothing', async () => {
  const made = await world();
  const first = await made.lockstep(['publish', ...TRUST]);
  assert.equal(first.code, 0, first.err);
  const screen = (text: string): string =>
    text.replace(/[0-9a-f]{12,}/g, 'COMMIT').replace(/\n +COMMIT/g, ' COMMIT');
  assert.equal(
    screen(first.out),
    `✓ github     verified   1 asset, fetched and compared
✓ homebrew   verified   Formula/weather.rb is in acme/homebrew-tap, commit COMMIT
✓ chocolatey verified   weather 1.2.0 is in the feed

✓ weather 1.2.0 is served by every channel that was asked
`,
  );
  const done = writes(made).length;
  assert.equal(done, 5);
  const second = await made.lockstep(['publish', ...TRUST]);
  assert.deepEqual([second.code, second.out, second.err], [0, first.out, '']);
  assert.equal(writes(made).length, done);
  const verified = await made.lockstep(['verify', ...TRUST, '--json'], {
    GITHUB_TOKEN: '',
    CHOCOLATEY_API_KEY: '',
  });
  assert.equal(verified.code, 0, verified.err);
  const { outcome, left } = JSON.parse(verified.out) as { outcome: string; left: string[] };
  assert.deepEqual([outcome, left], ['verified', []]);
  for (const secret of [TOKEN, KEY])
    for (const text of [first.out, first.err, made.journal]) assert.ok(!text.includes(secret));
  const kinds = made.journal
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { kind: string }).kind);
  assert.equal(kinds.filter((kind) => kind === 'step.finished').length, 6);
});

test('a manifest is believed only with the right signature, and files only with their digests', async () => {
  const made = await world();
  const refusal = async (args: readonly string[]): Promise<readonly [number | undefined, string]> => {
    const { code, err } = await made.lockstep(args);
    return [code, err];
  };
  assert.deepEqual(await refusal(['publish']), [
    2,
    `error: nobody is trusted to sign releases
  help: Name them in the definition, release: { signers: […] }, or with --key or --identity; --unsigned asks for no signature.
`,
  ]);
  made.checkout.write('other.pub', makeSigningKey().publicKey.pem);
  assert.deepEqual(await refusal(['publish', '--key', 'other.pub']), [
    1,
    'error: nothing is published: release.json is signed with a key that is not trusted\n',
  ]);
  const manifest = made.checkout.read('lockstep-release/release.json');
  made.checkout.write('lockstep-release/release.json', manifest.replace('It rains less.', 'It rains more.'));
  const [code, said] = await refusal(['publish', ...TRUST]);
  assert.equal(code, 1);
  assert.match(said, /release\.json has a signature that is not one of cosign\.pub over these bytes/);
  made.checkout.write('lockstep-release/release.json', manifest);
  made.checkout.write('lockstep-release/weather.rb', 'other');
  assert.match((await refusal(['publish', ...TRUST]))[1], /weather\.rb was changed/);
  assert.deepEqual(writes(made), []);
});

test('a key that is missing keeps everything from being done that cannot be taken back, and people are told', async () => {
  const made = await world();
  const args = ['publish', ...TRUST, '--notify-file', 'notice.md'];
  const { code, out, err } = await made.lockstep(args, { CHOCOLATEY_API_KEY: '' });
  assert.equal(code, 1);
  assert.match(err, /! Nothing is done that cannot be taken back: chocolatey is not through/);
  assert.match(
    out,
    /✗ chocolatey stuck {6}weather 1\.2\.0 is not in the feed, and\n {24}CHOCOLATEY_API_KEY has/,
  );
  assert.match(out, /help: Set CHOCOLATEY_API_KEY to the API key of an owner of the package\./);
  assert.match(out, /· github +pending +a draft with 1 of 1 asset\n {2}waits for chocolatey\n/);
  assert.deepEqual(
    made.github.releases.map(({ draft }) => draft),
    [true],
  );
  assert.deepEqual(made.nuget.packages, []);
  const notice = made.checkout.read('notice.md');
  assert.match(notice, /^# weather 1\.2\.0 has not arrived everywhere: github, homebrew, chocolatey\n/);
  const then = await made.lockstep(args);
  assert.equal(then.code, 0, then.err);
  assert.equal(writes(made).filter((request) => request === 'POST /repos/acme/weather/releases').length, 1);
});

test('one channel alone is published, and the others are named', async () => {
  const made = await world();
  const { code, out } = await made.lockstep(['publish', ...TRUST, '--channel', 'chocolatey']);
  assert.equal(code, 0);
  assert.match(out, /Not asked for, and left as they are: github, homebrew\.\n/);
  assert.deepEqual(writes(made), ['PUT /api/v2/package']);
  const wrong = await made.lockstep(['publish', ...TRUST, '--channel', 'pypi']);
  assert.deepEqual(
    [wrong.code, wrong.err],
    [2, "error: the release has no channel 'pypi'\n  help: It has github, homebrew, chocolatey.\n"],
  );
});

test('what people look at first ends with 5, and holds up nobody', async () => {
  const made = await world();
  made.nuget.moderates = true;
  const { code, out } = await made.lockstep(['publish', ...TRUST]);
  assert.equal(code, 5);
  assert.match(out, /· chocolatey moderation weather 1\.2\.0 is looked at by people\n/);
  assert.match(out, /✓ homebrew +verified/);
  assert.equal((await made.lockstep(['status', ...TRUST])).code, 5);
});

test('a run that is killed while it uploads is continued by the next one', async () => {
  const made = await world();
  let hold: (() => void) | undefined;
  const arrived = new Promise<void>((resolve) => {
    made.beforeAnswer = async (request) => {
      if (!request.startsWith('POST ') || !request.endsWith('/assets')) return;
      resolve();
      await new Promise<void>((release) => {
        hold = release;
      });
    };
  });
  const started = made.start(['publish', ...TRUST]);
  await arrived;
  started.child.kill('SIGKILL');
  await started.ended;
  made.beforeAnswer = async () => undefined;
  hold?.();
  const next = await made.lockstep(['publish', ...TRUST]);
  assert.equal(next.code, 0, next.err);
  assert.deepEqual(
    made.github.releases.map(({ draft, assets }) => [draft, assets.map(({ name }) => name)]),
    [[false, ['weather-1.2.0.tar.gz']]],
  );
});

test('a release is taken back as far as that goes, after a question', async () => {
  const made = await world();
  await made.lockstep(['publish', ...TRUST]);
  const asked = await made.lockstep(['recall', ...TRUST]);
  assert.deepEqual(
    [asked.code, asked.err],
    [2, 'error: nobody is there to be asked\n  help: Say --yes to take it back without a question.\n'],
  );
  const done = writes(made).length;
  assert.equal((await made.lockstep(['recall', ...TRUST, '--dry-run'])).code, 0);
  assert.equal(writes(made).length, done);
  const { code, out } = await made.lockstep(['recall', ...TRUST, '--yes']);
  assert.equal(code, 0);
  assert.match(out, /^chocolatey: by hand: Sign in at .*\nhomebrew: take Formula\/weather\.rb back\n/);
  assert.equal((await made.lockstep(['verify', ...TRUST])).code, 1);
  assert.deepEqual(
    made.github.releases.map(({ draft }) => draft),
    [true],
  );
});

test('no line is wider than a narrow terminal', async () => {
  const made = await world();
  const { out, err } = await made.lockstep(['publish', ...TRUST], { COLUMNS: '60' });
  for (const line of `${out}${err}`.split('\n'))
    assert.ok(line.length <= 60 || !line.trim().includes(' '), line);
});
