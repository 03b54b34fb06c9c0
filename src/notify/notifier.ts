import type { Cause, DeliveryId } from './cause.ts';
import type { NotifyEvent } from './notify-event.ts';

/** One message to one receiver. */
export interface Delivery {
  readonly id: DeliveryId;
  readonly cause: Cause;
  readonly event: NotifyEvent;
  /** When it happened: milliseconds since 1970. */
  readonly time: number;
}

/** What the receiver has now that it had not before. `closed`: something of this cause was open until now. */
export type Change = 'created' | 'updated' | 'closed' | 'unchanged' | 'sent';

/** Reasons are one harmless line each, without a secret in them. */
export type Outcome =
  | { readonly kind: 'sent'; readonly change: Change; readonly url?: string | undefined }
  /** Surely not delivered; it may go better. `wait`: milliseconds the receiver asked for. */
  | { readonly kind: 'later'; readonly reason: string; readonly wait?: number | undefined }
  /** Not delivered, and trying again would change nothing. */
  | { readonly kind: 'refused'; readonly reason: string; readonly fix?: string | undefined }
  /** Sent, and no answer came: nobody knows. */
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Port: one medium with one receiver behind it.
 *
 * Contract, checked for every implementation by `notifier.contract.ts`:
 * - `deliver` never rejects, and makes one attempt within bounds of time: when to try again is for the outbox.
 * - Text of an event is text for whoever reads it: it cannot mention, link, format, add a header or end what it stands in.
 * - `repeatable`: delivering the same delivery again, also at the same time, leaves the receiver with one. What is not repeatable is never
 *   `later` after the receiver may have taken it.
 * - `keepsState`: the receiver has one entry for a cause; it is brought up to date while it lasts and ended when it is over. What is over
 *   and was never there is `unchanged`.
 * - Neither tokens nor addresses that are secrets are in a reason.
 */
export interface Notifier {
  readonly repeatable: boolean;
  readonly keepsState: boolean;
  deliver(delivery: Delivery): Promise<Outcome>;
}
