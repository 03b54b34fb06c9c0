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
  channels:
    npm: {secret: NPM_TOKEN}
    github: true
    homebrew: {tap: acme/homebrew-tap, secret: TAP_TOKEN}
    container: {image: ghcr.io/acme/weather}
`;

function project(): Checkout {
  const place = checkout({
    'lockstep.config.yaml': DEFINITION,
    '.gitignore': '.lockstep\n',
    'package.json': '{"name": "weather", "version": "1.1.0"}\n',
    'CHANGELOG.md': '# Changes\n\n## 1.1.0\n\n- wind\n',
  });
  git(place.path, 'init', '--quiet', '--initial-branch=main');
  commitAll(place.path);
  git(place.path, 'tag', 'v1.1.0');
  return place;
}

test('what is ready is told with its channels, what cannot be taken back among them, and its notes', async () => {
  const place = project();
  const plan = await place.start(['release', 'plan', 'v1.1.0'], UTF8).ended;
  assert.equal(plan.code, 0);
  assert.equal(plan.out.replace(/commit [0-9a-f]{12}/, 'commit <id>'), ``);
});

test('everything that stands against a tag is told at once', async () => {
  const place = project();
  place.write('package.json', '{"name": "weather", "version": "1.1.0"}\n\n');
  git(place.path, 'checkout', '--quiet', '-b', 'side');
  commitAll(place.path);
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
    [],
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
  assert.match(err, /write it like v\{version\}/);
});
