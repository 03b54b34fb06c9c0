import { causeOf, type DeliveryId, deliveryId } from './cause.ts';
import type { NotifyEvent } from './notify-event.ts';
import type { Outbox } from './outbox.ts';

/** A receiver that an event is for. */
export interface Addressee {
  /** As the definition calls it. */
  readonly receiver: string;
  /** One entry for a cause, see `Notifier`. */
  readonly keepsState: boolean;
  /** Milliseconds until a cause that lasts is told again. */
  readonly repeat: number;
}

/** What became of an event for one receiver; `reason` for people. */
export type QueueOutcome =
  | { readonly kind: 'queued'; readonly receiver: string; readonly id: DeliveryId }
  | { readonly kind: 'known'; readonly receiver: string; readonly reason: string }
  /** It is over, and was never told: there is nothing to say. */
  | { readonly kind: 'never-told'; readonly receiver: string };

/**
 * Writes an event down for each of its receivers, or says why one of them need not hear of it. What it has returned from will be sent, whatever happens
 * to this process. `occurrence`: see `deliveryId`.
 */
export function queueEvent(
  outbox: Outbox,
  event: NotifyEvent,
  {
    to,
    now,
    occurrence,
  }: { readonly to: readonly Addressee[]; readonly now: number; readonly occurrence: string },
): readonly QueueOutcome[] {
  const stateful: DeliveryId[] = [];
  // Those that keep state first: the others may have to wait for what they find.
  const ordered = [...to].sort((one, other) => Number(other.keepsState) - Number(one.keepsState));
  return ordered.map((addressee): QueueOutcome => {
    const { receiver } = addressee;
    const id = deliveryId(event, receiver, occurrence);
    if (addressee.keepsState) stateful.push(id);
    const reason = reasonNotTo(outbox, event, { addressee, id, now });
    if (reason !== undefined && reason !== 'ask') return { kind: 'known', receiver, reason };
    if (reason === 'ask' && stateful.length === 0) return { kind: 'never-told', receiver };
    const after = reason === 'ask' ? { after: stateful } : {};
    outbox.append({ kind: 'queued', id, time: now, receiver, cause: causeOf(event), event, ...after });
    return { kind: 'queued', receiver, id };
  });
}

interface Question {
  readonly addressee: Addressee;
  readonly id: DeliveryId;
  readonly now: number;
}

/** `ask`: only those that keep state can tell, since nothing is remembered here, as in a fresh checkout of a CI system. */
function reasonNotTo(outbox: Outbox, event: NotifyEvent, question: Question): 'ask' | string | undefined {
  const { addressee, id, now } = question;
  const { receiver, keepsState, repeat } = addressee;
  if (outbox.state.get(id) !== undefined) return 'this was queued before';
  if (keepsState) return undefined;
  const last = outbox.state.lastOf(receiver, causeOf(event));
  if (event.status === 'resolved') {
    if (last === undefined) return 'ask';
    return last.queued.event.status === 'firing' ? undefined : 'it was told before that this is over';
  }
  const lasts = last?.queued.event.status === 'firing' && now - last.queued.time < repeat;
  return lasts ? 'it was told of this a short while ago' : undefined;
}
