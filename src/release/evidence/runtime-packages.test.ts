import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectFacts } from '../metadata/project-facts.ts';
import { releaseBills } from './bills.ts';
import { type RuntimePackages, runtimePackages } from './runtime-packages.ts';

const HASH = 'a'.repeat(64);
const PYPROJECT =
  '[project]\nname = "weather"\ndependencies = ["Requests >=2", "tomli; python_version < \'3.11\'"]\n';
const FROZEN = `# frozen
requests==2.32.0 \\
    --hash=sha256:${HASH} \\
    --hash=sha256:${'b'.repeat(64)}
    # via weather
tomli==2.0.1 ; python_version < "3.11" --hash=sha256:${HASH}
`;

async function of(files: Readonly<Record<string, string>>, requirements?: string) {
  const facts = projectFacts({ pyproject: files['pyproject.toml'], packageJson: files['package.json'] });
  const found = await runtimePackages({
    config: { python: requirements === undefined ? true : { requirements } },
    facts,
    builds: { python: facts.python !== undefined, npm: facts.npm !== undefined },
    read: async (path) => files[path],
  });
  return found.ok ? shown(found.value) : found.diagnostics.map(({ message }) => message);
}

function shown({ packages }: RuntimePackages): readonly string[] {
  return packages.map(({ purl, needs, distribution }) =>
    [
      purl,
      ...(distribution?.hashes ?? []).map(({ algorithm, value }) => `${algorithm}:${value.slice(0, 6)}`),
      ...needs,
    ].join(' '),
  );
}

test('what a Python package needs is what its frozen requirements name, with every hash', async () => {
  assert.deepEqual(await of({ 'pyproject.toml': PYPROJECT, 'r.txt': FROZEN }, 'r.txt'), [
    'pkg:pypi/requests@2.32.0 sha256:aaaaaa sha256:bbbbbb',
    'pkg:pypi/tomli@2.0.1 sha256:aaaaaa',
  ]);
});

const LOOSE: readonly (readonly [string, string, string])[] = [
  ['a range', 'requests>=2', 'line 1 of r.txt does not name one version of one package'],
  [
    'any of a series',
    `requests==2.* --hash=sha256:${HASH}`,
    'line 1 of r.txt does not name one version of one package',
  ],
  ['no hash', 'requests==2.32.0', 'line 1 of r.txt has no hash for requests'],
  [
    'an address',
    `requests @ https://x.example/r.whl --hash=sha256:${HASH}`,
    'line 1 of r.txt does not name one version of one package',
  ],
  ['another file', '-r other.txt', 'line 1 of r.txt does not name one version of one package'],
  [
    'one that is not there',
    `tomli==2.0.1 --hash=sha256:${HASH}`,
    'r.txt lacks Requests, which pyproject.toml depends on',
  ],
];

for (const [what, text, message] of LOOSE)
  test(`requirements with ${what} are not frozen`, async () => {
    assert.deepEqual(
      await of({ 'pyproject.toml': PYPROJECT, 'r.txt': text }, 'r.txt').then((all) => all[0]),
      message,
    );
  });

test('dependencies that nothing freezes stand against a release, and none need no file', async () => {
  assert.deepEqual(await of({ 'pyproject.toml': PYPROJECT }), [
    'pyproject.toml has dependencies, and no file says which versions of them were tested',
  ]);
  assert.deepEqual(await of({ 'pyproject.toml': '[project]\nname = "weather"\n' }), []);
  assert.deepEqual(await of({ 'pyproject.toml': PYPROJECT }, 'gone.txt'), [
    'there is no gone.txt in the commit',
  ]);
});

const LOCK = {
  lockfileVersion: 3,
  packages: {
    '': { name: 'weather', dependencies: { '@acme/sky': '^1' } },
    'node_modules/@acme/sky': {
      version: '1.2.0',
      resolved: 'https://registry.npmjs.org/@acme/sky/-/sky-1.2.0.tgz',
      integrity: 'sha512-qqqq',
      license: 'MIT',
      dependencies: { rain: '1' },
    },
    'node_modules/rain': { version: '2.0.0' },
    'node_modules/@acme/sky/node_modules/rain': { version: '1.0.0' },
    'node_modules/maybe': { version: '1.0.0', devOptional: true },
    'node_modules/test-tool': { version: '9.0.0', dev: true },
  },
};

test('what a package of npm needs is what its lock installs for production, each with the copy that it finds', async () => {
  const files = { 'package.json': '{"name":"weather","dependencies":{"@acme/sky":"1"}}' };
  assert.deepEqual(await of({ ...files, 'package-lock.json': JSON.stringify(LOCK) }), [
    'pkg:npm/%40acme/sky@1.2.0 sha512:aaaaaa npm:node_modules/@acme/sky/node_modules/rain',
    'pkg:npm/rain@2.0.0',
    'pkg:npm/rain@1.0.0',
    'pkg:npm/maybe@1.0.0',
  ]);
  assert.deepEqual(await of(files), ['package.json has dependencies, and there is no package-lock.json']);
  assert.deepEqual(await of({ ...files, 'package-lock.json': '{"lockfileVersion":1}' }), [
    'package-lock.json is no lock of version 2 or 3',
  ]);
});

test('bills of the same release are the same bytes, and name what is released', () => {
  const facts = {
    ...{ project: 'weather', version: '1.2.0', license: 'Apache-2.0', purl: 'pkg:npm/weather@1.2.0' },
    packages: [],
    lockstep: '0.1.0',
    time: Date.parse('2026-01-31T12:00:00Z'),
  };
  const { cyclonedx, spdx } = releaseBills(facts);
  assert.deepEqual(releaseBills(facts), { cyclonedx, spdx });
  assert.deepEqual((JSON.parse(cyclonedx) as { metadata: { component: unknown } }).metadata.component, {
    ...{ type: 'application', 'bom-ref': 'subject', name: 'weather', version: '1.2.0' },
    licenses: [{ license: { id: 'Apache-2.0' } }],
    purl: 'pkg:npm/weather@1.2.0',
  });
  const [described] = (JSON.parse(spdx) as { packages: { versionInfo: string; licenseDeclared: string }[] })
    .packages;
  assert.equal(`${described?.versionInfo} ${described?.licenseDeclared}`, '1.2.0 Apache-2.0');
});
