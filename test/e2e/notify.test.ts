import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LoopbackRequest, LoopbackServer } from '../../src/platform/loopback-server.ts';
import { Checkout, type Ended, type Started } from '../support/lockstep-command.ts';
import { MailSink } from '../support/notify/mail-sink.ts';
import { ProjectServer } from '../support/notify/project-server.ts';

const TOKEN = 'ghs_0123456789abcdefSECRET';
const PATH = '/services/T0/B0/SLACKSECRETPATH';
const KEY = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

let github: ProjectServer;
let mail: MailSink;
let http: LoopbackServer;
/** What came over HTTP, by what it came to. While `hold` says so, nobody answers. */
const taken: LoopbackRequest[] = [];
let hold: (request: LoopbackRequest) => boolean = () => false;
let work: Checkout;

before(async () => {
  [github, mail] = [await ProjectServer.start(), await MailSink.start()];
  http = await LoopbackServer.start((request) => {
    taken.push(request);
    return hold(request) ? 'silence' : { status: 200, body: 'ok' };
  });
});
after(async () => {
  work.remove();
  await Promise.all([github.close(), mail.close(), http.close()]);
});

const definition = (to: readonly string[]): string => `
project: weather
jobs: { unit: 'echo fine' }
workflows: { ci: { jobs: '*', owner: github, on: [{ kind: push, branches: [main] }] } }
secrets: [SLACK_WEBHOOK, SMTP_SERVER, HOOK_KEY]
notify:
  receivers:
    ops: { medium: webhook, url: '${http.url}/hook', secret: HOOK_KEY }
    team: { medium: slack, webhook: SLACK_WEBHOOK }
    mail: { medium: email, server: SMTP_SERVER, from: ci@example.com, to: [a@example.com] }
    issues: { medium: issue, labels: [ci] }
  routes:
    - { on: [workflow-failed, recovered], branches: [main], to: [${to.join(', ')}] }
`;

beforeEach(() => {
  work?.remove();
  github.forget();
  taken.length = mail.mails.length = 0;
  hold = () => false;
  work = new Checkout({ 'lockstep.config.yaml': definition(['issues', 'team', 'mail']) });
});

function start(...args: string[]): Started {
  return work.start(['--color', 'never', 'notify', ...args], {
    env: {
      ...{ GITHUB_API_URL: github.url, GITHUB_TOKEN: TOKEN, GITHUB_REPOSITORY: 'octo-org/octo-repo' },
      ...{
        SLACK_WEBHOOK: `${http.url}${PATH}`,
        SMTP_SERVER: `smtp://ci:p%40ss%20word@127.0.0.1:${mail.port}`,
      },
      ...{ HOOK_KEY: KEY, LANG: 'C.UTF-8', GITHUB_ACTIONS: '', CIRCLECI: '' },
    },
  });
}

async function notify(...args: string[]): Promise<Ended> {
  const ended = await start(...args).ended;
  for (const secret of [TOKEN, PATH, KEY, 'p%40ss', 'p@ss word'])
    assert.ok(
      !`${ended.out}${ended.err}`.includes(secret),
      `${secret} is in the output:\n${ended.out}${ended.err}`,
    );
  return ended;
}

const told = (occurrence: string, summary: string, ...more: readonly string[]): Promise<Ended> =>
  notify(
    'send',
    'workflow-failed',
    ...['--subject', 'ci', '--branch', 'main', '--occurrence', occurrence],
    ...['--summary', summary, ...more],
  );
const failed = (occurrence: string): Promise<Ended> => told(occurrence, '1 of 3 jobs failed');
const recovered = (occurrence: string): Promise<Ended> => told(occurrence, 'all is well', '--resolved');

test('a failure opens an issue, its repetition no second one, its end closes it; Slack and mail hear twice', async () => {
  const first = await failed('1');
  assert.equal(first.code, 0, first.err);
  assert.equal(
    first.out,
    `✓ issues: created: weather: ci failed on main https://github.com/octo-org/octo-repo/issues/1
✓ team: sent: weather: ci failed on main
✓ mail: sent: weather: ci failed on main
`.replace('issues/1', `issues/${github.issues[0]?.number}`),
  );
  const second = await failed('2');
  assert.match(second.out, /^✓ issues: updated: /);
  assert.match(second.out, /\nteam: not told, it was told of this a short while ago\nmail: not told/);
  const third = await recovered('3');
  assert.match(third.out, /^✓ issues: closed: weather: ci passes again on main /);
  assert.equal(third.code, 0);
  assert.deepEqual(
    github.issues.map(({ state, labels, title }) => ({ state, labels, title })),
    [{ state: 'closed', labels: ['ci'], title: 'weather: ci failed on main' }],
  );
  assert.deepEqual(
    taken.map(({ body }) => (JSON.parse(Buffer.from(body).toString()) as { text: string }).text),
    ['🔴 weather: ci failed on main', '🟢 weather: ci passes again on main'],
  );
  assert.deepEqual(
    mail.mails.map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1]),
    ['weather: ci failed on main', 'weather: ci passes again on main'],
  );
  assert.equal((await notify('outbox')).out, 'Nothing waits.\n');
});

test('in a fresh checkout the issue is the memory: the end of what it knows is told to all', async () => {
  await failed('1');
  await notify('outbox');
  work.remove();
  work = new Checkout({ 'lockstep.config.yaml': definition(['issues', 'team']) });
  const ended = await recovered('2');
  assert.match(ended.out, /^✓ issues: closed: .*\n✓ team: sent: weather: ci passes again on main\n$/);
  assert.match((await recovered('3')).out, /team: not told/);
});

/** Ends lockstep the moment that a request is there, as the system does when memory is short. */
async function killedWhile(wanted: (request: LoopbackRequest) => boolean): Promise<void> {
  hold = wanted;
  const started = start(
    'send',
    'workflow-failed',
    '--subject',
    'ci',
    '--summary',
    '1 of 3 jobs failed',
    '--branch',
    'main',
  );
  for (let waited = 0; !taken.some(wanted); waited += 20) {
    assert.ok(waited < 30_000, 'it never came');
    await sleep(20);
  }
  started.child.kill('SIGKILL');
  assert.equal((await started.ended).signal, 'SIGKILL');
  hold = () => false;
}

test('killed between outbox and send: what waited behind is sent, once, and the webhook is one by its id', async () => {
  work.write('lockstep.config.yaml', definition(['ops', 'team']));
  const isHook = ({ path }: LoopbackRequest): boolean => path === '/hook';
  await killedWhile(isHook);
  assert.deepEqual(
    taken.map(({ path }) => path),
    ['/hook'],
  );
  const flushed = await notify('outbox', '--flush');
  assert.equal(flushed.code, 0, flushed.out + flushed.err);
  assert.deepEqual(
    taken.map(({ path }) => path),
    ['/hook', '/hook', PATH],
  );
  assert.equal(new Set(taken.filter(isHook).map(({ headers }) => headers['webhook-id'])).size, 1);
  await notify('outbox', '--flush');
  assert.equal(taken.length, 3);
});

test('killed while Slack is told: it is not told twice, a person is asked', async () => {
  work.write('lockstep.config.yaml', definition(['team']));
  await killedWhile(({ path }) => path === PATH);
  const flushed = await notify('outbox', '--flush');
  assert.equal(flushed.code, 1);
  assert.match(
    flushed.out,
    /^(\w{8}) ✗ team: may have arrived \(lockstep ended while it was sent; it may have arrived\): weather: ci failed on main\n {2}help: Look whether it is there; if not: lockstep notify outbox --resend \1\n$/,
  );
  assert.equal(taken.length, 1);
  const [, id = ''] = /^(\w{8})/.exec(flushed.out) ?? [];
  assert.equal((await notify('outbox', '--resend', id)).out, 'Nothing waits.\n');
  assert.equal(taken.length, 2);
});

test('killed while an issue is opened: there is one', async () => {
  work.write('lockstep.config.yaml', definition(['issues']));
  let arrived = false;
  github.afterwards = ({ method, path }) => {
    if (method !== 'POST' || !path.endsWith('/issues') || arrived) return undefined;
    arrived = true;
    return 'silence';
  };
  const started = start(
    'send',
    'workflow-failed',
    '--subject',
    'ci',
    '--summary',
    'failed',
    '--branch',
    'main',
  );
  for (let waited = 0; !arrived; waited += 20) {
    assert.ok(waited < 30_000, 'it never came');
    await sleep(20);
  }
  started.child.kill('SIGKILL');
  await started.ended;
  const flushed = await notify('outbox', '--flush', '--json');
  assert.equal(flushed.code, 0, flushed.err);
  assert.equal(github.issues.length, 1);
});

test('of a run, its verdict, its failing job and the end of its log are told', async () => {
  work.write(
    'lockstep.config.yaml',
    definition(['team']).replace('echo fine', 'echo "boom <here>"; exit 3').replace('branches: [main], ', ''),
  );
  await work.lockstep('run', 'ci');
  const { code, err } = await notify('send', '--run');
  assert.equal(code, 0, err);
  const text = Buffer.from(taken[0]?.body ?? []).toString();
  for (const part of ['ci failed', '1 of 1 job failed', 'unit: ', 'boom <here>'])
    assert.ok(text.includes(part), text);
  await notify('send', '--run');
  assert.equal(taken.length, 1);
});

test('a receiver that cannot be opened keeps no other from being told, and its message waits', async () => {
  const args = ['--subject', 'ci', '--branch', 'main', '--summary', 'failed'];
  const env = {
    SLACK_WEBHOOK: `${http.url}${PATH}`,
    SMTP_SERVER: '',
    GITHUB_REPOSITORY: '',
    LANG: 'C.UTF-8',
  };
  const started = work.start(['--color', 'never', 'notify', 'send', 'workflow-failed', ...args], { env });
  const { code, out, err } = await started.ended;
  assert.equal(code, 1);
  assert.match(out, /✓ team: sent/);
  assert.match(err, /error: issues: it is not known which repository/);
  assert.match(err, /error: mail: the secret SMTP_SERVER is not there; the message stays in the outbox/);
  assert.equal((await notify('outbox', '--flush')).out, 'Nothing waits.\n');
  assert.deepEqual([github.issues.length, mail.mails.length, taken.length], [1, 1, 1]);
});

test('a secret in an event reaches nobody', async () => {
  work.write('lockstep.config.yaml', definition(['team']));
  await notify(
    'send',
    'workflow-failed',
    '--subject',
    'ci',
    '--branch',
    'main',
    '--summary',
    `failed with ${KEY}`,
  );
  assert.equal(taken.length, 1);
  assert.ok(
    !Buffer.from(taken[0]?.body ?? [])
      .toString()
      .includes(KEY),
  );
  assert.ok(!work.read('.lockstep/notify/outbox.ndjson').includes(KEY));
});

test('a test message reaches every receiver, and leaves no open issue', async () => {
  work.write('lockstep.config.yaml', definition(['issues', 'team', 'mail', 'ops']));
  const { code, out } = await notify('test');
  assert.equal(code, 0, out);
  assert.equal(
    out.replace(/https:\S+/, 'URL'),
    '✓ ops: took it\n✓ team: took it\n✓ mail: took it\n✓ issues: took it, and its end: URL\n',
  );
  assert.deepEqual(
    github.issues.map(({ state }) => state),
    ['closed'],
  );
});

test('what cannot be asked for ends with 2 and sends nothing', async () => {
  for (const [args, said] of [
    [['send'], /it is not said what to tell/],
    [['send', 'workflow-broke', '--subject', 'ci', '--summary', 'x'], /this is no event: kind: /],
    [['send', 'workflow-failed'], /an event has a subject and a summary/],
    [['send', '--events', 'nowhere.json'], /there is no file nowhere.json/],
    [['test', 'taem'], /there is no receiver 'taem'\n {2}help: Did you mean 'team'\?/],
    [['outbox', '--resend', 'abc'], /there is no message 'abc'/],
  ] as const) {
    const { code, err } = await notify(...args);
    assert.equal(code, 2, `${args.join(' ')}: ${err}`);
    assert.match(err, said);
  }
  assert.equal(taken.length, 0);
});
