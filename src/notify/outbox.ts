import { openAppend } from '../platform/append-file.ts';
import type { Files } from '../platform/files.ts';
import { waitForLock } from '../platform/lock-file.ts';
import { StorageError } from '../platform/storage-error.ts';
import type { OutboxRecord } from './outbox-record.ts';
import { type OutboxEntry, OutboxState } from './outbox-state.ts';

/** Bytes from which on what is long over is taken out. */
const LARGE = 1 << 20;
/** Milliseconds that what is over is kept: duplicates are known by it. */
const KEPT = 30 * 24 * 3_600_000;

export interface OutboxPlace {
  readonly files: Files;
  /** Absolute path of the file; its lock stands beside it. */
  readonly path: string;
}

/**
 * Messages that are to be sent, and what became of them: a file that only grows, one JSON object a line. What `append` has returned from
 * outlives a SIGKILL. One process at a time has it open.
 */
export class Outbox {
  readonly state: OutboxState;
  readonly #place: OutboxPlace;
  readonly #release: () => Promise<void>;
  #file: ReturnType<typeof openAppend>;

  private constructor(place: OutboxPlace, state: OutboxState, release: () => Promise<void>) {
    this.#place = place;
    this.state = state;
    this.#release = release;
    this.#file = openAppend(place.path, { repairLine: true });
  }

  /** Waits for whoever has it. Rejects when `signal` is aborted, or with a `StorageError`. */
  static async open(
    place: OutboxPlace,
    options: { readonly signal: AbortSignal; onWait(pid: number): void; readonly now: number },
  ): Promise<Outbox> {
    const { files, path } = place;
    const release = await waitForLock(files, `${path}.lock`, {
      signal: options.signal,
      onWait: ({ pid }) => options.onWait(pid),
    });
    try {
      const text = (await files.readText(path)) ?? '';
      const state = stateOf(text);
      if (text.length > LARGE) await compact(place, state, options.now);
      return new Outbox(place, state, release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  append(record: OutboxRecord): void {
    this.#file.write(`${JSON.stringify(record)}\n`);
    this.state.apply(record);
  }

  async close(): Promise<void> {
    this.#file.close();
    await this.#release();
  }

  get path(): string {
    return this.#place.path;
  }
}

/** To look at: without the lock, and as it is at this moment. */
export async function readOutbox({ files, path }: OutboxPlace): Promise<OutboxState> {
  return stateOf((await files.readText(path)) ?? '');
}

function stateOf(text: string): OutboxState {
  const state = new OutboxState();
  for (const line of text.split('\n')) {
    const record = readRecord(line);
    if (record !== undefined) state.apply(record);
  }
  return state;
}

const KINDS: ReadonlySet<string> = new Set<OutboxRecord['kind']>([
  'queued',
  'sending',
  'sent',
  'delayed',
  'uncertain',
  'abandoned',
  'dropped',
  'requeued',
]);

/** Undefined for the line that was being written when lockstep was killed, and for what later versions write. */
function readRecord(line: string): OutboxRecord | undefined {
  if (line === '') return undefined;
  try {
    const { kind, id, time } = JSON.parse(line) as Partial<OutboxRecord>;
    const known =
      typeof kind === 'string' && KINDS.has(kind) && typeof id === 'string' && typeof time === 'number';
    return known ? (JSON.parse(line) as OutboxRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** Written aside and renamed. What is not over stays, and the last of each cause: it says whether the cause is there. */
async function compact({ files, path }: OutboxPlace, state: OutboxState, now: number): Promise<void> {
  const kept = state.entries.filter((entry) => !isLongOver(entry, state, now));
  const lines = kept.flatMap(recordsOf).map((record) => `${JSON.stringify(record)}\n`);
  try {
    await files.writeAtomic(path, lines.join(''));
  } catch (error) {
    throw new StorageError(path, error);
  }
}

function isLongOver(entry: OutboxEntry, state: OutboxState, now: number): boolean {
  const { queued } = entry;
  const over = entry.state === 'sent' || entry.state === 'dropped' || entry.state === 'abandoned';
  return over && now - entry.time > KEPT && state.lastOf(queued.receiver, queued.cause) !== entry;
}

/** The shortest history that ends in this state. */
function recordsOf(entry: OutboxEntry): readonly OutboxRecord[] {
  const { queued, state, time, attempts, reason = '', next, change = 'sent', url, fix } = entry;
  const { id } = queued;
  const tries = Array.from({ length: attempts }, (): OutboxRecord => ({ kind: 'sending', id, time }));
  const end = ((): readonly OutboxRecord[] => {
    switch (state) {
      case 'queued':
      case 'sending':
        return [];
      case 'sent':
        return [{ kind: 'sent', id, time, change, ...(url !== undefined && { url }) }];
      case 'delayed':
        return [{ kind: 'delayed', id, time, reason, next }];
      case 'uncertain':
      case 'dropped':
        return [{ kind: state, id, time, reason }];
      case 'abandoned':
        return [{ kind: 'abandoned', id, time, reason, ...(fix !== undefined && { fix }) }];
      default:
        return state satisfies never;
    }
  })();
  return [queued, ...(state === 'queued' ? [] : tries), ...end];
}
