import type { HttpHead, HttpOutcome, HttpReceiver } from '../platform/http-exchange.ts';
import type { ByteSink } from './run-source.ts';

/** Asks for the bytes from `from` on: with `Range: bytes=<from>-` when that is not 0 (RFC 9110, section 14.2). */
export type OpenAt = <T>(from: number, receive: HttpReceiver<T>) => Promise<HttpOutcome<T>>;

export interface DownloadOptions {
  readonly open: OpenAt;
  readonly sink: ByteSink;
  /** Where the first byte that is wanted stands. */
  readonly from?: number;
  /** Tries in a row that bring nothing new. */
  readonly tries?: number;
  /** Somebody wants an end; the same that `open` listens to. */
  readonly signal?: AbortSignal | undefined;
  pause(ms: number): Promise<void>;
  /** What to throw for an answer that is no success, and that trying again would not change. */
  refuse(head: HttpHead, body: AsyncIterable<Uint8Array>): Promise<Error>;
  /** What to throw when there is no answer, or none to the end. */
  unreachable(reason: string): Error;
}

export interface Downloaded {
  /** Where the next byte would stand. */
  readonly end: number;
  /** Of the last answer. */
  readonly head: HttpHead;
}

const TRIES = 5;
const FIRST_PAUSE = 500;

/** Distinguishes what the receiver of the bytes throws from what the network does. */
class SinkFailed extends Error {}

/**
 * Brings bytes to `sink`, each exactly once and in order, whatever breaks off on the way: what is lacking is asked for with `Range`. A
 * server that answers 200 in place of 206 begins anew, and what is known of it is passed over. Faults of the server and limits (5xx, 429) are
 * tried again. Undefined when somebody wanted an end first.
 */
export async function resumedDownload(options: DownloadOptions): Promise<Downloaded | undefined> {
  const { open, pause, tries = TRIES, signal } = options;
  const place = { at: options.from ?? 0 };
  let refusal: Error | undefined;
  let sinkError: unknown;
  for (let failures = 0; ; ) {
    const before = place.at;
    const outcome = await open(before, async (head, body) => {
      // Nothing is there yet beyond what is known (RFC 9110, section 15.5.17).
      if (head.status === 416 && before > 0) return { end: place.at, head };
      if (head.status >= 500 || head.status === 429) throw new Error(`it answered ${head.status}`);
      if (head.status !== 200 && head.status !== 206) {
        refusal = await options.refuse(head, body);
        throw refusal;
      }
      try {
        await take(head, body, options.sink, place);
      } catch (error) {
        if (!(error instanceof SinkFailed)) throw error;
        sinkError = error.cause;
        throw error;
      }
      return { end: place.at, head };
    });
    if (outcome.ok) return outcome.value;
    if (sinkError !== undefined) throw sinkError;
    if (signal?.aborted === true) return undefined;
    if (refusal !== undefined) throw refusal;
    failures = place.at > before ? 0 : failures + 1;
    if (failures >= tries) throw options.unreachable(outcome.reason);
    await pause(FIRST_PAUSE * 2 ** Math.min(failures, 5));
  }
}

async function take(
  head: HttpHead,
  body: AsyncIterable<Uint8Array>,
  sink: ByteSink,
  place: { at: number },
): Promise<void> {
  const start = head.status === 206 ? startOfRange(head, place.at) : 0;
  if (start > place.at) throw new Error('it leaves bytes out');
  let known = place.at - start;
  for await (const chunk of body) {
    const fresh = known === 0 ? chunk : chunk.subarray(Math.min(known, chunk.byteLength));
    known -= chunk.byteLength - fresh.byteLength;
    if (fresh.byteLength === 0) continue;
    place.at += fresh.byteLength;
    try {
      await sink(fresh);
    } catch (error) {
      throw new SinkFailed('', { cause: error });
    }
  }
}

function startOfRange(head: HttpHead, asked: number): number {
  const [, start] = /^bytes (\d+)-/.exec(head.header('content-range') ?? '') ?? [];
  return start === undefined ? asked : Number(start);
}
