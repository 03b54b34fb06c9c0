import { sha256 } from '../platform/digest.ts';
import type { NotifyEvent } from './notify-event.ts';

/** What stays the same from the beginning of a cause to its end, and tells it from all others. 16 hexadecimal digits. */
export type Cause = string & { readonly brand: 'Cause' };

/** Which message to which receiver. 32 hexadecimal digits; the same for the same occurrence, so that it can be sent again and is one. */
export type DeliveryId = string & { readonly brand: 'DeliveryId' };

export function causeOf({ kind, project, subject, branch = '' }: NotifyEvent): Cause {
  return sha256(JSON.stringify([kind, project, subject, branch])).slice(0, 16) as Cause;
}

/** `occurrence` stands in for an event that names none. */
export function deliveryId(event: NotifyEvent, receiver: string, occurrence: string): DeliveryId {
  const when = event.occurrence ?? event.commit ?? occurrence;
  const parts = [receiver, causeOf(event), event.status, when, event.pullRequest ?? 0];
  return sha256(JSON.stringify(parts)).slice(0, 32) as DeliveryId;
}
