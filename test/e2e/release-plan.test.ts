import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commitAll, git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const checkout = temporaryCheckouts();
const UTF8 = { env: { LC_ALL: 'C.UTF-8', NPM_TOKEN: '' } };

const DEFINITION = `project: weather
jobs: {lint: ruff check .}
secrets: [NPM_TOKEN, TAP_TOKEN]
release:
  build: {image: {file: image.tar}}
  channels:
    npm: {secret: NPM_TOKEN}
    github: true
    homebrew: {tap: acme/homebrew-tap, secret: TAP_TOKEN}
    container: {image: ghcr.io/acme/weather}
`;
const PACKAGE =
  '{"name": "weather", "version": "1.1.0", "description": "Tells the weather", "license": "MIT", "repository": "acme/weather"}\n';

function project(): Checkout {
  const place = checkout({
    'lockstep.config.yaml': DEFINITION,
    '.gitignore': '.lockstep\n',
    'package.json': PACKAGE,
    'CHANGELOG.md': '# Changes\n\n## 1.1.0\n\n- wind\n',
  });
  commitAll(place.path);
  git(place.path, 'tag', 'v1.1.0');
  return place;
}

test('what is ready is told with its channels, what cannot be taken back among them, and its notes', async () => {
  const place = project();
  const plan = await place.start(['release', 'plan', 'v1.1.0'], UTF8).ended;
  assert.equal(plan.code, 0);
  assert.equal(
    plan.out.replace(/commit [0-9a-f]{12}/, 'commit <id>'),
    `1.1.0 · the first release

✓ tag: v1.1.0 is commit <id>
✓ version: 1.1.0
✓ package.json: 1.1.0
✓ CHANGELOG.md: 1 line of notes
✓ branch: on main
! npm: NPM_TOKEN has no value here: it cannot be published from this machine
! homebrew: TAP_TOKEN has no value here: it cannot be published from this machine

Channels, in the order of publishing
1. container · ghcr.io/acme/weather · by the identity of the CI system
   To take it back: delete the digest; tags are moved last.
2. github · by the identity of the CI system
   To take it back: a draft is deleted; a published immutable release keeps its tag and files.
3. npm · by NPM_TOKEN
   To take it back: deprecate, and point latest at the version before; the number is used up.
4. homebrew · acme/homebrew-tap · by TAP_TOKEN
   To take it back: revert the commit in the tap.

Notes
  │ - wind

! v1.1.0 may be released
`,
  );
});

test('everything that stands against a tag is told at once', async () => {
  const place = project();
  place.write('package.json', '{"name": "weather", "version": "1.1.0", "dependencies": {"sky": "1"}}\n');
  place.write('lockstep.config.yaml', DEFINITION.replace('  build: {image: {file: image.tar}}\n', ''));
  git(place.path, 'checkout', '--quiet', '-b', 'side');
  git(place.path, 'commit', '--quiet', '--all', '--message', 'aside');
  git(place.path, 'tag', '-m', 'annotated', 'v1.0.5');
  const { code, out } = await place.start(['release', 'plan', 'v1.0.5', '--json'], UTF8).ended;
  assert.equal(code, 1);
  const { checks, conclusion } = JSON.parse(out);
  assert.equal(conclusion, 'failed');
  assert.deepEqual(
    checks
      .map(
        (check: { name: string; conclusion: string; summary: string }) =>
          `${check.conclusion} ${check.name}: ${check.summary}`,
      )
      .slice(1),
    [
      'passed version: 1.0.5',
      'failed package.json: it says 1.1.0, and the tag 1.0.5',
      'failed CHANGELOG.md: no heading names 1.0.5',
      'failed branch: the commit is not on main',
      'warned order: released already: v1.1.0; latest must not move back',
      'failed about: nothing says the description of the project',
      'failed about: nothing says the repository of the project',
      'failed about: nothing says the license of the project',
      'failed requirements: package.json has dependencies, and there is no package-lock.json',
      'warned npm: NPM_TOKEN has no value here: it cannot be published from this machine',
      'warned homebrew: TAP_TOKEN has no value here: it cannot be published from this machine',
    ],
  );
});

test('a tag that is not there, or of another form, is not to be released', async () => {
  const place = project();
  for (const tag of ['v9.9.9', 'nightly', '-x']) {
    const { code } = await place.start(['release', 'plan', '--', tag], UTF8).ended;
    assert.equal(code, 1, tag);
  }
});

test('a release that is declared wrongly is told with its place', async () => {
  const place = project();
  place.write('lockstep.config.yaml', `${DEFINITION}    winget: true\n  tag: v1\n`);
  const { code, err } = await place.start(['release', 'plan', 'v1.1.0'], UTF8).ended;
  assert.equal(code, 2);
  assert.match(err, /winget/);
  assert.match(err, /'v1' in release\.tag is not what tags are called/);
});

test('receipts that are demanded are asked for, and a definition that is not the one of the tag is told', async () => {
  const place = project();
  const receipts = 'release:\n  receipts: {identities: [{github: acme/weather}]}\n';
  const workflow = 'workflows: {ci: {jobs: [lint], owner: github, on: [{kind: push, branches: [main]}]}}\n';
  place.write('lockstep.config.yaml', workflow + DEFINITION.replace('release:\n', receipts));
  const { code, out } = await place.start(['release', 'plan', 'v1.1.0'], UTF8).ended;
  assert.equal(code, 1);
  assert.match(out, /^! definition: lockstep\.config\.yaml is not the one of the tag$/m);
  assert.match(out, /^✗ lint@linux on github: there is no receipt for it \(absent\)$/m);
});

test('what package managers would refuse, and what has nothing to serve, is told before anything is built', async () => {
  const place = project();
  const more = '    scoop: {bucket: acme/bucket}\n    pypi: true\n    chocolatey: {secret: TAP_TOKEN}\n';
  place.write('lockstep.config.yaml', DEFINITION.replace('  channels:\n', `  channels:\n${more}`));
  const { code, out } = await place.start(['release', 'plan', 'v1.1.0'], UTF8).ended;
  assert.equal(code, 1);
  assert.deepEqual(
    out.split('\n').filter((line) => line.startsWith('✗')),
    [
      '✗ chocolatey: the package has a description of 17 characters, and 30 are asked for (CPMR0032)',
      '✗ chocolatey: the package has no authors (CPMR0001)',
      '✗ chocolatey: nothing can be installed: there is neither',
      '✗ pypi: nothing builds a wheel or a source distribution',
      '✗ v1.1.0 is not to be released: 4 checks against it',
    ],
  );
});

test('what every package manager would take stands against nothing', async () => {
  const place = project();
  const more =
    "    scoop: {bucket: acme/bucket}\n    chocolatey: {secret: TAP_TOKEN, description: 'Tells what the weather is going to be like'}\n";
  const build =
    '  about: {authors: [Acme]}\n  build:\n    binaries: [{files: weather.zip, os: windows, arch: x64}]\n    image: {file: image.tar}\n';
  place.write(
    'lockstep.config.yaml',
    DEFINITION.replace('  build: {image: {file: image.tar}}\n', build).replace(
      '  channels:\n',
      `  channels:\n${more}`,
    ),
  );
  const { code, out } = await place.start(['release', 'plan', 'v1.1.0'], UTF8).ended;
  assert.deepEqual(
    out.split('\n').filter((line) => line.startsWith('✗')),
    [],
  );
  assert.equal(code, 0);
});

test('the tag of the commit is meant where none is named', async () => {
  const place = project();
  const { code, out } = await place.start(['release', 'plan'], UTF8).ended;
  assert.equal(code, 0);
  assert.match(out, /^! v1\.1\.0 may be released$/m);
  git(place.path, 'tag', 'v1.1.1');
  const two = await place.start(['release', 'plan'], UTF8).ended;
  assert.equal(two.code, 2);
  assert.match(two.err, /has more than one tag of a version: v1\.1\.0, v1\.1\.1/);
});
