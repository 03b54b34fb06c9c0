import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LoopbackAnswer, LoopbackServer } from '../../../platform/loopback-server.ts';
import type { ChannelRefusal } from '../channel.ts';
import { ChannelServer } from '../channel-server.ts';
import { GithubApi } from './github-api.ts';

const NOW = 1_000_000;

/** What an answer is made of, in short; each is asked for once. */
async function refusalOf(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  message = 'No',
): Promise<readonly [string, number | undefined, string, string | undefined]> {
  let asked = 0;
  const server = await LoopbackServer.start((): LoopbackAnswer => {
    asked += 1;
    const errors = [{ resource: 'Release', field: 'tag_name', code: 'already_exists' }];
    return { status, headers, body: JSON.stringify({ message, ...(status === 422 && { errors }) }) };
  });
  const access = { api: server.url, uploads: server.url, token: 'ghs_SECRET', secret: 'GITHUB_TOKEN' };
  const api = new GithubApi(new ChannelServer(), { ...access, now: () => NOW });
  try {
    await api.ask(
      { method: 'POST', path: '/x', what: 'do it', permission: 'contents: write', body: {} },
      new AbortController().signal,
    );
    return assert.fail('it was not refused');
  } catch (error) {
    const { kind, after, message: said, remedy } = error as ChannelRefusal;
    assert.equal(asked, 1);
    assert.ok(!`${said}${remedy}`.includes('ghs_SECRET'));
    return [kind, after, said, remedy];
  } finally {
    await server.close();
  }
}

test('limits are waited for, as long as GitHub says', async () => {
  assert.deepEqual((await refusalOf(429, { 'retry-after': '30' })).slice(0, 2), ['later', 30_000]);
  const used = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 90) };
  assert.deepEqual((await refusalOf(403, used)).slice(0, 2), ['later', 91_000]);
  assert.deepEqual((await refusalOf(403, {}, 'You have exceeded a secondary rate limit')).slice(0, 2), [
    'later',
    60_000,
  ]);
  assert.deepEqual((await refusalOf(503, { 'retry-after': '5' })).slice(0, 2), ['later', 5_000]);
});

test('what a person must mend is told, with the right that GitHub names', async () => {
  assert.deepEqual(await refusalOf(401, {}, 'Bad credentials'), [
    'person',
    undefined,
    'GitHub did not do it: Bad credentials (401)',
    'The token in GITHUB_TOKEN is wrong or has run out: give another one.',
  ]);
  assert.deepEqual(await refusalOf(403, { 'x-accepted-github-permissions': 'contents=write' }), [
    'person',
    undefined,
    'GitHub did not do it: No (403)',
    'The token in GITHUB_TOKEN needs `contents: write` (GitHub names: contents=write); what it may not see is not there for it.',
  ]);
});

test('what is wrong with a request is said with its field, and not repeated', async () => {
  assert.deepEqual((await refusalOf(422, {}, 'Validation Failed')).slice(0, 3), [
    'never',
    undefined,
    'GitHub did not do it: Validation Failed: tag_name already_exists (422)',
  ]);
});

test('words of a server are one harmless line', async () => {
  const [, , said] = await refusalOf(422, {}, 'a\u001b[31m\nb');
  assert.ok(!/[\u001b\n]/.test(said), said);
});
