import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from './exit-code.ts';
import {
  ownSecretValues,
  readSharedCacheSettings,
  type SharedCacheSettings,
} from './shared-cache-settings.ts';

function read(cache: string, more: Readonly<Record<string, string>> = {}): SharedCacheSettings {
  const settings = readSharedCacheSettings({ LOCKSTEP_REMOTE_CACHE: cache, ...more });
  if (settings === undefined) throw new Error('there is no shared cache');
  return settings;
}

/** `message` and, behind it, the way out. */
function refused(cache: string, more: Readonly<Record<string, string>> = {}): string {
  try {
    read(cache, more);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message}. ${error.fix ?? ''}`.trim();
    throw error;
  }
  return 'nothing is wrong';
}

const TOKEN = 'tell-nobody';
const MAIN = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' };

describe('the settings of the shared cache', () => {
  it('are none where no cache is named', () => {
    assert.equal(readSharedCacheSettings({}), undefined);
    assert.equal(readSharedCacheSettings({ LOCKSTEP_REMOTE_CACHE: ' ' }), undefined);
    assert.equal(readSharedCacheSettings({ LOCKSTEP_REMOTE_CACHE_TOKEN: TOKEN }), undefined);
  });

  it('name a server and an instance, or a server and a team', () => {
    const bazel = read('bazel+https://cache.example.com/instance/');
    assert.deepEqual(
      [bazel.kind, bazel.url, bazel.query],
      ['bazel', 'https://cache.example.com/instance', {}],
    );
    const turbo = read('TURBO+https://cache.example.com:8443?teamId=t%201&slug=s');
    assert.deepEqual(
      [turbo.kind, turbo.url, turbo.query],
      ['turbo', 'https://cache.example.com:8443', { teamId: 't 1', slug: 's' }],
    );
  });

  it('say what makes no sense, and what would', () => {
    const examples = 'Write bazel+https://host/instance, or turbo+https://host?teamId=team.';
    for (const text of [
      'https://host',
      'bazel',
      'bazel+ftp://host',
      'bazel+https://',
      'nx+https://host',
      'turbo+https://[:',
    ])
      assert.equal(refused(text), `LOCKSTEP_REMOTE_CACHE '${text}' is no shared cache. ${examples}`);
    assert.equal(refused('bazel+https://host#x'), `LOCKSTEP_REMOTE_CACHE has '#x' at its end. ${examples}`);
    assert.equal(
      refused('bazel+https://host?instance=x'),
      "LOCKSTEP_REMOTE_CACHE has 'instance' in its query. The instance of a Bazel cache is its path.",
    );
    assert.match(
      refused('turbo+https://host?teamID=x'),
      /^LOCKSTEP_REMOTE_CACHE has 'teamID' in its query\. .*teamId/,
    );
    assert.equal(
      refused('bazel+https://host', { LOCKSTEP_REMOTE_CACHE_MODE: 'write' }),
      "LOCKSTEP_REMOTE_CACHE_MODE is 'write'. It is read or read-write.",
    );
  });

  it('send a token as Bearer, and a user and password as Basic where servers know these', () => {
    const basic = `Basic ${Buffer.from('me:pass word').toString('base64')}`;
    assert.equal(read('bazel+https://host').authorization, undefined);
    assert.equal(
      read('bazel+https://host', { LOCKSTEP_REMOTE_CACHE_TOKEN: ` ${TOKEN}\n` }).authorization,
      `Bearer ${TOKEN}`,
    );
    assert.equal(
      read('bazel+https://host', { LOCKSTEP_REMOTE_CACHE_TOKEN: 'me:pass word' }).authorization,
      basic,
    );
    assert.equal(
      read('turbo+https://host', { LOCKSTEP_REMOTE_CACHE_TOKEN: 'a:b' }).authorization,
      'Bearer a:b',
    );
  });

  it('send no token where others could read it', () => {
    const token = { LOCKSTEP_REMOTE_CACHE_TOKEN: TOKEN };
    for (const host of [
      'cache.example.com',
      '10.0.0.1',
      '127.0.0.1.example.com',
      'localhost.example.com',
      '[::2]',
      '0.0.0.0',
    ])
      assert.match(
        refused(`bazel+http://${host}`, token),
        /^LOCKSTEP_REMOTE_CACHE is http:\/\/: the token would go to \S+ for everybody on the way to read\. Use https/,
      );
    for (const host of ['127.0.0.1:80', '127.9.9.9', 'localhost:8080', '[::1]:8080'])
      assert.equal(refused(`bazel+http://${host}`, token), 'nothing is wrong');
    assert.equal(
      refused('bazel+http://cache.example.com'),
      'nothing is wrong',
      'there is no token to be read',
    );
  });

  it('never show a secret', () => {
    for (const text of [`bazel+https://me:${TOKEN}@host`, `https://${TOKEN}@host`, `x//${TOKEN}@`])
      assert.equal(
        refused(text),
        'LOCKSTEP_REMOTE_CACHE has a user in it. Put it in LOCKSTEP_REMOTE_CACHE_TOKEN: a token, or user:password.',
      );
    for (const token of [`${TOKEN}\nx`, `${TOKEN} x`, `${TOKEN}é`])
      assert.equal(
        refused('turbo+https://host', { LOCKSTEP_REMOTE_CACHE_TOKEN: token }),
        'LOCKSTEP_REMOTE_CACHE_TOKEN has characters in it that no token has.',
      );
    assert.deepEqual(
      ownSecretValues({ LOCKSTEP_REMOTE_CACHE_TOKEN: 'me:pass' }).map(({ value }) => value),
      ['pass'],
    );
  });

  it('give what a trusted run came to to everybody, and what a person did to persons', () => {
    const trusted = read('bazel+https://host', MAIN);
    assert.deepEqual(trusted.sharing, { reads: ['trusted'], writes: 'trusted', signatureKey: undefined });
    const local = read('bazel+https://host');
    assert.deepEqual(local.sharing, {
      reads: ['trusted', 'local'],
      writes: 'local',
      signatureKey: undefined,
    });
  });

  it('give nothing that a pull request came to, whatever the mode', () => {
    const untrusted = read('bazel+https://host', {
      ...MAIN,
      GITHUB_EVENT_NAME: 'pull_request',
      LOCKSTEP_REMOTE_CACHE_MODE: 'read-write',
    });
    assert.deepEqual(untrusted.sharing, { reads: ['trusted'], writes: undefined, signatureKey: undefined });
    assert.equal(untrusted.readOnly, 'the event is pull_request');
    const reading = read('bazel+https://host', { ...MAIN, LOCKSTEP_REMOTE_CACHE_MODE: 'read' });
    assert.deepEqual(
      [reading.sharing.writes, reading.readOnly],
      [undefined, 'LOCKSTEP_REMOTE_CACHE_MODE is read'],
    );
  });

  it('trust the branches that are named', () => {
    const branches = { LOCKSTEP_REMOTE_CACHE_BRANCHES: 'trunk, release/1' };
    assert.equal(read('bazel+https://host', { ...MAIN, ...branches }).sharing.writes, undefined);
    const trunk = { ...MAIN, ...branches, GITHUB_REF: 'refs/heads/release/1' };
    assert.equal(read('bazel+https://host', trunk).sharing.writes, 'trusted');
  });
});
