import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf, deliveryId } from './cause.ts';
import type { Delivery, Notifier } from './notifier.ts';
import type { NotifyEvent } from './notify-event.ts';

/** Text that would mention, link, format, end what it stands in, or add a header. */
const HOSTILE =
  '<!channel> <@U123> @mallory #1 *x* `y` ~~~ ``` </pre><script>alert(1)</script> &amp; --> [a](javascript:x) | \r\nBcc: all@example.com\r\n\r\n.\r\n\u202e\u001b[2J';

export type ReceiverState = 'busy' | 'refusing' | 'silent' | 'well';

export interface NotifierUnderTest {
  readonly name: string;
  /** Another one each time, in front of an empty receiver. */
  open(): Promise<Notifier>;
  /** What the receiver has: one text for each message, as it stores them. */
  received(): readonly string[];
  /** One whose receiver nobody answers for. */
  unreachable(): Notifier;
  /** From now on, until the next `open`: an answer that says "later", one that says "no", and silence after the message was taken. */
  become(state: ReceiverState): void;
  /** Fails when something hostile in `text` would be obeyed. */
  checkHarmless(text: string): void;
  /** What no reason may show. */
  readonly secrets: readonly string[];
}

export function eventOf(more: Partial<NotifyEvent> = {}): NotifyEvent {
  return {
    ...{ kind: 'workflow-failed', status: 'firing', project: 'weather', subject: 'ci', branch: 'main' },
    ...{ commit: 'c'.repeat(40), pullRequest: 7, summary: '3 of 12 jobs failed' },
    ...more,
  };
}

export function deliveryOf(event: NotifyEvent, time = Date.UTC(2026, 10, 24)): Delivery {
  return { id: deliveryId(event, 'team', 'once'), cause: causeOf(event), event, time };
}

/** Every implementation of `Notifier` does all of this. */
export function notifierContract(under: NotifierUnderTest): void {
  const { name } = under;
  test(`${name}: a message arrives once, with what happened in it`, async () => {
    const notifier = await under.open();
    const outcome = await notifier.deliver(deliveryOf(eventOf({ details: 'AssertionError: 3 != 4' })));
    assert.equal(outcome.kind, 'sent');
    assert.equal(under.received().length, 1);
    for (const part of ['ci failed on main', '3 of 12 jobs failed', 'AssertionError: 3 != 4'])
      assert.ok(under.received()[0]?.includes(part), `${part} is not in\n${under.received()[0]}`);
  });
  test(`${name}: hostile text is text`, async () => {
    const notifier = await under.open();
    const facts = [{ name: HOSTILE, value: HOSTILE }];
    const links = [
      { text: HOSTILE, url: 'https://example.com/a?b=<c>|d' },
      { text: 'not a page', url: 'javascript:alert(1)' },
    ];
    const event = eventOf({
      subject: HOSTILE,
      summary: HOSTILE,
      details: HOSTILE,
      branch: HOSTILE,
      facts,
      links,
    });
    assert.equal((await notifier.deliver(deliveryOf(event))).kind, 'sent');
    const text = under.received()[0] ?? '';
    assert.ok(!/javascript:alert/.test(text), text);
    assert.ok(!text.includes('\u001b') && !text.includes('\u202e'), text);
    under.checkHarmless(text);
  });
  test(`${name}: who cannot be reached or is busy is asked later, who refuses is not`, async () => {
    const notifier = await under.open();
    const seen: string[] = [];
    for (const state of ['unreachable', 'busy', 'refusing'] as const) {
      if (state !== 'unreachable') under.become(state);
      const asked = state === 'unreachable' ? under.unreachable() : notifier;
      const outcome = await asked.deliver(deliveryOf(eventOf()));
      seen.push(outcome.kind);
      assert.ok('reason' in outcome && outcome.reason !== '');
      for (const secret of under.secrets)
        assert.ok(!JSON.stringify(outcome).includes(secret), JSON.stringify(outcome));
    }
    assert.deepEqual(seen, ['later', 'later', 'refused']);
    assert.deepEqual(under.received(), []);
  });
  test(`${name}: silence after the message: known to be unknown, or safe to send again`, async () => {
    const notifier = await under.open();
    under.become('silent');
    const outcome = await notifier.deliver(deliveryOf(eventOf()));
    assert.ok(outcome.kind === 'unknown' || (notifier.repeatable && outcome.kind === 'later'), outcome.kind);
    under.become('well');
    if (!notifier.repeatable) return;
    assert.equal((await notifier.deliver(deliveryOf(eventOf()))).kind, 'sent');
    assert.equal(new Set(under.received()).size, 1);
  });
  test(`${name}: what keeps state has one entry for a cause, and ends it`, async () => {
    const notifier = await under.open();
    if (!notifier.keepsState) return;
    const changes: string[] = [];
    const tell = async (event: NotifyEvent): Promise<void> => {
      const outcome = await notifier.deliver(deliveryOf(event));
      changes.push(outcome.kind === 'sent' ? outcome.change : outcome.kind);
    };
    const resolved = { status: 'resolved', summary: 'all is well' } as const;
    await tell(eventOf({ ...resolved, occurrence: '0' }));
    assert.deepEqual(under.received(), []);
    await tell(eventOf({ occurrence: '1' }));
    await tell(eventOf({ occurrence: '1' }));
    await tell(eventOf({ occurrence: '2', summary: '4 of 12 jobs failed' }));
    assert.equal(under.received().length, 1);
    assert.match(under.received()[0] ?? '', /4 of 12 jobs failed/);
    await tell(eventOf({ ...resolved, occurrence: '3' }));
    await tell(eventOf({ ...resolved, occurrence: '3' }));
    assert.deepEqual(changes, ['unchanged', 'created', 'unchanged', 'updated', 'closed', 'closed']);
    assert.equal(under.received().length, 1);
    assert.match(under.received()[0] ?? '', /passes again on main/);
  });
}
