import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { Checkout } from '../support/lockstep-command.ts';

const DEFINITION = `project: weather
toolchain: { name: node, version: '22', install: npm ci, lockFiles: [package-lock.json] }
jobs:
  lint: npm run lint
  unit: npm test
  publish: { category: release, environment: npm, secrets: [NPM_TOKEN], run: npm publish }
secrets: { NPM_TOKEN: { environment: npm } }
workflows:
  full: { jobs: [lint, unit], owner: circleci, on: [{ kind: push, branches: [main] }] }
  matrix:
    jobs: [unit]
    platforms: [linux, macos, windows]
    owner: github
    on:
      - { kind: pull_request, branches: [main] }
      - { kind: push, branches: [main], platforms: [macos, windows] }
  ship: { jobs: [publish], owner: github, on: [{ kind: tag, tags: ['v*'] }] }
`;

const WORKFLOWS = [
  'lockstep.lock',
  '.circleci/config.yml',
  '.github/workflows/matrix.yml',
  '.github/workflows/ship.yml',
];

let checkout: Checkout;

function project(files: Readonly<Record<string, string>> = {}): Checkout {
  checkout = new Checkout({ 'lockstep.config.yaml': DEFINITION, ...files });
  spawnSync('git', ['init', '-q'], { cwd: checkout.path });
  return checkout;
}

afterEach(() => checkout.remove());

describe('lockstep generate', () => {
  it('writes the files of both systems, and finds them right afterwards', async () => {
    const { lockstep } = bound(project());
    const written = await lockstep('generate');
    assert.equal(written.code, 0, written.err);
    assert.equal(written.out, WORKFLOWS.map((path) => `~ ${path}: new\n`).join(''));
    const checked = await lockstep('generate', '--check');
    assert.equal(checked.out, '+ 4 files are what the definition says\n'.replace('+', checked.out.charAt(0)));
    assert.equal(checked.code, 0);
  });

  it('writes the same bytes again and again', async () => {
    const { lockstep } = bound(project());
    await lockstep('generate');
    const first = WORKFLOWS.map((path) => checkout.read(path));
    await lockstep('generate');
    assert.deepEqual(
      WORKFLOWS.map((path) => checkout.read(path)),
      first,
    );
  });

  it('compiles what it has kept anew when that is damaged, and for another definition', async () => {
    // As a run leaves it: before that a checkout is left as it is.
    const { lockstep } = bound(project({ '.lockstep/.gitignore': '*\n' }));
    await lockstep('generate');
    const first = WORKFLOWS.map((path) => checkout.read(path));
    const kept = checkout.read('.lockstep/cache/compiled.json');
    assert.match(kept, /npm test/);
    for (const damaged of ['', '{', kept.replaceAll('npm test', 'rm -rf /')]) {
      checkout.write('.lockstep/cache/compiled.json', damaged);
      assert.equal((await lockstep('generate', '--force')).code, 0);
      assert.deepEqual(
        WORKFLOWS.map((path) => checkout.read(path)),
        first,
      );
    }
    checkout.write('lockstep.config.yaml', DEFINITION.replace('unit: npm test', 'unit: npm run unit'));
    await lockstep('generate');
    assert.match(checkout.read('.github/workflows/matrix.yml'), /run: npm run unit/);
  });

  it('sees a change by hand, with the lines and how to mend it', async () => {
    const { lockstep } = bound(project());
    await lockstep('generate');
    checkout.write(
      '.circleci/config.yml',
      checkout.read('.circleci/config.yml').replace('npm test', 'npm test || true'),
    );
    const checked = await lockstep('generate', '--check');
    assert.equal(checked.code, 1);
    assert.match(checked.out, /\.circleci\/config\.yml: was edited by hand\n/);
    assert.match(checked.out, /^-.*npm test \|\| true$/m);
    assert.match(checked.out, /1 of 4 files are not what the definition says\. Mend: lockstep generate\n$/);
  });

  it('sees a definition that has changed since', async () => {
    const { lockstep } = bound(project());
    await lockstep('generate');
    checkout.write('lockstep.config.yaml', DEFINITION.replace('unit: npm test', 'unit: npm run unit'));
    const checked = await lockstep('generate', '--check');
    assert.equal(checked.code, 1);
    assert.match(checked.out, /the definition has changed/);
  });

  it('leaves what was written by hand, and writes nothing then', async () => {
    const { lockstep } = bound(project({ '.github/workflows/matrix.yml': 'on: push\n' }));
    const refused = await lockstep('generate');
    assert.equal(refused.code, 2);
    assert.match(refused.err, /\.github\/workflows\/matrix\.yml was written by hand and is left as it is/);
    assert.equal(existsSync(join(checkout.path, '.circleci')), false);
    assert.equal(checkout.read('.github/workflows/matrix.yml'), 'on: push\n');
    assert.equal((await lockstep('generate', '--force')).code, 0);
    assert.match(checkout.read('.github/workflows/matrix.yml'), /^# Generated by lockstep/);
  });

  it('removes a generated file that nothing asks for any more, and no other', async () => {
    const { lockstep } = bound(project({ '.github/workflows/mine.yml': 'on: push\n' }));
    await lockstep('generate');
    checkout.write(
      'lockstep.config.yaml',
      DEFINITION.replace(/ {2}ship: .*\n/, '  here: { jobs: [publish] }\n'),
    );
    const written = await lockstep('generate');
    assert.match(written.out, /ship\.yml: belongs to nothing in the definition any more/);
    assert.equal(existsSync(join(checkout.path, '.github/workflows/ship.yml')), false);
    assert.equal(checkout.read('.github/workflows/mine.yml'), 'on: push\n');
  });

  it('writes nothing when a check would run twice', async () => {
    const { lockstep } = bound(project());
    checkout.write('lockstep.config.yaml', DEFINITION.replace(', platforms: [macos, windows] }', ' }'));
    const refused = await lockstep('generate');
    assert.equal(refused.code, 2);
    assert.match(refused.err, /error\[runs-twice\]: On push to main unit@linux runs twice/);
    assert.equal(existsSync(join(checkout.path, '.circleci')), false);
  });
});

describe('lockstep simulate', () => {
  it('tells by the files what a push starts in each system', async () => {
    const { lockstep } = bound(project());
    const { out, code } = await lockstep('simulate', 'push', '--branch', 'main', '--json');
    assert.equal(code, 0);
    const { workflows } = JSON.parse(out) as { workflows: { name: string; runs: { leg: string }[] }[] };
    assert.deepEqual(
      workflows.map(({ name, runs }) => [name, runs.map(({ leg }) => leg)]),
      [
        ['full', ['lint@linux', 'unit@linux']],
        ['matrix', ['unit@macos', 'unit@windows']],
        ['ship', []],
      ],
    );
  });

  it('tells a tag with its secrets, and that no test runs again', async () => {
    const { lockstep } = bound(project());
    const { out } = await lockstep('simulate', 'tag', '--tag', 'v1.2.3');
    assert.match(out, /publish@linux.*secrets NPM_TOKEN/);
    assert.doesNotMatch(out, /unit@/);
  });
});

for (const folder of ['.', 'examples/python-cli', 'examples/node-library'])
  it(`the files of ${folder} are what its definition says`, async () => {
    checkout = new Checkout();
    const { code, out } = await checkout.lockstep('-C', resolve(folder), 'generate', '--check');
    assert.equal(code, 0, out);
  });

/** Methods that can be taken out of the object. */
function bound(one: Checkout): { lockstep: Checkout['lockstep'] } {
  return { lockstep: (...args) => one.lockstep(...args) };
}
