import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { HandClock } from '../../test/support/hand-clock.ts';
import { nodeFiles } from '../platform/files.ts';
import { causeOf } from './cause.ts';
import { deliverOutbox } from './deliver-outbox.ts';
import { eventOf } from './notifier.contract.ts';
import type { Delivery, Notifier, Outcome } from './notifier.ts';
import { Outbox, readOutbox } from './outbox.ts';
import { type Addressee, queueEvent } from './queue-event.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-outbox-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const HOUR = 3_600_000;

/** Answers as it is told to, and keeps what it was given. */
class Scripted implements Notifier {
  readonly taken: Delivery[] = [];
  readonly repeatable: boolean;
  readonly keepsState: boolean;
  readonly #answers: Outcome[];

  constructor(answers: readonly Outcome[], more: { repeatable?: boolean; keepsState?: boolean } = {}) {
    this.#answers = [...answers];
    this.repeatable = more.repeatable ?? false;
    this.keepsState = more.keepsState ?? false;
  }

  async deliver(delivery: Delivery): Promise<Outcome> {
    this.taken.push(delivery);
    return this.#answers.shift() ?? { kind: 'sent', change: 'sent' };
  }
}

/** An outbox with a clock of its own, whose processes come and go. */
class Trial {
  readonly clock = new HandClock(Date.UTC(2026, 10, 24));
  readonly path = join(folder, `${Math.random()}`, 'outbox.ndjson');
  readonly pauses: number[] = [];

  async open(): Promise<Outbox> {
    const place = { files: nodeFiles, path: this.path };
    return Outbox.open(place, {
      signal: AbortSignal.timeout(5_000),
      onWait: () => undefined,
      now: this.clock.now(),
    });
  }

  /** One process: queues, sends, ends. */
  async process(
    notifiers: Readonly<Record<string, Notifier>>,
    {
      events = [],
      patience = 0,
      limit = 30,
      opened = Object.keys(notifiers),
    }: {
      events?: Parameters<typeof eventOf>[0][];
      patience?: number;
      limit?: number;
      /** Those of the receivers that can be sent to here. */
      opened?: readonly string[];
    } = {},
  ): Promise<readonly string[]> {
    const outbox = await this.open();
    const to = Object.entries(notifiers).map(
      ([receiver, { keepsState }]): Addressee => ({ receiver, keepsState, repeat: 24 * HOUR }),
    );
    for (const more of events)
      queueEvent(outbox, eventOf(more), { to, now: this.clock.now(), occurrence: String(Math.random()) });
    await deliverOutbox(outbox, {
      ...{
        notifiers: new Map(Object.entries(notifiers).filter(([name]) => opened.includes(name))),
        limit: () => limit,
        patience,
        now: () => this.clock.now(),
      },
      pause: async (ms) => {
        assert.ok(this.pauses.push(ms) < 1_000, 'it waits for what will not come');
        this.clock.advance(ms);
      },
      onOutcome: () => undefined,
    });
    await outbox.close();
    return outbox.state.entries.map(({ queued, state }) => `${queued.receiver} ${state}`);
  }
}

test('the same occurrence is one message, however often it is queued', async () => {
  const trial = new Trial();
  const team = new Scripted([]);
  const event = { occurrence: 'run 1' };
  assert.deepEqual(await trial.process({ team }, { events: [event, event] }), ['team sent']);
  assert.deepEqual(await trial.process({ team }, { events: [event] }), ['team sent']);
  assert.equal(team.taken.length, 1);
});

test('a cause that lasts is told again after its time, and its end once', async () => {
  const trial = new Trial();
  const team = new Scripted([]);
  const told = async (more: Parameters<typeof eventOf>[0]): Promise<number> => {
    await trial.process({ team }, { events: [more] });
    return team.taken.length;
  };
  assert.equal(await told({ status: 'resolved', occurrence: '0' }), 0);
  assert.equal(await told({ occurrence: '1' }), 1);
  trial.clock.advance(23 * HOUR);
  assert.equal(await told({ occurrence: '2' }), 1);
  trial.clock.advance(2 * HOUR);
  assert.equal(await told({ occurrence: '3' }), 2);
  assert.equal(await told({ status: 'resolved', occurrence: '4' }), 3);
  assert.equal(await told({ status: 'resolved', occurrence: '5' }), 3);
  assert.equal(await told({ occurrence: '6' }), 4);
});

test('pauses double, and what the receiver asks for is kept to', async () => {
  const trial = new Trial();
  const later = (wait?: number): Outcome => ({ kind: 'later', reason: 'busy', wait });
  const team = new Scripted([later(), later(), later(60_000), later()]);
  assert.deepEqual(await trial.process({ team }, { events: [{}], patience: HOUR }), ['team sent']);
  assert.deepEqual(trial.pauses, [1_000, 2_000, 60_000, 8_000]);
});

test('what is not sent in time stays, and the next process sends it', async () => {
  const trial = new Trial();
  const team = new Scripted([{ kind: 'later', reason: 'busy', wait: 60_000 }]);
  assert.deepEqual(await trial.process({ team }, { events: [{}], patience: 5_000 }), ['team delayed']);
  assert.deepEqual(await trial.process({ team }), ['team delayed']);
  trial.clock.advance(60_000);
  assert.deepEqual(await trial.process({ team }), ['team sent']);
  assert.equal(team.taken.length, 2);
});

test('after three days, or twenty attempts, it is given up', async () => {
  const trial = new Trial();
  const team = new Scripted(Array<Outcome>(100).fill({ kind: 'later', reason: 'busy' }));
  assert.deepEqual(await trial.process({ team }, { events: [{}], patience: 1_000 * HOUR }), [
    'team abandoned',
  ]);
  assert.equal(team.taken.length, 20);
  const { entries } = await readOutbox({ files: nodeFiles, path: trial.path });
  assert.equal(entries[0]?.reason, 'busy; tried 20 times');
});

test('more than the limit in an hour waits until the hour is over', async () => {
  const trial = new Trial();
  const team = new Scripted([]);
  const events = ['a', 'b', 'c'].map((subject) => ({ subject }));
  const states = await trial.process({ team }, { events, limit: 2 });
  assert.deepEqual(states, ['team sent', 'team sent', 'team delayed']);
  trial.clock.advance(HOUR + 1_000);
  assert.deepEqual(await trial.process({ team }, { limit: 2 }), ['team sent', 'team sent', 'team sent']);
});

for (const repeatable of [true, false])
  test(`killed while it was sent to one that is ${repeatable ? '' : 'not '}repeatable`, async () => {
    const trial = new Trial();
    const outbox = await trial.open();
    const to = [{ receiver: 'team', keepsState: false, repeat: HOUR }];
    const [queued] = queueEvent(outbox, eventOf(), { to, now: trial.clock.now(), occurrence: '1' });
    assert.ok(queued?.kind === 'queued');
    outbox.append({ kind: 'sending', id: queued.id, time: trial.clock.now() });
    await outbox.close();
    writeFileSync(
      trial.path,
      `${readFileSync(trial.path, 'utf8')}{"kind":"sent","id":"${queued.id.slice(0, 5)}`,
    );
    const team = new Scripted([], { repeatable });
    assert.deepEqual(await trial.process({ team }), [repeatable ? 'team sent' : 'team uncertain']);
    assert.deepEqual(
      team.taken.map(({ id }) => id),
      repeatable ? [queued.id] : [],
    );
  });

test('without a memory of its own, the end is told when an issue knows of the beginning', async () => {
  for (const change of ['closed', 'unchanged'] as const) {
    const trial = new Trial();
    const issues = new Scripted([{ kind: 'sent', change }], { keepsState: true, repeatable: true });
    const team = new Scripted([]);
    const states = await trial.process({ team, issues }, { events: [{ status: 'resolved' }] });
    assert.deepEqual(states, ['issues sent', change === 'closed' ? 'team sent' : 'team dropped']);
    assert.equal(team.taken.length, change === 'closed' ? 1 : 0);
  }
});

test('one receiver that is not there keeps no other from being told', async () => {
  const trial = new Trial();
  const [team, mail] = [new Scripted([{ kind: 'refused', reason: 'gone' }]), new Scripted([])];
  assert.deepEqual(await trial.process({ team, mail }, { events: [{}] }), ['team abandoned', 'mail sent']);
});

test('a large outbox is made smaller, and forgets neither what waits nor what lasts', async () => {
  const trial = new Trial();
  const team = new Scripted([]);
  const details = 'x'.repeat(90_000);
  const events = Array.from({ length: 15 }, (_, index) => ({
    details,
    occurrence: `${index}`,
    subject: `s${index % 5}`,
  }));
  const outbox = await trial.open();
  const to = [{ receiver: 'team', keepsState: true, repeat: 0 }];
  for (const more of events)
    queueEvent(outbox, eventOf(more), { to, now: trial.clock.now(), occurrence: '' });
  await outbox.close();
  await trial.process({ team });
  const size = readFileSync(trial.path).byteLength;
  trial.clock.advance(31 * 24 * HOUR);
  await trial.process({ team });
  assert.ok(readFileSync(trial.path).byteLength < size / 2);
  const state = await readOutbox({ files: nodeFiles, path: trial.path });
  assert.equal(state.entries.length, 5);
  assert.equal(state.lastOf('team', causeOf(eventOf({ subject: 's3' })))?.state, 'sent');
  assert.equal(team.taken.length, 15);
});

test('an end that waits for an issue nobody can reach stays, and holds nobody up', async () => {
  const trial = new Trial();
  const team = new Scripted([]);
  const resolved = { status: 'resolved', occurrence: '1' } as const;
  const issue = new Scripted([], { repeatable: true, keepsState: true });
  const waiting = ['issue queued', 'team queued'];
  assert.deepEqual(
    await trial.process({ issue, team }, { events: [resolved], opened: ['team'], patience: HOUR }),
    waiting,
  );
  assert.deepEqual(trial.pauses, []);
  const busy = new Scripted([{ kind: 'later', reason: 'busy', wait: 2 * HOUR }], {
    repeatable: true,
    keepsState: true,
  });
  assert.deepEqual(await trial.process({ issue: busy, team }, { patience: HOUR }), [
    'issue delayed',
    'team queued',
  ]);
  assert.deepEqual(trial.pauses, []);
  assert.deepEqual(team.taken, []);
});
