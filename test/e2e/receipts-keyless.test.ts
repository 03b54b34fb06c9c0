import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { LoopbackServer } from '../../src/platform/loopback-server.ts';
import { commitAll, git } from '../support/git.ts';
import { type Checkout, type Ended, temporaryCheckouts } from '../support/lockstep-command.ts';
import { SigstoreServer } from '../support/sigstore-server.ts';

const checkout = temporaryCheckouts();

const DEFINITION = `project: weather
jobs:
  unit: echo unit
workflows:
  ci:
    jobs: [unit]
    owner: github
    on: [{kind: push, branches: [main]}]
release:
  receipts:
    identities:
      - { github: acme/weather, workflows: [.github/workflows/ci.yml] }
      - { circleci: 7bc34e71, organization: a5d9bde7 }
    resource: git+https://github.com/acme/weather
`;

let sigstore: SigstoreServer;
let made: Checkout;
let commit: string;

before(async () => {
  const keys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
  sigstore = await SigstoreServer.start(keys, { san: 'nobody' });
});
after(() => sigstore.close());

beforeEach(() => {
  made = checkout({ 'lockstep.config.yaml': DEFINITION, 'root.json': sigstore.trustedRoot });
  commitAll(made.path);
  commit = git(made.path, 'rev-parse', 'HEAD').trim();
  sigstore.claims = claimsOf({});
  sigstore.failing = undefined;
});

/** The identity that GitHub gives to a job of `ci.yml` on main, but for what is other. */
function claimsOf(other: Readonly<Record<string, string>>) {
  return {
    iss: 'https://token.actions.githubusercontent.com',
    san: 'https://github.com/acme/weather/.github/workflows/ci.yml@refs/heads/main',
    repository: 'acme/weather',
    ref: 'refs/heads/main',
    sha: commit,
    event_name: 'push',
    runner_environment: 'github-hosted',
    ...other,
  };
}

const job = {
  NO_COLOR: '1',
  GITHUB_ACTIONS: 'true',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_RUN_ID: '12345',
  GITHUB_REPOSITORY: 'acme/weather',
  LOCKSTEP_LEG: 'unit@linux',
};

function servers(): readonly string[] {
  return ['--fulcio-url', sigstore.url, '--rekor-url', sigstore.url];
}

function create(env: Readonly<Record<string, string>> = {}, ...more: readonly string[]): Promise<Ended> {
  const args = ['receipt', 'create', '--verdict', 'success', ...servers(), ...more];
  return made.start(args, { env: { ...job, ...sigstore.jobEnvironment, ...env } }).ended;
}

async function verify(...more: readonly string[]) {
  const args = ['receipt', 'verify', '--trusted-root', 'root.json', '--json', ...more];
  const { code, out, err } = await made.start(args, { env: { HOME: made.path } }).ended;
  if (out === '') return { code, finding: err };
  const [check] = JSON.parse(out).checks as {
    state: string;
    refusal?: string;
    message?: string;
    signer?: string;
  }[];
  const finding =
    check?.state === 'proved' ? `proved: ${check.signer}` : `${check?.refusal}: ${check?.message}`;
  return { code, finding };
}

test('a job signs with its identity, and its certificate is proof', async () => {
  const created = await create();
  assert.equal(created.code, 0, created.err);
  assert.deepEqual(await verify(), {
    code: 0,
    finding: 'proved: .github/workflows/ci.yml of acme/weather on GitHub Actions',
  });
  const [name = ''] = readdirSync(join(made.path, 'lockstep-receipts')).filter((file) =>
    file.endsWith('.json'),
  );
  const bundle = JSON.parse(made.read(`lockstep-receipts/${name}`));
  assert.equal(bundle.mediaType, 'application/vnd.dev.sigstore.bundle.v0.3+json');
  assert.equal(bundle.verificationMaterial.tlogEntries.length, 1);
  assert.ok(!JSON.stringify(created).includes(sigstore.token()), 'the token was printed');
});

test('a signed time counts too', async () => {
  assert.equal((await create({}, '--timestamp-server-url', sigstore.url)).code, 0);
  assert.match((await verify()).finding, /^proved: /);
  assert.ok(sigstore.asked.includes('/api/v1/timestamp'));
});

test('what the certificate says is not for the job to say', async () => {
  sigstore.claims = claimsOf({ event_name: 'pull_request', ref: 'refs/pull/7/merge' });
  await create();
  assert.deepEqual(await verify(), {
    code: 1,
    finding: 'pull-request: its receipt is from a pull request, whose author decides what runs',
  });
});

test('a certificate for another commit vouches for that one alone', async () => {
  sigstore.claims = claimsOf({ sha: 'f'.repeat(40) });
  await create();
  const { code, finding } = await verify();
  assert.equal(code, 1);
  assert.match(
    finding,
    /^contradicts-certificate: its receipt is about commit \w+, and its certificate is for ffffffffffff$/,
  );
});

test('another repository is not trusted, also when its workflow is called alike', async () => {
  const home = 'https://github.com/evil/weather/.github/workflows/ci.yml@refs/heads/main';
  sigstore.claims = claimsOf({ repository: 'evil/weather', san: home });
  await create();
  assert.match(
    (await verify()).finding,
    /^untrusted-signer: its receipt is signed by https:\/\/github\.com\/evil\/weather/,
  );
});

test('a certificate of an authority that is not trusted, and a statement that was changed, do not hold', async () => {
  await create();
  const [name = ''] = readdirSync(join(made.path, 'lockstep-receipts')).filter((file) =>
    file.endsWith('.json'),
  );
  const path = join(made.path, 'lockstep-receipts', name);
  const text = readFileSync(path, 'utf8');
  const bundle = JSON.parse(text);
  const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
  bundle.dsseEnvelope.payload = Buffer.from(payload.replace('"attempt":1', '"attempt":9')).toString('base64');
  writeFileSync(path, JSON.stringify(bundle));
  assert.match((await verify()).finding, /^bad-signature: its receipt's signature does not hold: /);
  writeFileSync(path, text);
  const others = await SigstoreServer.start(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }), {
    san: '',
  });
  made.write('root.json', others.trustedRoot);
  others.close();
  assert.match((await verify()).finding, /^bad-signature: its receipt's signature does not hold: /);
});

test('without a root to trust it is said what is missing', async () => {
  await create();
  const args = ['receipt', 'verify', '--json'];
  // A proxy that is not there: nobody outside is asked.
  const proxy = { https_proxy: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9', HOME: made.path };
  const { code, out } = await made.start(args, { env: proxy }).ended;
  assert.equal(code, 1);
  assert.match(
    JSON.parse(out).checks[0].message,
    /the trusted root of Sigstore could not be had: .*; --trusted-root names one$/,
  );
});

test('a server that is not well signs nothing, and nothing is written', async () => {
  const token = sigstore.token();
  const { code, err } = await create({ SIGSTORE_ID_TOKEN: token }, '--fulcio-url', 'http://127.0.0.1:9');
  assert.equal(code, 1);
  assert.match(err, /nothing was signed: /);
  assert.ok(!err.includes(token), 'the token was printed');
  assert.deepEqual(
    readdirSync(made.path).filter((name) => name === 'lockstep-receipts'),
    [],
  );
});

test('a token that cannot be read is not printed', async () => {
  const { code, err } = await create({ SIGSTORE_ID_TOKEN: 'no-token-but-secret' });
  assert.equal(code, 1);
  assert.ok(!err.includes('no-token-but-secret'), err);
});

test('a job that may not ask for a token is told what it needs', async () => {
  const { code, err } = await create({
    ACTIONS_ID_TOKEN_REQUEST_URL: '',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: '',
  });
  assert.equal(code, 2);
  assert.equal(
    err,
    `error: this job may not ask GitHub for an identity token
  help: Give the job \`permissions: id-token: write\`; pull requests from forks have none.
`,
  );
});

test('a token is sent to nobody in the clear', async () => {
  const { code, err } = await create({}, '--fulcio-url', 'http://fulcio.example.com');
  assert.equal(code, 2);
  assert.match(err, /^error: --fulcio-url is no https address: 'http:\/\/fulcio\.example\.com'$/m);
});

test('a verification summary is signed by the identity of the job too', async () => {
  await create();
  const args = ['receipt', 'verify', '--trusted-root', 'root.json', '--vsa', 'vsa.json', ...servers()];
  const { code, out } = await made.start(args, { env: { ...job, ...sigstore.jobEnvironment } }).ended;
  assert.equal(code, 0);
  assert.match(out, /^Wrote vsa\.sigstore\.json$/m);
});

test('a job of CircleCI gets its token from the program that CircleCI has there', async () => {
  sigstore.claims = {
    iss: 'https://oidc.circleci.com/org/a5d9bde7',
    san: 'https://circleci.com/api/v2/projects/7bc34e71/pipeline-definitions/1',
    ref: 'refs/heads/main',
  };
  made.write('lockstep.config.yaml', DEFINITION.replace('owner: github', 'owner: circleci'));
  git(made.path, 'commit', '--quiet', '--all', '--message', 'CircleCI');
  const bin = checkout({
    circleci: `#!/bin/sh\n[ "$*" = 'run oidc get --claims {"aud":"sigstore"}' ] && echo '${sigstore.token()}'\n`,
  });
  git(bin.path, 'init', '--quiet');
  const { chmodSync } = await import('node:fs');
  chmodSync(join(bin.path, 'circleci'), 0o755);
  const env = {
    CIRCLECI: 'true',
    CIRCLE_BRANCH: 'main',
    CIRCLE_WORKFLOW_ID: 'w1',
    LOCKSTEP_LEG: 'unit@linux',
    PATH: `${bin.path}:${process.env.PATH}`,
  };
  const created = await made.start(['receipt', 'create', '--verdict', 'success', ...servers()], { env })
    .ended;
  assert.equal(created.code, 0, created.err);
  assert.deepEqual(await verify(), { code: 0, finding: 'proved: project 7bc34e71 on CircleCI' });
});

const VERDICTS = 'success unit@linux\nskipped other@linux\n';

test('the job that signs for others is told by its system what they came to, and leaves out what was skipped', async () => {
  const env = { LOCKSTEP_LEG: '', LOCKSTEP_VERDICTS: VERDICTS };
  const args = ['receipt', 'create', '--workflow', 'ci', '--json', ...servers()];
  const { code, out, err } = await made.start(args, { env: { ...job, ...sigstore.jobEnvironment, ...env } })
    .ended;
  assert.equal(code, 0, err);
  const { receipts } = JSON.parse(out) as { receipts: { leg: string; verdict: string }[] };
  assert.deepEqual(
    receipts.map(({ leg, verdict }) => `${leg} ${verdict}`),
    ['unit@linux passed'],
  );
  assert.deepEqual(await verify(), {
    code: 0,
    finding: 'proved: .github/workflows/ci.yml of acme/weather on GitHub Actions',
  });
});

test('a job of which one leg failed proves none of them', async () => {
  const env = { LOCKSTEP_LEG: '', LOCKSTEP_VERDICTS: 'cancelled unit@linux' };
  const args = ['receipt', 'create', ...servers()];
  const { code, err } = await made.start(args, { env: { ...job, ...sigstore.jobEnvironment, ...env } }).ended;
  assert.equal(code, 0, err);
  assert.deepEqual(await verify(), {
    code: 1,
    finding: "failed: its latest verdict is 'cancelled'",
  });
});

test('where nothing ran, nothing is written, and the job passes', async () => {
  const env = { LOCKSTEP_LEG: '', LOCKSTEP_VERDICTS: 'skipped unit@linux' };
  const { code, err } = await made.start(['receipt', 'create', ...servers()], {
    env: { ...job, ...sigstore.jobEnvironment, ...env },
  }).ended;
  assert.equal(code, 0);
  assert.match(err, /Nothing was written: no job of this workflow ran\./);
});

test('receipts are fetched from GitHub and CircleCI into one folder, and a system that refuses is told', async () => {
  const receipt = '{"mediaType":"x"}';
  const files: Record<string, string | Uint8Array> = {
    '/repos/acme/weather/actions/runs': '{"workflow_runs":[{"id":1}]}',
    '/repos/acme/weather/actions/runs/1/artifacts':
      '{"artifacts":[{"id":5,"name":"lockstep-receipts-ci","expired":false}]}',
    '/repos/acme/weather/actions/artifacts/5/zip': zipSync({
      'unit@linux.github.7.1.sigstore.json': strToU8(receipt),
    }),
  };
  const server = await LoopbackServer.start(({ path }) => {
    const body = files[path];
    return body === undefined ? { status: 404, body: '{"message":"Not found"}' } : { status: 200, body };
  });
  try {
    const env = { GITHUB_API_URL: server.url, GITHUB_TOKEN: 'secret', NO_COLOR: '1' };
    const args = ['receipt', 'fetch', '--circleci-url', server.url];
    const { code, out, err } = await made.start(args, { env }).ended;
    assert.equal(code, 1);
    assert.match(out, /^1 file of receipts for [0-9a-f]{12} in lockstep-receipts\.$/m);
    assert.match(err, /error: asking project 7bc34e71 on CircleCI for pipelines was answered with 404/);
    assert.equal(made.read('lockstep-receipts/unit@linux.github.7.1.sigstore.json'), receipt);
    files['/api/v2/project/circleci/a5d9bde7/7bc34e71/pipeline'] = '{"items":[],"next_page_token":null}';
    assert.equal((await made.start(args, { env }).ended).code, 0);
    files['/repos/acme/weather/actions/runs'] = '{"workflow_runs":[]}';
    assert.equal((await made.start(args, { env }).ended).code, 4);
  } finally {
    await server.close();
  }
});
