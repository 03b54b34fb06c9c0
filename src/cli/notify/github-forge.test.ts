import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { OWN, ProjectServer, STRANGER } from '../../../test/support/notify/project-server.ts';
import type { Forge } from '../../notify/forge.ts';
import { CommentNotifier, IssueNotifier } from '../../notify/media/forge-notifiers.ts';
import { deliveryOf, eventOf, notifierContract, type ReceiverState } from '../../notify/notifier.contract.ts';
import type { Notifier, Outcome } from '../../notify/notifier.ts';
import { GithubClient } from '../../providers/github/api/github-client.ts';
import { GithubForge } from './github-forge.ts';

const NOW = Date.UTC(2026, 10, 24);
const TOKEN = 'ghs_SECRET0123456789';
let server: ProjectServer;
before(async () => {
  server = await ProjectServer.start();
});
after(() => server.close());

function forge(api = server.url): Forge {
  const client = new GithubClient({
    ...{ api: new URL(api), token: TOKEN, tokenFrom: 'GITHUB_TOKEN', userAgent: 'lockstep/0' },
    repository: { owner: 'octo-org', name: 'octo-repo' },
    patience: { total: 1_000, tries: 1 },
    now: () => NOW,
    pause: async () => undefined,
    onPause: () => undefined,
  });
  return new GithubForge(client, () => NOW);
}

const issues = (api?: string): Notifier => new IssueNotifier(forge(api), { labels: ['ci'], assignees: [] });

function become(state: ReceiverState): void {
  server.instead = server.afterwards = () => undefined;
  const error = (status: number, message: string) => () => ({
    ...{ status, body: JSON.stringify({ message }), headers: { 'content-type': 'application/json' } },
  });
  if (state === 'busy') server.instead = error(429, 'You have exceeded a secondary rate limit');
  if (state === 'refusing')
    server.instead = ({ method, path }) =>
      method === 'GET' || path === '/graphql'
        ? undefined
        : error(403, 'Resource not accessible by integration')();
  if (state === 'silent')
    server.afterwards = ({ method, path }) =>
      method === 'POST' && path !== '/graphql' ? 'break' : undefined;
}

/** Nothing in it can be Markdown but what lockstep wrote. */
function checkHarmless(text: string): void {
  const [, ...rest] = text.split('\n');
  const outside = rest
    .join('\n')
    .replace(/^(`{3,})text\n.*?\n\1$/gms, '')
    .replace(/`[^`\n]*`|<code>.*?<\/code>/g, '');
  assert.ok(
    !/(?<!\\)<(?:script|!channel|\/pre)|@mallory|#1\b|(?<!\\)\*x|(?<!\\)\]\(j/.test(outside),
    outside,
  );
}

const shared = { become, checkHarmless, secrets: [TOKEN] };
const opened = (make: () => Notifier) => async (): Promise<Notifier> => {
  server.forget();
  return make();
};

notifierContract({
  ...{ name: 'issue', ...shared },
  open: opened(() => issues()),
  unreachable: () => issues('http://127.0.0.1:1'),
  received: () => server.issues.map(({ body }) => body),
});

const comments = () => server.remarks.map(({ body }) => body);
notifierContract({
  ...{ name: 'pull request', ...shared, received: comments },
  open: opened(() => new CommentNotifier(forge(), 'pull-request')),
  unreachable: () => new CommentNotifier(forge('http://127.0.0.1:1'), 'pull-request'),
});
notifierContract({
  ...{ name: 'commit', ...shared, received: comments },
  open: opened(() => new CommentNotifier(forge(), 'commit')),
  unreachable: () => new CommentNotifier(forge('http://127.0.0.1:1'), 'commit'),
});

function changeOf(outcome: Outcome): string {
  return outcome.kind === 'sent' ? outcome.change : outcome.kind;
}

const failed = (occurrence: string) => deliveryOf(eventOf({ occurrence }));
const over = (occurrence: string) => deliveryOf(eventOf({ status: 'resolved', summary: 'well', occurrence }));

test('an issue is opened with its labels, told how often, closed as completed, and opened again when it comes back', async () => {
  server.forget();
  const notifier = issues();
  const changes: string[] = [];
  for (const delivery of [failed('1'), failed('2'), failed('3'), over('4'), failed('5')])
    changes.push(changeOf(await notifier.deliver(delivery)));
  assert.deepEqual(changes, ['created', 'updated', 'updated', 'closed', 'updated']);
  assert.equal(server.issues.length, 1);
  const [{ title, labels, state, body } = server.addIssue({})] = server.issues;
  assert.deepEqual(
    { title, labels, state },
    { title: 'weather: ci failed on main', labels: ['ci'], state: 'open' },
  );
  assert.match(body, /^<!-- lockstep-notify key="[0-9a-f]{16}" delivery="[0-9a-f]{32}" seen="4" -->\n/);
  assert.match(body, /_Told 4 times\._/);
});

test('an issue is found among 250 others, the forged one is left alone, and one closed as not planned stays closed', async () => {
  server.forget();
  const notifier = issues();
  await notifier.deliver(failed('1'));
  const [own] = server.issues;
  const forged = server.addIssue({
    user: STRANGER,
    body: own?.body.replace(/delivery="\w+"/, 'delivery="x"') ?? '',
  });
  for (let count = 0; count < 250; count++) server.addIssue({ body: `Issue ${count}` });
  assert.equal(changeOf(await notifier.deliver(failed('2'))), 'updated');
  assert.match(forged.body, /delivery="x"/);
  Object.assign(own ?? {}, { state: 'closed', state_reason: 'not_planned' });
  assert.equal(changeOf(await notifier.deliver(failed('3'))), 'unchanged');
  assert.equal(server.issues.length, 252);
});

test('two builds that both find none leave one issue open, the older one', async () => {
  server.forget();
  let other = false;
  server.instead = ({ method, path }) => {
    if (method === 'POST' && path.endsWith('/issues') && !other) {
      other = true;
      const body = `<!-- lockstep-notify key="${failed('1').cause}" delivery="0" seen="1" -->\n`;
      server.addIssue({ user: OWN, body });
    }
    return undefined;
  };
  await issues().deliver(failed('1'));
  assert.deepEqual(
    server.issues.map(({ state, body }) => [state, /^<!--/.test(body)]),
    [
      ['open', true],
      ['closed', false],
    ],
  );
});

test('a token of too few rights: the message names the permission', async () => {
  server.forget();
  become('refusing');
  const outcome = await issues().deliver(failed('1'));
  assert.equal(outcome.kind, 'refused');
  assert.match(('fix' in outcome && outcome.fix) || '', /The token needs `issues: write`/);
});
