import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Checkout, type Ended } from '../support/lockstep-command.ts';
import { VaultServer } from '../support/vault-server.ts';

const EXAMPLE = join(process.cwd(), 'examples/python-cli');
const GH = 'ghs_THE_MONITOR_TOKEN_0123456789';
const CIRCLE = 'CCIPAT_THE_CIRCLE_TOKEN_0123456789';
const TAP = 'github_pat_THE_TAP_TOKEN_0123456789';

let vault: VaultServer;
let work: Checkout;
before(async () => {
  vault = await VaultServer.start();
});
after(async () => {
  work.remove();
  await vault.close();
});
beforeEach(() => {
  work?.remove();
  vault.forget();
  const definition = readFileSync(join(EXAMPLE, 'lockstep.config.ts'), 'utf8')
    .replace(
      "integration: tests('integration'),",
      "integration: { ...tests('integration'), secrets: ['CODECOV_TOKEN'] },",
    )
    .replace(
      '  secrets: {\n',
      "  secrets: {\n    CODECOV_TOKEN: { environment: 'coverage', context: 'coverage' },\n",
    );
  assert.match(definition, /CODECOV_TOKEN: \{/);
  const release = readFileSync(join(EXAMPLE, 'lockstep.release.ts'), 'utf8');
  work = new Checkout({ 'lockstep.config.ts': definition, 'lockstep.release.ts': release });
  const lock = join(EXAMPLE, 'lockstep.lock');
  if (existsSync(lock)) work.write('lockstep.lock', readFileSync(lock, 'utf8'));
});

async function secrets(
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const started = work.start(
    ['--color', 'never', 'secrets', ...args, ...(args[0] === 'list' ? [] : ['--repo', 'octo-org/octo-repo'])],
    {
      stdin: 'pipe',
      env: {
        ...{
          GITHUB_API_URL: vault.url,
          CIRCLECI_HOST: vault.url,
          GH_TOKEN: GH,
          GITHUB_TOKEN: '',
          CIRCLE_TOKEN: CIRCLE,
        },
        ...{ LANG: 'C.UTF-8', GITHUB_ACTIONS: '', CIRCLECI: '', TAP_REPO_TOKEN: TAP, ...env },
      },
    },
  );
  started.child.stdin?.end(input);
  const ended = await started.ended;
  for (const secret of [GH, CIRCLE, TAP, 'as it was', 'the-new-value', 'abcd'])
    assert.ok(
      !`${ended.out}${ended.err}`.includes(secret),
      `${secret} is in the output:\n${ended.out}${ended.err}`,
    );
  return ended;
}

/** As it ought to be. */
function allWell(): void {
  for (const name of ['TAP_REPO_TOKEN', 'SCOOP_REPO_TOKEN', 'CHOCO_API_KEY'])
    vault.store('environment distributions', name, 10);
  vault.store('environment release', 'CIRCLE_TOKEN', 10);
  vault.store('environment coverage', 'CODECOV_TOKEN', 10);
  vault.store('context coverage', 'CODECOV_TOKEN', 11);
}

test('where all is well, only what OpenID Connect makes needless is told', async () => {
  allWell();
  const { code, out, err } = await secrets(['check']);
  assert.equal(code, 0, err);
  assert.equal(
    out,
    `! integration could upload to Codecov without CODECOV_TOKEN. [secret-needless]
  help: OpenID Connect: \`use_oidc: true\` and \`id-token: write\`.
6 stored secrets looked at: 0 to mend, 1 to think about.
`,
  );
  assert.ok(vault.asked.every((one) => one.startsWith('GET ')));
});

test('seven planted faults are found, and no value is in what is said', async () => {
  vault.store('repository', 'OLD_DEPLOY_KEY', 400);
  vault.store('repository', 'TAP_REPO_TOKEN', 10);
  vault.store('environment distributions', 'CHOCO_API_KEY', 80);
  vault.store('environment release', 'CIRCLE_TOKEN', 120);
  vault.store('environment coverage', 'CODECOV_TOKEN', 1);
  vault.store('context coverage', 'CODECOV_TOKEN', 41);
  const end = new Date(Date.now() + 5 * 86_400_000).toISOString();
  vault.expirations.set(TAP, `${end.slice(0, 10)} ${end.slice(11, 19)} UTC`);
  const { code, out, err } = await secrets(['check']);
  assert.equal(code, 1, err);
  assert.ok(
    out.startsWith(`✗ CIRCLE_TOKEN was stored in GitHub, environment release 120 days ago; 90 days are allowed. That is the age of storage, not of the credential. [secret-old]
  help: lockstep secrets rotate CIRCLE_TOKEN
✗ CODECOV_TOKEN was written to GitHub, environment coverage 40 days after CircleCI, context coverage: one of them may have the old value. [secret-half-rotated]
  help: lockstep secrets rotate CODECOV_TOKEN writes all of its places.
`),
    out,
  );
  const codes = [...out.matchAll(/^(\S) (\w+) .*\[(secret-[\w-]+)\]$/gm)].map(
    ([, mark, name, found]) => `${mark} ${name} ${found}`,
  );
  assert.deepEqual(
    codes.filter((one) => !one.includes('needless')),
    [
      '✗ CIRCLE_TOKEN secret-old',
      '✗ CODECOV_TOKEN secret-half-rotated',
      '✗ SCOOP_REPO_TOKEN secret-missing',
      '✗ TAP_REPO_TOKEN secret-wrong-scope',
      '! CHOCO_API_KEY secret-ageing',
      '! OLD_DEPLOY_KEY secret-unreferenced',
      '! TAP_REPO_TOKEN secret-expires',
    ],
  );
});

test('a token that GitHub takes no more is said to be that, without a day that nobody knows', async () => {
  allWell();
  vault.instead = ({ path, headers }) =>
    path === '/rate_limit' && headers.authorization?.endsWith(TAP) === true
      ? { status: 401, body: '{}' }
      : undefined;
  const { code, out, err } = await secrets(['check']);
  assert.equal(code, 1, err);
  assert.ok(
    out.startsWith(`✗ TAP_REPO_TOKEN is not taken any more: it expired, or was revoked. [secret-expires]
  help: Make a new one, then: lockstep secrets rotate TAP_REPO_TOKEN.
`),
    out,
  );
});

test('which secrets are old is written for notify send, and which are not any more', async () => {
  allWell();
  vault.store('environment release', 'CIRCLE_TOKEN', 120);
  assert.equal((await secrets(['check', '--events', 'old.ndjson'])).code, 1);
  const events = work
    .read('old.ndjson')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; status: string; subject: string });
  assert.deepEqual(
    events.map(({ kind, status, subject }) => `${kind} ${status} ${subject}`),
    [
      'secret-old resolved CODECOV_TOKEN',
      'secret-old firing CIRCLE_TOKEN',
      'secret-old resolved TAP_REPO_TOKEN',
      'secret-old resolved SCOOP_REPO_TOKEN',
      'secret-old resolved CHOCO_API_KEY',
    ],
  );
});

test('a token of too few rights: the permission is named, and what was not seen is not well', async () => {
  allWell();
  vault.instead = ({ path }) =>
    path.includes('/environments/release/')
      ? {
          status: 403,
          headers: { 'content-type': 'application/json' },
          body: '{"message":"Resource not accessible by personal access token"}',
        }
      : undefined;
  const { code, err } = await secrets(['check']);
  assert.equal(code, 4);
  assert.match(err, /GitHub, environment release was not looked into: .*not accessible/);
  assert.match(err, /The token needs `environments: read`/);
});

test('a rotation writes both systems, and the record says so without the value', async () => {
  allWell();
  const { code, out, err } = await secrets(['rotate', 'CODECOV_TOKEN'], 'the-new-value\n');
  assert.equal(code, 0, err);
  assert.equal(out, '✓ CircleCI, context coverage\n✓ GitHub, environment coverage\n');
  assert.equal(vault.valueOf('environment coverage', 'CODECOV_TOKEN'), 'the-new-value');
  assert.equal(vault.valueOf('context coverage', 'CODECOV_TOKEN'), 'the-new-value');
  const record = work.read('lockstep.secrets.json');
  assert.ok(!record.includes('the-new-value'));
  assert.match(record, /"completed"/);
  const after = await secrets(['check']);
  assert.match(after.out, /nobody has said that the old value was revoked\. \[secret-old-value-alive\]/);
  assert.equal((await secrets(['rotate', 'CODECOV_TOKEN', '--revoked'])).code, 0);
  assert.doesNotMatch((await secrets(['check'])).out, /secret-old-value-alive/);
});

test('half a rotation is told, found later, and mended by another', async () => {
  allWell();
  vault.instead = ({ method, path }) =>
    method === 'PUT' && path.includes('/environments/')
      ? {
          status: 403,
          headers: { 'content-type': 'application/json' },
          body: '{"message":"Resource not accessible"}',
        }
      : undefined;
  const half = await secrets(['rotate', 'CODECOV_TOKEN'], 'the-new-value');
  assert.equal(half.code, 1);
  assert.match(half.err, /The systems have different values now/);
  assert.match(half.err, /The token needs `environments: write`/);
  const found = await secrets(['check']);
  assert.equal(found.code, 1);
  assert.match(
    found.out,
    /The rotation of CODECOV_TOKEN that began on [\d-]+ has not reached all places\. \[secret-half-rotated\]/,
  );
  vault.instead = () => undefined;
  assert.equal((await secrets(['rotate', 'CODECOV_TOKEN'], 'the-new-value')).code, 0);
  assert.doesNotMatch((await secrets(['check'])).out, /half-rotated/);
});

test('what cannot be rotated, and values that are none', async () => {
  allWell();
  for (const [args, input, said] of [
    [['rotate', 'CODECOV_TOKN'], 'x', /there is no secret 'CODECOV_TOKN'/],
    [['rotate', 'GITHUB_TOKEN'], 'x', /GITHUB_TOKEN is made by GitHub for each run/],
    [['rotate', 'CODECOV_TOKEN'], '\n', /the new value is empty/],
  ] as const) {
    const { code, err } = await secrets(args, input);
    assert.equal(code, 2, err);
    assert.match(err, said);
  }
  const alone = await secrets(['rotate', 'CODECOV_TOKEN'], 'the-new-value', {
    CIRCLE_TOKEN: '',
    HOME: work.path,
  });
  assert.equal(alone.code, 2);
  assert.match(alone.err, /half a rotation is worse than none/);
  assert.ok(vault.asked.every((one) => !one.startsWith('PUT')));
  assert.ok(!existsSync(join(work.path, 'lockstep.secrets.json')));
});

test('each token goes to its own system, and the value to none of the lists', async () => {
  allWell();
  await secrets(['list', '--json']);
  assert.deepEqual(vault.asked, []);
  await secrets(['check']);
  const forms = [...vault.credentials].map((one) => one.replace(/^\w+ /, ''));
  assert.deepEqual(
    forms.filter((one) => ![GH, CIRCLE, TAP].includes(one)),
    [],
  );
});
