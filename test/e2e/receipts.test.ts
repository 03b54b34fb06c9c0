import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCosignKey } from '../../src/release/signing/cosign-key.ts';
import { signWithKey } from '../../src/release/signing/envelope.ts';
import { commitAll, git } from '../support/git.ts';
import { type Checkout, type Ended, temporaryCheckouts } from '../support/lockstep-command.ts';

const checkout = temporaryCheckouts();

const DEFINITION = `project: weather
jobs:
  lint: echo lint
  unit: test ! -e broken
workflows:
  ci:
    jobs: [lint, unit]
    owner: github
    on: [{kind: push, branches: [main]}]
release:
  receipts:
    identities: [{key: cosign.pub}]
    resource: git+https://github.com/acme/weather
`;

const env = { COSIGN_PASSWORD: 'a password', NO_COLOR: '1' };

function lockstep(project: Checkout, ...args: readonly string[]): Promise<Ended> {
  return project.start(args, { env }).ended;
}

/** A committed project with a key, whose checks have run. */
async function project(files: Readonly<Record<string, string>> = {}): Promise<Checkout> {
  const made = checkout({ 'lockstep.config.yaml': DEFINITION, '.gitignore': 'cosign.key\n', ...files });
  assert.equal((await lockstep(made, 'keys', 'generate')).code, 0);
  commitAll(made.path);
  await lockstep(made, 'run', 'ci');
  return made;
}

/** Without ids and times. */
function settled(text: string): string {
  return text
    .replace(/local\.\d{8}-\d{6}-[0-9a-f]{4}/g, 'local.RUN')
    .replace(/\b[0-9a-f]{12}\b/g, 'ID')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME');
}

function receiptsIn(made: Checkout, ending: string): readonly string[] {
  const folder = join(made.path, 'lockstep-receipts');
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

test('a run is made receipts of, and they are proof', async () => {
  const made = await project();
  const created = await lockstep(made, 'receipt', 'create', '--key', 'cosign.key');
  assert.equal(
    settled(created.out),
    `+ lint@linux: passed
    lockstep-receipts/lint@linux.local.RUN.1.sigstore.json
    lockstep-receipts/lint@linux.local.RUN.1.dsse.json
+ unit@linux: passed
    lockstep-receipts/unit@linux.local.RUN.1.sigstore.json
    lockstep-receipts/unit@linux.local.RUN.1.dsse.json
2 receipts for commit ID, tree ID, signed with the key cosign.key.
`,
  );
  assert.equal(created.code, 0);
  const verified = await lockstep(made, 'receipt', 'verify');
  assert.equal(
    settled(verified.out),
    `+ lint@linux (github): passed TIME, signed by the key cosign.pub
+ unit@linux (github): passed TIME, signed by the key cosign.pub
2 of 2 required checks are proved for commit ID, tree ID.
`,
  );
  assert.equal(verified.code, 0);
  assert.equal(git(made.path, 'status', '--short'), '', 'the checkout has changed');
});

test('each check that is not proved is told of, with its reason', async () => {
  const made = await project({ broken: '' });
  await lockstep(made, 'receipt', 'create', '--key', 'cosign.key');
  for (const file of receiptsIn(made, '.json')) if (file.includes('lint')) rmSync(file);
  const verified = await lockstep(made, 'receipt', 'verify');
  assert.equal(
    settled(verified.out),
    `x lint@linux (github): absent: there is no receipt for it
x unit@linux (github): failed: its latest verdict is 'failed' - lockstep-receipts/unit@linux.local.RUN.1.sigstore.json
0 of 2 required checks are proved for commit ID, tree ID.
`,
  );
  assert.equal(verified.code, 1);
});

test('a statement that was changed, and one of another key, are refused by name', async () => {
  const made = await project();
  await lockstep(made, 'receipt', 'create', '--key', 'cosign.key');
  const [lint = '', unit = ''] = receiptsIn(made, '.sigstore.json');
  for (const file of receiptsIn(made, '.dsse.json')) rmSync(file);
  const bundle = JSON.parse(readFileSync(lint, 'utf8'));
  const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString().replace('"main"', '"Main"');
  bundle.dsseEnvelope.payload = Buffer.from(payload.replace('local', 'github')).toString('base64');
  writeFileSync(lint, JSON.stringify(bundle));
  assert.equal((await lockstep(made, 'keys', 'generate', '--output-key-prefix', 'other')).code, 0);
  rmSync(unit);
  await lockstep(made, 'receipt', 'create', '--key', 'other.key', '-o', 'others');
  const { code, out } = await lockstep(made, 'receipt', 'verify', 'lockstep-receipts', 'others/', '--json');
  assert.equal(code, 1);
  const { checks } = JSON.parse(out) as { checks: { leg: string; refusal: string }[] };
  assert.deepEqual(
    checks.map(({ leg, refusal }) => [leg, refusal]),
    [
      ['lint@linux', 'bad-signature'],
      ['unit@linux', 'untrusted-signer'],
    ],
  );
});

test('receipts are of a tree: another commit with the same files is proved, other files are not', async () => {
  const made = await project();
  await lockstep(made, 'receipt', 'create', '--key', 'cosign.key');
  git(made.path, 'commit', '--quiet', '--allow-empty', '--message', 'the same again');
  assert.equal((await lockstep(made, 'receipt', 'verify')).code, 0);
  made.write('other', '');
  git(made.path, 'add', 'other');
  git(made.path, 'commit', '--quiet', '--message', 'another file');
  const { code, out } = await lockstep(made, 'receipt', 'verify');
  assert.equal(code, 1);
  assert.match(out, /lint@linux \(github\): other-tree: its receipt is for tree/);
});

test('a definition that says something else asks for all checks anew', async () => {
  const made = await project();
  await lockstep(made, 'receipt', 'create', '--key', 'cosign.key');
  made.write('lockstep.config.yaml', DEFINITION.replace('echo lint', 'echo lint better'));
  const { code, out } = await lockstep(made, 'receipt', 'verify');
  assert.equal(code, 1);
  assert.match(out, /lint@linux \(github\): other-configuration: it ran under another definition/);
});

test('a commit that is not on the branch is not released, whatever is proved of its files', async () => {
  const made = await project();
  await lockstep(made, 'receipt', 'create', '--key', 'cosign.key');
  git(made.path, 'checkout', '--quiet', '--orphan', 'aside');
  git(made.path, 'commit', '--quiet', '--message', 'the same files');
  const { code, out } = await lockstep(made, 'receipt', 'verify');
  assert.equal(code, 1);
  assert.match(out, /^x the commit is not on main$/m);
});

test('a run of files that nobody committed has no receipts', async () => {
  const made = await project();
  made.write('new', '');
  await lockstep(made, 'run', 'ci');
  const { code, err } = await lockstep(made, 'receipt', 'create', '--key', 'cosign.key');
  assert.equal(code, 2);
  assert.equal(
    err,
    `error: the run had changes in its checkout that are not committed, so that it proves nothing of a commit
  help: Commit and run again, or run with --isolated.
`,
  );
});

test('nothing to look at is neither a pass nor a failure', async () => {
  const made = await project();
  const { code, err } = await lockstep(made, 'receipt', 'verify');
  assert.equal(code, 4);
  assert.equal(err, 'There was nothing to look at: there are no receipts.\n');
  const { out } = await lockstep(made, 'receipt', 'verify', '--json');
  const { verdict, reason } = JSON.parse(out);
  assert.deepEqual([verdict, reason], ['not_checked', 'there are no receipts']);
});

test('a dry run signs nothing, and needs no key', async () => {
  const made = await project();
  const { code, out } = await lockstep(made, 'receipt', 'create', '--dry-run');
  assert.equal(code, 0);
  assert.match(settled(out), /^2 receipts would be signed for commit ID, tree ID\.$/m);
  assert.ok(!existsSync(join(made.path, 'lockstep-receipts')));
});

test('git notes of two clones are united without a conflict, and are proof without a file', async () => {
  const made = await project();
  const clone = `${made.path}-clone`;
  git(made.path, 'clone', '--quiet', made.path, clone);
  await lockstep(made, 'receipt', 'create', '--key', 'cosign.key', '--notes', '--run', 'last');
  writeFileSync(join(clone, 'cosign.key'), made.read('cosign.key'));
  const there = (...args: string[]) => lockstep(made, '-C', clone, ...args);
  await there('run', 'ci');
  assert.equal((await there('receipt', 'create', '--key', 'cosign.key', '--notes')).code, 0);
  git(clone, 'fetch', '--quiet', 'origin', 'refs/notes/lockstep-receipts:refs/notes/origin-receipts');
  git(
    clone,
    'notes',
    '--ref',
    'lockstep-receipts',
    'merge',
    '--quiet',
    '--strategy',
    'cat_sort_uniq',
    'origin-receipts',
  );
  rmSync(join(clone, 'lockstep-receipts'), { recursive: true });
  assert.equal(git(clone, 'notes', '--ref', 'lockstep-receipts', 'show').trim().split('\n').length, 4);
  const { code, out } = await there('receipt', 'verify', '--notes');
  assert.equal(code, 0, out);
  rmSync(clone, { recursive: true, force: true });
});

test('hostile files are named and prove nothing', async () => {
  const made = await project();
  await lockstep(made, 'receipt', 'create', '--key', 'cosign.key');
  const [lint = ''] = receiptsIn(made, '.sigstore.json');
  const good = readFileSync(lint, 'utf8').trim();
  for (const file of receiptsIn(made, '.json')) rmSync(file);
  const folder = join(made.path, 'lockstep-receipts');
  const put = (name: string, text: string) => writeFileSync(join(folder, `${name}.sigstore.json`), text);
  put('cut', good.slice(0, 200));
  put('twice', good.replace('{"mediaType"', '{"mediaType":"x","mediaType"'));
  put('type', good.replace('application/vnd.in-toto+json', 'text/plain'));
  put('large', `{"a":"${'x'.repeat(2 << 20)}"}`);
  put('deep', '['.repeat(100_000));
  put('two', good.replace('"signatures":[', '"signatures":[{"sig":"AAAA"},'));
  const { code, out } = await lockstep(made, 'receipt', 'verify');
  assert.equal(code, 1);
  assert.deepEqual(
    out.split('\n').filter((line) => line.startsWith('!')),
    [
      '! lockstep-receipts/cut.sigstore.json was not looked at: it is no JSON, or was cut off',
      '! lockstep-receipts/deep.sigstore.json was not looked at: it is nested too deeply',
      '! lockstep-receipts/large.sigstore.json was not looked at: it is longer than 1024 kilobytes',
      "! lockstep-receipts/twice.sigstore.json was not looked at: it has the key 'mediaType' twice",
      '! lockstep-receipts/two.sigstore.json was not looked at: it is neither a Sigstore bundle with one signature nor a DSSE envelope with one',
      "! lockstep-receipts/type.sigstore.json was not looked at: it signs a 'text/plain', and no in-toto statement",
    ],
  );
});

test('a verification summary is written when all is proved, and only then', async () => {
  const made = await project();
  await lockstep(made, 'receipt', 'create', '--key', 'cosign.key');
  const sign = ['--vsa', 'vsa.intoto.jsonl', '--sign-key', 'cosign.key'];
  const refused = await lockstep(made, 'receipt', 'verify', '--max-age', '1ms', ...sign);
  assert.equal(refused.code, 1);
  assert.ok(!existsSync(join(made.path, 'vsa.intoto.jsonl')));
  const { code, out } = await lockstep(made, 'receipt', 'verify', ...sign);
  assert.equal(code, 0);
  assert.match(out, /^Wrote vsa\.intoto\.jsonl and vsa\.sigstore\.json$/m);
  const { payload } = JSON.parse(made.read('vsa.intoto.jsonl'));
  const { predicate, subject } = JSON.parse(Buffer.from(payload, 'base64').toString());
  const head = git(made.path, 'rev-parse', 'HEAD').trim();
  assert.equal(subject[0].digest.gitCommit, head);
  assert.deepEqual(predicate.verifiedLevels, ['ORG_SOURCE_REQUIRED_CHECKS_PASSED']);
  assert.equal(predicate.inputAttestations.length, 2);
});

test('a job of a CI system makes its own receipt', async () => {
  const made = await project();
  const job = {
    ...env,
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_RUN_ID: '12345',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_REPOSITORY: 'acme/weather',
    LOCKSTEP_LEG: 'unit@linux',
  };
  const args = ['receipt', 'create', '--key', 'cosign.key', '--verdict', 'success'];
  const { code, out } = await made.start([...args, '--json'], { env: job }).ended;
  assert.equal(code, 0);
  const [{ finishedAt, subject, configuration, lockstep: version, ...receipt }] = JSON.parse(out).receipts;
  assert.deepEqual(receipt, {
    leg: 'unit@linux',
    job: 'unit',
    platform: 'linux',
    variant: {},
    system: 'github',
    event: 'push',
    ref: 'refs/heads/main',
    run: {
      id: '12345',
      attempt: 2,
      url: 'https://github.com/acme/weather/actions/runs/12345/attempts/2',
    },
    workflow: 'ci',
    verdict: 'passed',
    allowed: false,
    result: 'PASSED',
    files: [
      'lockstep-receipts/unit@linux.github.12345.2.sigstore.json',
      'lockstep-receipts/unit@linux.github.12345.2.dsse.json',
    ],
  });
  const unsaid = await made.start(args.slice(0, 4), { env: job }).ended;
  assert.equal(unsaid.code, 2);
  const unknown = await made.start([...args, '--leg', 'unti@linux'], { env: job }).ended;
  assert.match(unknown.err, /no workflow has the leg 'unti@linux'/);
});

test('a tree that is not that of its commit is found out, whoever signed it', async () => {
  const made = await project();
  await lockstep(made, 'receipt', 'create', '--key', 'cosign.key');
  const before = git(made.path, 'rev-parse', 'HEAD^{tree}').trim();
  made.write('other', '');
  git(made.path, 'add', 'other');
  git(made.path, 'commit', '--quiet', '--message', 'another file');
  const after = git(made.path, 'rev-parse', 'HEAD^{tree}').trim();
  const [file = ''] = receiptsIn(made, '.sigstore.json');
  const { dsseEnvelope } = JSON.parse(readFileSync(file, 'utf8'));
  const statement = Buffer.from(dsseEnvelope.payload, 'base64').toString().replace(before, after);
  const reading = readCosignKey(made.read('cosign.key'), env.COSIGN_PASSWORD);
  assert.ok(reading.kind === 'key');
  made.write('lie.sigstore.json', signWithKey(Buffer.from(statement), reading.key).bundle);
  const { code, out } = await lockstep(made, 'receipt', 'verify', 'lie.sigstore.json');
  assert.equal(code, 1);
  assert.match(
    settled(out),
    /^! lie\.sigstore\.json was not looked at: it names tree ID as that of commit ID, whose tree is ID$/m,
  );
});

test('the same step of a job writes nothing in a run here, nor for a pull request', async () => {
  const made = await project();
  const args = ['receipt', 'create', '--verdict', 'success'];
  const here = await made.start(args, { env: { ...env, LOCKSTEP_LEG: 'unit@linux' } }).ended;
  assert.equal(here.code, 0);
  assert.equal(
    here.err,
    'Nothing was written: this job runs here, and `lockstep receipt create` after the run has its receipts.\n',
  );
  const pull = { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge' };
  const asked = await made.start(args, { env: { ...env, ...pull, LOCKSTEP_LEG: 'unit@linux' } }).ended;
  assert.equal(asked.code, 0);
  assert.equal(asked.err, 'Nothing was written: what a pull request has signed counts for no release.\n');
  assert.ok(!existsSync(join(made.path, 'lockstep-receipts')));
});

test('a wrong password, a key that is none and nobody to trust are told with what to do', async () => {
  const made = await project();
  const wrong = await made.start(['receipt', 'create', '--key', 'cosign.key'], {
    env: { COSIGN_PASSWORD: 'x' },
  }).ended;
  assert.equal(wrong.err, 'error: COSIGN_PASSWORD is not the password of cosign.key\n');
  const none = await lockstep(made, 'receipt', 'create', '--key', 'cosign.pub');
  assert.equal(none.code, 2);
  assert.match(none.err, /^error: cosign\.pub is no key to sign with: it holds a 'PUBLIC KEY'/);
  const unsigned = await lockstep(made, 'receipt', 'create');
  assert.equal(
    unsigned.err,
    `error: there is nothing to sign with: no key, and no CI system that says who this is
  help: Name a key with --key (lockstep keys generate makes one), or sign in a job on GitHub Actions or CircleCI.
`,
  );
  const again = await lockstep(made, 'keys', 'generate');
  assert.match(again.err, /^error: cosign\.key is there already\n/);
});
