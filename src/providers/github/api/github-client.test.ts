import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ACTIONS_BOT, GithubServer, problem } from '../../../../test/support/github-server.ts';
import { GithubClient, type GithubClientOptions } from './github-client.ts';
import { GithubRefusal } from './github-refusal.ts';

const TOKEN = 'ghs_SECRET';
const PURPOSE = { what: 'do it', permission: 'contents: read', scope: 'repo' };
const LIST = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';

let server: GithubServer;
/** What was told before each pause, which takes no time here. */
const told: string[] = [];
let now = 0;

before(async () => {
  server = await GithubServer.start();
  server.tokens.set(TOKEN, { account: ACTIONS_BOT, comments: true });
});

beforeEach(() => {
  server.misbehave = () => false;
  for (const list of [server.requests, server.comments, told]) list.length = 0;
});

after(() => server.close());

function clientOf(options: Partial<GithubClientOptions> = {}): GithubClient {
  return new GithubClient({
    api: new URL(server.url),
    token: TOKEN,
    tokenFrom: 'GITHUB_TOKEN',
    repository: { owner: 'octo-org', name: 'octo-repo' },
    userAgent: 'lockstep/0.0.0',
    now: () => now,
    pause: async (ms) => {
      now += ms;
    },
    onPause: (line) => told.push(line),
    ...options,
  });
}

async function refusalOf(work: Promise<unknown>): Promise<GithubRefusal> {
  const error = await work.then(
    () => assert.fail('it was not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof GithubRefusal, String(error));
  assert.ok(!JSON.stringify([error.message, error.fix, error.stack]).includes(TOKEN));
  return error;
}

test('every page of a list is read, and requests say who asks', async () => {
  for (let count = 0; count < 250; count++) server.addComment(7, ACTIONS_BOT, `${count}`);
  const entries = await clientOf().list(LIST, PURPOSE, { issue_number: 7 });
  assert.equal(entries.length, 250);
  assert.equal(server.requests.length, 3);
  const [{ headers } = assert.fail()] = server.requests;
  assert.match(headers['user-agent'] ?? '', /^lockstep\/0\.0\.0 /);
  assert.equal(headers.authorization, `token ${TOKEN}`);
});

test('a server of one’s own has its API below a path, and GraphQL beside it', async () => {
  const client = clientOf({ api: new URL(`${server.url}/api/v3/`) });
  assert.deepEqual(await client.viewer(PURPOSE), { login: 'github-actions[bot]', id: ACTIONS_BOT.id });
  assert.deepEqual(await client.list(LIST, PURPOSE, { issue_number: 7 }), []);
  assert.deepEqual(server.asked, [
    'POST /api/graphql',
    'GET /api/v3/repos/octo-org/octo-repo/issues/7/comments',
  ]);
});

test('a server that stays down is asked four times, with pauses that grow', async () => {
  server.misbehave = ({ say }) => say(503, problem('Unicorn!'));
  const { kind, message } = await refusalOf(clientOf().list(LIST, PURPOSE, { issue_number: 7 }));
  assert.deepEqual([kind, message], ['unreachable', 'GitHub did not do it: Unicorn! (503)']);
  assert.deepEqual(
    told,
    [1, 2, 4].map((s) => `GitHub: it answered 503; trying again in ${s} s`),
  );
  assert.equal(server.requests.length, 4);
});

test('a pause that is longer than patience is not begun', async () => {
  server.misbehave = ({ say }) => say(429, problem('Too many requests'), { 'retry-after': '3600' });
  const { kind, message } = await refusalOf(clientOf().list(LIST, PURPOSE, { issue_number: 7 }));
  assert.deepEqual([kind, server.requests.length, told], ['limit', 1, []]);
  assert.match(message, /^GitHub takes no more requests for 60 min: Too many requests/);
});

test('nobody there, an answer that never ends and one that is too large have their words', async () => {
  const gone = await refusalOf(clientOf({ api: new URL('http://127.0.0.1:1') }).ask('GET /user', PURPOSE));
  assert.match(gone.message, /^GitHub did not do it: 127\.0\.0\.1:1: (?:connect ECONNREFUSED|bad port)/);
  server.misbehave = ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('[');
    return true;
  };
  const limits = { total: 200, rate: 1_000, answer: 1_000 };
  const slow = await refusalOf(
    clientOf({ limits, patience: { total: 0, tries: 1 } }).ask('GET /user', PURPOSE),
  );
  assert.match(slow.message, /: no answer within 0 s$/);
  server.requests.length = 0;
  server.misbehave = ({ say }) => say(200, 'x'.repeat(2_000));
  const large = await refusalOf(clientOf({ limits: { ...limits, total: 5_000 } }).ask('GET /user', PURPOSE));
  assert.match(large.message, /: it answers with more than 1000 bytes$/);
  assert.equal(server.requests.length, 1);
});

test('a page of HTML, of a proxy for one, is not told', async () => {
  server.misbehave = ({ response }) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<html><script>alert(1)</script></html>');
    return true;
  };
  const { message } = await refusalOf(clientOf().ask('GET /user', PURPOSE));
  assert.equal(message, 'GitHub did not do it: it answered 404');
});

test('a list that leads back to itself ends', async () => {
  server.misbehave = ({ request, say }) =>
    say(200, [1], { link: `<${server.url}${request.path}>; rel="next"` });
  assert.equal((await clientOf().list(LIST, PURPOSE, { issue_number: 7 })).length, 300);
});

test('redirections without end are followed five times', async () => {
  server.misbehave = ({ request, say }) => say(307, undefined, { location: request.path });
  const { message } = await refusalOf(clientOf().ask('GET /user', PURPOSE));
  assert.match(message, /: it redirects more than 5 times$/);
  assert.equal(server.requests.length, 6);
});

for (const [status, body, kind, message] of [
  [401, problem('Bad credentials'), 'token', 'Bad credentials (401)'],
  [
    403,
    problem('Resource not accessible by personal access token'),
    'permission',
    'Resource not accessible by personal access token (403)',
  ],
  [
    403,
    problem('Resource protected by organization SAML enforcement.'),
    'permission',
    'Resource protected by organization SAML enforcement. (403)',
  ],
  [
    403,
    problem('Repository was archived so is read-only.'),
    'disabled',
    'Repository was archived so is read-only. (403)',
  ],
  [
    403,
    problem('Code Security must be enabled for this repository to use code scanning.'),
    'disabled',
    'Code Security must be enabled for this repository to use code scanning. (403)',
  ],
  [404, problem('Not Found'), 'missing', 'Not Found (404)'],
  [410, problem('Issues are disabled for this repo'), 'invalid', 'Issues are disabled for this repo (410)'],
  [413, undefined, 'invalid', 'it answered 413'],
  [
    422,
    {
      ...problem('Validation Failed'),
      errors: [{ field: 'ref', code: 'invalid' }, 'no such commit', { message: 'odd\u001b[31m' }, null],
    },
    'invalid',
    'Validation Failed: ref invalid: no such commit: odd (422)',
  ],
] as const)
  test(`${status} ${kind}: GitHub's words are told: ${message}`, async () => {
    server.misbehave = ({ say }) => say(status, body);
    const refusal = await refusalOf(clientOf().ask('GET /user', PURPOSE));
    assert.equal(refusal.kind, kind);
    assert.equal(refusal.message, `GitHub did not do it: ${message}`);
    assert.equal(server.requests.length, 1);
  });
