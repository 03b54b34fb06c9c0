import type { Cause, DeliveryId } from './cause.ts';
import type { Change } from './notifier.ts';
import type { OutboxRecord, Queued } from './outbox-record.ts';

export type EntryState = 'queued' | 'sending' | 'sent' | 'delayed' | 'uncertain' | 'abandoned' | 'dropped';

/** A message with what became of it. */
export interface OutboxEntry {
  readonly queued: Queued;
  readonly state: EntryState;
  /** When it came into this state. */
  readonly time: number;
  /** Attempts that were begun. */
  readonly attempts: number;
  /** Not before; 0 for at once. */
  readonly next: number;
  readonly change?: Change;
  readonly url?: string;
  readonly reason?: string;
  readonly fix?: string;
}

/** The outbox as it is now: a fold of its records, in the order of their queueing. */
export class OutboxState {
  readonly #entries = new Map<DeliveryId, OutboxEntry>();

  get entries(): readonly OutboxEntry[] {
    return [...this.#entries.values()];
  }

  get(id: DeliveryId): OutboxEntry | undefined {
    return this.#entries.get(id);
  }

  /** What waits to be sent. */
  get pending(): readonly OutboxEntry[] {
    return this.entries.filter(({ state }) => state === 'queued' || state === 'delayed');
  }

  /** The last message of a cause to a receiver that was not dropped. */
  lastOf(receiver: string, cause: Cause): OutboxEntry | undefined {
    return this.entries.findLast(
      ({ queued, state }) => queued.receiver === receiver && queued.cause === cause && state !== 'dropped',
    );
  }

  /** Times at which the receiver was sent something after `since`, the earliest first. */
  sentSince(receiver: string, since: number): readonly number[] {
    return this.entries
      .filter(({ queued, state, time }) => queued.receiver === receiver && state === 'sent' && time > since)
      .map(({ time }) => time)
      .sort((one, other) => one - other);
  }

  apply(record: OutboxRecord): void {
    if (record.kind === 'queued') {
      const fresh: OutboxEntry = { queued: record, state: 'queued', time: record.time, attempts: 0, next: 0 };
      if (!this.#entries.has(record.id)) this.#entries.set(record.id, fresh);
      return;
    }
    const entry = this.#entries.get(record.id);
    const next = entry && followed(entry, record);
    if (next !== undefined) this.#entries.set(record.id, next);
  }
}

function followed(
  { queued, attempts }: OutboxEntry,
  record: Exclude<OutboxRecord, Queued>,
): OutboxEntry | undefined {
  const entry = { queued, attempts, time: record.time, next: 0 };
  switch (record.kind) {
    case 'sending':
      return { ...entry, state: 'sending', attempts: attempts + 1 };
    case 'sent': {
      const { change, url } = record;
      return { ...entry, state: 'sent', change, ...(url !== undefined && { url }) };
    }
    case 'delayed':
      return { ...entry, state: 'delayed', reason: record.reason, next: record.next };
    case 'uncertain':
    case 'dropped':
      return { ...entry, state: record.kind, reason: record.reason };
    case 'abandoned': {
      const { reason, fix } = record;
      return { ...entry, state: 'abandoned', reason, ...(fix !== undefined && { fix }) };
    }
    case 'requeued':
      return { ...entry, state: 'queued', attempts: 0 };
    default:
      return record satisfies never as undefined;
  }
}
