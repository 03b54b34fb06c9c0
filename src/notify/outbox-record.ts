import type { Cause, DeliveryId } from './cause.ts';
import type { Change } from './notifier.ts';
import type { NotifyEvent } from './notify-event.ts';

/** A line of the outbox. Times are milliseconds since 1970. Readers pass over kinds that they do not know. */
export type OutboxRecord =
  | Queued
  /** Written before an attempt: what has no later record was cut off in the middle of it. */
  | { readonly kind: 'sending'; readonly id: DeliveryId; readonly time: number }
  | {
      readonly kind: 'sent';
      readonly id: DeliveryId;
      readonly time: number;
      readonly change: Change;
      readonly url?: string;
    }
  /** To be tried again, not before `next`. */
  | {
      readonly kind: 'delayed';
      readonly id: DeliveryId;
      readonly time: number;
      readonly reason: string;
      readonly next: number;
    }
  /** It may have arrived, and the receiver could not tell a second one from the first: it is not sent again unless a person says so. */
  | { readonly kind: 'uncertain'; readonly id: DeliveryId; readonly time: number; readonly reason: string }
  | {
      readonly kind: 'abandoned';
      readonly id: DeliveryId;
      readonly time: number;
      readonly reason: string;
      readonly fix?: string;
    }
  /** Nothing to be told after all. */
  | { readonly kind: 'dropped'; readonly id: DeliveryId; readonly time: number; readonly reason: string }
  /** A person wants an uncertain or abandoned one to be sent again. */
  | { readonly kind: 'requeued'; readonly id: DeliveryId; readonly time: number };

export interface Queued {
  readonly kind: 'queued';
  readonly id: DeliveryId;
  readonly time: number;
  readonly receiver: string;
  readonly cause: Cause;
  readonly event: NotifyEvent;
  /** Only when one of these has closed something: whether there is an end to tell of is known to them alone. */
  readonly after?: readonly DeliveryId[];
}
