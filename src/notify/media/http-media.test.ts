import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { type LoopbackRequest, LoopbackServer } from '../../platform/loopback-server.ts';
import { messageOf } from '../message.ts';
import { deliveryOf, eventOf, notifierContract, type ReceiverState } from '../notifier.contract.ts';
import type { Notifier } from '../notifier.ts';
import { renderSlack, SlackNotifier } from './slack-notifier.ts';
import { readWebhookKey, verifyWebhook, WebhookNotifier } from './webhook-notifier.ts';

const KEY_TEXT = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const KEY = readWebhookKey(KEY_TEXT) ?? new Uint8Array();
const NOW = Date.UTC(2026, 10, 24);

const NOWHERE = new URL('http://127.0.0.1:1/services/SECRETPATH');

/** Takes JSON at an address that nobody else may know. */
class Sink {
  readonly taken: LoopbackRequest[] = [];
  state: ReceiverState = 'well';
  server!: LoopbackServer;

  async start(): Promise<void> {
    this.server = await LoopbackServer.start((request) => {
      if (this.state === 'busy')
        return { status: 429, headers: { 'retry-after': '7' }, body: 'rate_limited' };
      if (this.state === 'refusing') return { status: 404, body: 'no_service' };
      this.taken.push(request);
      return this.state === 'silent' ? 'break' : { status: 200, body: 'ok' };
    });
  }

  /** What a receiver that keeps ids has: each id once. */
  get received(): readonly string[] {
    const texts = this.taken.map(({ headers, body }, index) => {
      return [headers['webhook-id'] ?? String(index), Buffer.from(body).toString()] as const;
    });
    return [...new Map(texts).values()];
  }

  readonly url = (): URL => new URL('/services/T0/B0/SECRETPATH', this.server.url);

  readonly under = {
    received: () => this.received,
    become: (state: ReceiverState): void => {
      this.state = state;
    },
    secrets: ['SECRETPATH'],
  };

  async open(make: () => Notifier): Promise<Notifier> {
    this.taken.length = 0;
    this.state = 'well';
    return make();
  }
}

const sink = new Sink();
before(() => sink.start());
after(() => sink.server.close());

const slack = (url: URL): Notifier => new SlackNotifier(url, () => NOW);
const webhook = (url: URL): Notifier =>
  new WebhookNotifier({ url, key: KEY, userAgent: 'lockstep/0', now: () => NOW });

notifierContract({
  ...{ name: 'Slack', ...sink.under },
  open: () => sink.open(() => slack(sink.url())),
  unreachable: () => slack(NOWHERE),
  checkHarmless(text) {
    const { text: fallback, blocks } = JSON.parse(text) as { text: string; blocks: unknown[] };
    assert.ok(!/[<>]/.test(fallback), fallback);
    const kinds: string[] = JSON.stringify(blocks).match(/"type":"\w+"/g) ?? [];
    assert.ok(kinds.length > 5 && !kinds.includes('"type":"mrkdwn"'), kinds.join());
  },
});

notifierContract({
  ...{ name: 'webhook', ...sink.under },
  open: () => sink.open(() => webhook(sink.url())),
  unreachable: () => webhook(NOWHERE),
  checkHarmless(text) {
    const { data } = JSON.parse(text) as { data: Record<string, unknown> };
    assert.deepEqual(Object.keys(data).slice(0, 4), ['cause', 'status', 'project', 'subject']);
  },
});

test('what Slack is sent for a failed workflow', () => {
  const event = eventOf({
    details: 'a < b',
    facts: [{ name: 'unit@linux', value: 'exit code 1' }],
    links: [{ text: 'the run', url: 'https://example.com/1' }],
  });
  assert.deepEqual(renderSlack(messageOf(event)), {
    text: '🔴 weather: ci failed on main',
    blocks: [
      { type: 'header', text: plain('🔴 weather: ci failed on main') },
      { type: 'section', text: plain('3 of 12 jobs failed') },
      {
        type: 'section',
        fields: [plain('Branch: main'), plain('Commit: cccccccccccc'), plain('unit@linux: exit code 1')],
      },
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'a < b' }] }],
      },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [{ type: 'link', url: 'https://example.com/1', text: 'the run' }],
          },
        ],
      },
    ],
  });
});

function plain(text: string): unknown {
  return { type: 'plain_text', text, emoji: false };
}

test("Slack's word for what is wrong becomes what to do", async () => {
  const notifier = await sink.open(() => slack(sink.url()));
  sink.state = 'refusing';
  assert.deepEqual(await notifier.deliver(deliveryOf(eventOf())), {
    kind: 'refused',
    reason: 'Slack answered 404: no_service',
    fix: 'The webhook was switched off or removed: make a new one.',
  });
  sink.state = 'busy';
  assert.deepEqual(await notifier.deliver(deliveryOf(eventOf())), {
    kind: 'later',
    reason: 'Slack answered 429: rate_limited',
    wait: 7_000,
  });
});

/** The header names of one request, as a verifier takes them. */
async function sent(): Promise<{ headers: Record<string, string>; body: string }> {
  const notifier = await sink.open(() => webhook(sink.url()));
  await notifier.deliver(deliveryOf(eventOf()));
  const { headers = {}, body = new Uint8Array() } = sink.taken[0] ?? {};
  return { headers: { ...headers }, body: Buffer.from(body).toString() };
}

test('the library of Standard Webhooks takes the signature, and only for these bytes', async () => {
  const { headers, body } = await sent();
  const verifier = new Webhook(KEY_TEXT);
  const clock = Date.now;
  Date.now = () => NOW;
  try {
    assert.deepEqual(verifier.verify(body, headers), JSON.parse(body));
    assert.throws(() => verifier.verify(body.replace('failed', 'passed'), headers));
  } finally {
    Date.now = clock;
  }
});

test('a copy of a webhook is refused as repeated, later as old, and another body as forged', async () => {
  const { headers, body } = await sent();
  const parts = {
    ...{ id: headers['webhook-id'] ?? '', timestamp: Number(headers['webhook-timestamp']), body },
    signature: headers['webhook-signature'] ?? '',
  };
  const seen = new Set<string>();
  const verify = (more: object, now = NOW): string =>
    verifyWebhook({ ...parts, ...more }, { key: KEY, now, seen });
  assert.equal(verify({}), 'good');
  assert.equal(verify({}), 'repeated');
  assert.equal(verify({}, NOW + 301_000), 'old');
  assert.equal(verify({ body: `${body} ` }), 'forged');
  assert.equal(verify({ timestamp: parts.timestamp + 1 }), 'forged');
  assert.equal(verify({ id: 'msg_other' }), 'forged');
});

test('a key of fewer than 24 bytes, or none at all, is no key', () => {
  assert.equal(readWebhookKey('whsec_c2hvcnQ='), undefined);
  assert.equal(readWebhookKey('secret'), undefined);
  assert.equal(KEY.byteLength, 24);
});
