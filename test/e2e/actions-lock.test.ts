import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { git } from '../support/git.ts';
import { type Ended, temporaryCheckouts } from '../support/lockstep-command.ts';

const DEFINITION = `project: weather
jobs: { unit: npm test }
workflows:
  ci: { jobs: '*', owner: github, on: [{ kind: push, branches: [main] }] }
`;

const open = temporaryCheckouts();
const server = mkdtempSync(join(tmpdir(), 'lockstep-actions-'));
after(() => rmSync(server, { recursive: true, force: true }));

/** A repository of an action, to which versions can be added: annotated tags, as releases mostly are. */
function action(name: string): { release(version: string): string } {
  const path = join(server, name);
  mkdirSync(path, { recursive: true });
  git(path, 'init', '-q');
  return {
    release(version) {
      git(path, 'commit', '-q', '--allow-empty', '-m', version);
      git(path, 'tag', '-f', '-a', '-m', version, version);
      return git(path, 'rev-parse', 'HEAD').trim();
    },
  };
}

/** git is told to find there what it would look for on GitHub: what a company's mirror does. */
const MIRROR = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `url.${server}/.insteadOf`,
  GIT_CONFIG_VALUE_0: 'https://github.com/',
};

describe('lockstep.lock', () => {
  const checkout = open({ 'lockstep.config.yaml': DEFINITION });
  const lockstep = (...args: string[]): Promise<Ended> => checkout.start(args, { env: MIRROR }).ended;
  const locked = () => JSON.parse(checkout.read('lockstep.lock')).actions['actions/checkout'];
  const own = action('actions/checkout');
  let sha: string;

  it('is written with the commits that lockstep comes with, for the actions that are used', async () => {
    const { code, out } = await lockstep('generate');
    assert.equal(code, 0);
    assert.match(out, /lockstep\.lock: new/);
    assert.deepEqual(Object.keys(JSON.parse(checkout.read('lockstep.lock')).actions), ['actions/checkout']);
    assert.match(
      checkout.read('.github/workflows/ci.yml'),
      new RegExp(`actions/checkout@${locked().sha} # `),
    );
  });

  it('gets newer versions when they are asked for, and the workflows with it', async () => {
    sha = own.release('v7.99.0');
    const asked = await lockstep('generate', '--update-actions', '--dry-run');
    assert.match(asked.err, /actions\/checkout: v7\.\d\.\d [0-9a-f]{8} → v7\.99\.0 [0-9a-f]{8}\n/);
    assert.notEqual(locked().sha, sha);
    const { code } = await lockstep('generate', '--update-actions');
    assert.equal(code, 0);
    assert.deepEqual(locked(), { version: 'v7.99.0', sha });
    assert.match(checkout.read('.github/workflows/ci.yml'), new RegExp(`actions/checkout@${sha} # v7.99.0`));
    assert.equal((await lockstep('generate', '--check')).code, 0);
  });

  it('keeps a version that was moved, unless somebody insists', async () => {
    const moved = own.release('v7.99.0');
    const refused = await lockstep('generate', '--update-actions');
    assert.equal(refused.code, 1);
    assert.match(
      refused.err,
      /the tag v7\.99\.0 was moved away from [0-9a-f]{8}\. .*\nNothing was written\.\n$/,
    );
    assert.equal(locked().sha, sha);
    assert.equal((await lockstep('generate', '--update-actions', '--force')).code, 0);
    assert.equal(locked().sha, moved);
  });

  it('changes nothing when nobody answers', async () => {
    rmSync(server, { recursive: true });
    const before = checkout.read('lockstep.lock');
    const { code, err } = await lockstep('generate', '--update-actions');
    assert.equal(code, 1);
    assert.match(err, /actions\/checkout: .*does not appear to be a git repository/);
    assert.equal(checkout.read('lockstep.lock'), before);
  });

  it('is covered by --check, and an entry that is wrong is told with its place', async () => {
    const good = checkout.read('lockstep.lock');
    checkout.write('lockstep.lock', good.replace(/[0-9a-f]{40}/, 'a'.repeat(40)));
    assert.match((await lockstep('generate', '--check')).out, /ci\.yml: the definition has changed/);
    checkout.write('lockstep.lock', good.replace(/[0-9a-f]{40}/, 'main'));
    const { code, err } = await lockstep('generate');
    assert.equal(code, 2);
    assert.match(err, /error\[actions-lock-invalid\].*\n {2}--> lockstep\.lock:6:14\n/);
    assert.equal((await lockstep('generate', '--check', '--update-actions')).code, 2);
  });
});
