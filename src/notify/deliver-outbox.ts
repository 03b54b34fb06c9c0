import type { Notifier, Outcome } from './notifier.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxEntry } from './outbox-state.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;
/** The first pause; each one doubles it. */
const FIRST_PAUSE = SECOND;
const LONGEST_PAUSE = HOUR;
/** Attempts, and time from the queueing on, after which a message is of no use any more. */
const MOST_ATTEMPTS = 20;
const LONGEST_LIFE = 72 * HOUR;

export interface DeliverOptions {
  /** By the receiver's name; those whose receiver is not here stay. */
  readonly notifiers: ReadonlyMap<string, Notifier>;
  /** The most messages to a receiver in an hour. */
  limit(receiver: string): number;
  now(): number;
  pause(ms: number): Promise<void>;
  /** Milliseconds that this process may wait for better times; what is not sent then stays in the outbox. */
  readonly patience: number;
  /** Told of everything that becomes of an entry. */
  onOutcome(entry: OutboxEntry): void;
  readonly signal?: AbortSignal;
}

/**
 * Sends what waits in the outbox, in the order it was queued, and writes down each attempt before it is made and what came of it.
 *
 * So whatever kills this process, nothing is lost: what was queued is queued, and what was being sent is sent again where the receiver knows the second for
 * the first. Where it does not, sending again could make two of one; then the message is `uncertain`, and a person decides (ADR 0030).
 */
export async function deliverOutbox(outbox: Outbox, options: DeliverOptions): Promise<void> {
  const { now, pause, signal } = options;
  settleInterrupted(outbox, options);
  const end = now() + options.patience;
  for (;;) {
    await deliverDue(outbox, options);
    if (signal?.aborted === true) return;
    const next = Math.min(
      ...outbox.state.pending
        .filter(
          (entry) => options.notifiers.has(entry.queued.receiver) && precedents(outbox, entry) !== 'open',
        )
        .map(({ next }) => next),
    );
    if (!Number.isFinite(next) || next > end) return;
    await pause(Math.max(0, next - now()));
  }
}

/** What another process was sending when it ended. We have the lock: it is no more. */
function settleInterrupted(outbox: Outbox, { notifiers, now, onOutcome }: DeliverOptions): void {
  for (const { queued, state } of outbox.state.entries) {
    if (state !== 'sending') continue;
    const notifier = notifiers.get(queued.receiver);
    if (notifier === undefined) continue;
    const [id, time] = [queued.id, now()];
    if (notifier.repeatable)
      outbox.append({ kind: 'delayed', id, time, next: 0, reason: 'lockstep ended while it was sent' });
    else
      outbox.append({
        ...{ kind: 'uncertain', id, time },
        reason: 'lockstep ended while it was sent; it may have arrived',
      });
    tell(outbox, queued.id, onOutcome);
  }
}

async function deliverDue(outbox: Outbox, options: DeliverOptions): Promise<void> {
  const { notifiers, now, signal } = options;
  for (const { queued, next } of outbox.state.pending) {
    const notifier = notifiers.get(queued.receiver);
    if (notifier === undefined || next > now()) continue;
    if (signal?.aborted === true) return;
    if (isHeld(outbox, queued.id, options)) continue;
    const { id, cause, event } = queued;
    outbox.append({ kind: 'sending', id, time: now() });
    const outcome = await notifier.deliver({ id, cause, event, time: queued.time });
    record(outbox, { outcome, notifier, id }, options);
  }
}

/** Waits for its time or for another, or is not to be sent at all. */
function isHeld(outbox: Outbox, id: OutboxEntry['queued']['id'], options: DeliverOptions): boolean {
  const { now, onOutcome } = options;
  const entry = outbox.state.get(id);
  if (entry === undefined) return true;
  const { receiver } = entry.queued;
  const before = precedents(outbox, entry);
  if (before === 'open') return true;
  if (before === 'nothing') {
    outbox.append({ kind: 'dropped', id, time: now(), reason: 'there was nothing that is over now' });
    tell(outbox, id, onOutcome);
    return true;
  }
  const sent = outbox.state.sentSince(receiver, now() - HOUR);
  const limit = options.limit(receiver);
  if (sent.length < limit) return false;
  const next = (sent[sent.length - limit] ?? now()) + HOUR + 1;
  outbox.append({
    kind: 'delayed',
    id,
    time: now(),
    next,
    reason: `${limit} messages were sent in this hour`,
  });
  tell(outbox, id, onOutcome);
  return true;
}

/** What those that an entry is to come after say: that it may be sent, that there is nothing to tell, or nothing yet. Then its time is theirs. */
function precedents({ state }: Outbox, { queued: { after = [] } }: OutboxEntry): 'send' | 'nothing' | 'open' {
  const before = after.flatMap((one) => state.get(one) ?? []);
  if (after.length === 0 || before.some(({ change }) => change === 'closed')) return 'send';
  return before.some(isOpen) ? 'open' : 'nothing';
}

function isOpen({ state }: OutboxEntry): boolean {
  return state === 'queued' || state === 'delayed' || state === 'sending';
}

interface Attempt {
  readonly outcome: Outcome;
  readonly notifier: Notifier;
  readonly id: OutboxEntry['queued']['id'];
}

function record(
  outbox: Outbox,
  { outcome, notifier, id }: Attempt,
  { now, onOutcome }: DeliverOptions,
): void {
  const time = now();
  switch (outcome.kind) {
    case 'sent': {
      const { change, url } = outcome;
      outbox.append({ kind: 'sent', id, time, change, ...(url !== undefined && { url }) });
      break;
    }
    case 'refused': {
      const { reason, fix } = outcome;
      outbox.append({ kind: 'abandoned', id, time, reason, ...(fix !== undefined && { fix }) });
      break;
    }
    case 'unknown':
      if (notifier.repeatable) delay(outbox, { id, time, reason: outcome.reason });
      else outbox.append({ kind: 'uncertain', id, time, reason: outcome.reason });
      break;
    case 'later':
      delay(outbox, { id, time, reason: outcome.reason, wait: outcome.wait });
      break;
    default:
      outcome satisfies never;
  }
  tell(outbox, id, onOutcome);
}

function delay(
  outbox: Outbox,
  { id, time, reason, wait }: { id: Attempt['id']; time: number; reason: string; wait?: number | undefined },
): void {
  const entry = outbox.state.get(id);
  const { attempts = 1 } = entry ?? {};
  const age = time - (entry?.queued.time ?? time);
  if (attempts >= MOST_ATTEMPTS || age > LONGEST_LIFE) {
    outbox.append({ kind: 'abandoned', id, time, reason: `${reason}; tried ${attempts} times` });
    return;
  }
  const pause = Math.max(wait ?? 0, Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1)));
  outbox.append({ kind: 'delayed', id, time, reason, next: time + pause });
}

function tell(outbox: Outbox, id: Attempt['id'], onOutcome: DeliverOptions['onOutcome']): void {
  const entry = outbox.state.get(id);
  if (entry !== undefined) onOutcome(entry);
}
