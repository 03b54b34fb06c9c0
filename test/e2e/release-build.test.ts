import assert from 'node:assert/strict';
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { readRelease } from '../../src/release/manifest/read-release.ts';
import { commitAll, git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';
import { SigstoreServer } from '../support/sigstore-server.ts';

const checkout = temporaryCheckouts();

const DEFINITION = `project: weather
jobs:
  unit: echo unit
workflows:
  ci: { jobs: [unit], owner: github, on: [{ kind: push, branches: [main] }] }
release:
  build:
    npm: true
    binaries:
      - { run: 'test -d .git && mkdir out && printf "%s" "$LOCKSTEP_VERSION" > out/weather-linux', files: out/weather-*, os: linux, arch: x64 }
  about: { repository: acme/weather, homepage: 'https://weather.example' }
  channels: { github: true, npm: { secret: NPM_TOKEN } }
`;
const FILES = {
  'lockstep.config.yaml': DEFINITION,
  'package.json':
    '{"name":"weather","version":"1.2.0","description":"Tells the weather","license":"MIT","files":["index.js"]}',
  'index.js': 'export {};\n',
  'CHANGELOG.md': '# Changelog\n\n## 1.2.0\n\n- It rains less.\n',
};

let made: Checkout;
beforeEach(() => {
  made = checkout(FILES);
  commitAll(made.path);
  git(made.path, 'tag', 'v1.2.0');
});

const release = (...args: readonly string[]) => made.lockstep('release', 'build', ...args);
const built = (name: string): Buffer => readFileSync(join(made.path, 'lockstep-release', name));

test('a tag is built from its commit alone, and the folder is whole', async () => {
  // Neither what nobody committed nor what was committed since gets in.
  made.write('index.js', 'export const changed = true;\n');
  made.write('untracked.js', '');
  const { code, out: stdout, err: stderr } = await release('v1.2.0', '--unsigned', '--verify-reproducible');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /Signed: by nobody\. Built twice: the same, byte for byte\.\nGoes to: github, npm\./);
  assert.deepEqual(readdirSync(join(made.path, 'lockstep-release')).sort(), [
    '.gitignore',
    'SHA256SUMS',
    'release.json',
    'weather-1.2.0-source.tar.gz',
    'weather-1.2.0.cdx.json',
    'weather-1.2.0.provenance.json',
    'weather-1.2.0.spdx.json',
    'weather-1.2.0.tgz',
    'weather-linux',
  ]);
  const read = await readRelease(join(made.path, 'lockstep-release'));
  assert.ok(read.ok);
  const { manifest } = read.value;
  assert.equal(manifest.commit, git(made.path, 'rev-parse', 'HEAD').trim());
  assert.equal(manifest.notes, '- It rains less.');
  assert.equal(built('weather-linux').toString(), '1.2.0');
  for (const line of built('SHA256SUMS').toString().trim().split('\n')) {
    const [digest = '', name = ''] = line.split(' *');
    assert.equal(createHash('sha256').update(built(name)).digest('hex'), digest, name);
  }
  // The checkout is as it was, and no second one is left.
  assert.equal(git(made.path, 'worktree', 'list').trim().split('\n').length, 1);
  assert.equal(git(made.path, 'status', '--short'), ' M index.js\n?? untracked.js\n');
});

test('what was built once is not built over', async () => {
  assert.equal((await release('--unsigned')).code, 0);
  const { code, err: stderr } = await release('--unsigned');
  assert.equal(code, 2);
  assert.match(
    stderr,
    /lockstep-release has release 1\.2\.0 in it, and what was built once is not built again/,
  );
});

test('a key signs every file that people run, the checksums and the manifest', async () => {
  const env = { COSIGN_PASSWORD: 'correct horse' };
  await made.start(['keys', 'generate'], { env }).ended;
  const { code, err: stderr } = await made.start(['release', 'build', '--key', 'cosign.key'], { env }).ended;
  assert.equal(code, 0, stderr);
  const key = createPublicKey(made.read('cosign.pub'));
  for (const name of [
    'weather-linux',
    'weather-1.2.0.tgz',
    'weather-1.2.0-source.tar.gz',
    'SHA256SUMS',
    'release.json',
  ])
    assert.ok(
      verify('sha256', built(name), key, Buffer.from(built(`${name}.sig`).toString(), 'base64')),
      name,
    );
  const envelope = JSON.parse(built('weather-1.2.0.provenance.intoto.jsonl').toString()) as {
    payload: string;
  };
  const { predicateType, subject, predicate } = JSON.parse(
    Buffer.from(envelope.payload, 'base64').toString(),
  ) as {
    predicateType: string;
    subject: { name: string }[];
    predicate: { buildDefinition: { buildType: string; resolvedDependencies: unknown } };
  };
  assert.equal(predicateType, 'https://slsa.dev/provenance/v1');
  assert.equal(predicate.buildDefinition.buildType, 'urn:lockstep:buildtype:local:v1');
  assert.deepEqual(predicate.buildDefinition.resolvedDependencies, [
    {
      uri: 'git+https://github.com/acme/weather@refs/tags/v1.2.0',
      digest: { gitCommit: git(made.path, 'rev-parse', 'HEAD').trim() },
    },
  ]);
  assert.deepEqual(
    subject.map(({ name }) => name),
    [
      'SHA256SUMS',
      'weather-1.2.0-source.tar.gz',
      'weather-1.2.0.cdx.json',
      'weather-1.2.0.spdx.json',
      'weather-1.2.0.tgz',
      'weather-linux',
    ],
  );
});

test('builds do not see what signs and publishes', async () => {
  made.write(
    'lockstep.config.yaml',
    DEFINITION.replace('printf "%s" "$LOCKSTEP_VERSION"', 'env')
      .replace('npm: true', 'npm: false')
      .replace(', npm: { secret: NPM_TOKEN }', ''),
  );
  const env = { COSIGN_PASSWORD: 'correct horse', NPM_TOKEN: 'npm-secret', GITHUB_TOKEN: 'gh-secret' };
  await made.start(['keys', 'generate'], { env }).ended;
  await made.start(['release', 'build', '--key', 'cosign.key'], { env }).ended;
  const seen = built('weather-linux').toString();
  assert.match(seen, /^SOURCE_DATE_EPOCH=\d+$/m);
  assert.doesNotMatch(seen, /correct horse|gh-secret/);
});

test('a build that is not the same twice says what differs, and nothing is written', async () => {
  made.write('lockstep.config.yaml', DEFINITION.replace('"$LOCKSTEP_VERSION"', '"$PWD"'));
  const { code, out: stdout } = await release('--unsigned', '--verify-reproducible');
  assert.equal(code, 1);
  assert.match(
    stdout,
    /weather-linux differs between two builds\n.*it has the folder in it that it was built in/,
  );
  assert.match(stdout, /It was not built the same twice: nothing was written\.\n$/);
  assert.ok(!readdirSync(made.path).includes('lockstep-release'));
});

test('a command that fails shows the end of what it said, and nothing is written', async () => {
  made.write(
    'lockstep.config.yaml',
    DEFINITION.replace('test -d .git && mkdir out &&', 'echo no compiler >&2; exit 7;'),
  );
  const { code, err: stderr } = await release('--unsigned');
  assert.equal(code, 1);
  assert.match(stderr, /error: building the binaries for linux x64 ended with 7\n {2}no compiler\n/);
  assert.ok(!readdirSync(made.path).some((name) => name.startsWith('lockstep-release')));
});

test('everything that is wrong with what was built is told at once', async () => {
  made.write(
    'lockstep.config.yaml',
    DEFINITION.replace('files: out/weather-*', 'files: elsewhere/*').replace(
      'npm: true',
      "npm: true\n    image: { run: 'echo no > image.tar', file: other.tar }",
    ),
  );
  const { code, err: stderr } = await release('--unsigned');
  assert.equal(code, 2);
  assert.match(stderr, /error\[release-artifact-missing\]: what was run has left no elsewhere\/\*/);
  assert.match(stderr, /error\[release-artifact-missing\]: what was run has left no other\.tar/);
});

const REFUSED: readonly (readonly [string, () => void, RegExp])[] = [
  [
    'of a version that package.json has not',
    () => git(made.path, 'tag', 'v1.3.0'),
    /package\.json: it says 1\.2\.0, and the tag 1\.3\.0/,
  ],
  ['that is not there', () => undefined, /there is no tag v1\.3\.0 here/],
  [
    'that is not on main',
    () => {
      git(made.path, 'checkout', '--quiet', '-b', 'side');
      made.write('package.json', FILES['package.json'].replace('1.2.0', '1.3.0'));
      made.write('CHANGELOG.md', '## 1.3.0\n\n- Off.\n');
      git(made.path, 'commit', '--quiet', '--all', '--message', 'side');
      git(made.path, 'tag', 'v1.3.0');
    },
    /branch: the commit is not on main/,
  ],
];

for (const [what, change, message] of REFUSED)
  test(`a tag ${what} is refused before anything is built`, async () => {
    change();
    const { code, err: stderr } = await release('v1.3.0', '--unsigned');
    assert.equal(code, 1);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /Building/);
  });

test('without receipts that are demanded nothing is built', async () => {
  made.write(
    'lockstep.config.yaml',
    DEFINITION.replace('release:\n', 'release:\n  receipts: { identities: [{ github: acme/weather }] }\n'),
  );
  const { code, err: stderr } = await release('v1.2.0', '--unsigned');
  assert.equal(code, 1);
  assert.match(stderr, /unit@linux on github: there is no receipt for it \(absent\)/);
});

test('who signs must be said', async () => {
  const { code, err: stderr } = await release('v1.2.0');
  assert.equal(code, 2);
  assert.match(stderr, /it is not said who signs the release/);
});

let sigstore: SigstoreServer;
before(async () => {
  const keys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
  sigstore = await SigstoreServer.start(keys, { san: 'nobody' });
});
after(() => sigstore.close());

test('a job on GitHub signs without a key, and its certificate vouches for every file', async () => {
  sigstore.claims = {
    iss: 'https://token.actions.githubusercontent.com',
    san: 'https://github.com/acme/weather/.github/workflows/release.yml@refs/tags/v1.2.0',
  };
  const env = {
    ...sigstore.jobEnvironment,
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/weather',
    GITHUB_WORKFLOW_REF: 'acme/weather/.github/workflows/release.yml@refs/tags/v1.2.0',
    GITHUB_REF_TYPE: 'tag',
    GITHUB_REF_NAME: 'v1.2.0',
    GITHUB_RUN_ID: '7',
  };
  const { code, err: stderr } = await made.start(
    ['release', 'build', '--keyless', '--fulcio-url', sigstore.url, '--rekor-url', sigstore.url],
    { env },
  ).ended;
  assert.equal(code, 0, stderr);
  const root = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(sigstore.trustedRoot)));
  const verifier = new Verifier(root, { tlogThreshold: 0, ctlogThreshold: 0 });
  const signed = verifier.verify(
    toSignedEntity(
      bundleFromJSON(JSON.parse(built('release.json.sigstore.json').toString())),
      built('release.json'),
    ),
  );
  assert.match(signed.identity?.subjectAlternativeName ?? '', /release\.yml@refs\/tags\/v1\.2\.0$/);
  assert.throws(() =>
    verifier.verify(
      toSignedEntity(
        bundleFromJSON(JSON.parse(built('SHA256SUMS.sigstore.json').toString())),
        built('release.json'),
      ),
    ),
  );
  const bundle = JSON.parse(built('weather-1.2.0.provenance.sigstore.json').toString()) as {
    dsseEnvelope: { payload: string };
  };
  const { predicate } = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString()) as {
    predicate: {
      buildDefinition: { buildType: string; externalParameters: unknown };
      runDetails: { builder: { id: string } };
    };
  };
  assert.equal(predicate.buildDefinition.buildType, 'https://actions.github.io/buildtypes/workflow/v1');
  assert.deepEqual(predicate.buildDefinition.externalParameters, {
    workflow: {
      ref: 'refs/tags/v1.2.0',
      repository: 'https://github.com/acme/weather',
      path: '.github/workflows/release.yml',
    },
  });
  assert.equal(
    predicate.runDetails.builder.id,
    'https://github.com/acme/weather/.github/workflows/release.yml@refs/tags/v1.2.0',
  );
});

test('a dry run says what would be built, and builds nothing', async () => {
  const { code, out: stdout } = await release('--unsigned', '--dry-run');
  assert.equal(code, 0);
  assert.match(stdout, /would be built into lockstep-release:\n- npm package\n/);
  assert.ok(!readdirSync(made.path).includes('lockstep-release'));
});
