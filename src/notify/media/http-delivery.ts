import { printableLine } from '../../diagnostics/printable.ts';
import { HttpConnections, httpExchange, NEVER_SENT } from '../../platform/http-exchange.ts';
import type { Outcome } from '../notifier.ts';

/** Milliseconds, and bytes in a second. */
const PATIENCE = { connect: 10_000, idle: 15_000, total: 20_000, rate: 10_000, most: 30_000 };
/** Bytes of an answer that are read: enough for a word on what is wrong. */
const WORDS = 2_000;

export interface JsonPost {
  /** May be a secret: it is in no reason. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whose answer it is: `Slack`. */
  readonly who: string;
}

/** An answer, whatever its status, with the beginning of its text; or why there is none. */
export interface JsonAnswer {
  readonly status: number;
  readonly text: string;
  /** Milliseconds from now that `Retry-After` asks for (RFC 9110, section 10.2.3). */
  readonly wait: number | undefined;
}

/** Sends one POST. Redirections are answers: nothing is sent to anybody else. */
export async function postJson(
  { url, headers, body, who }: JsonPost,
  now: number,
): Promise<JsonAnswer | Outcome> {
  const connections = new HttpConnections();
  try {
    const outcome = await httpExchange(
      {
        ...{ method: 'POST', url, patience: PATIENCE, connections },
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
        body: new TextEncoder().encode(body),
      },
      async (head, content) => ({
        status: head.status,
        text: await beginningOf(content),
        wait: retryAfter(head.header('retry-after'), now),
      }),
    );
    if (outcome.ok) return outcome.value;
    const reason = `${who}: ${printableLine(outcome.reason)}`;
    return NEVER_SENT.has(outcome.reason) ? { kind: 'later', reason } : { kind: 'unknown', reason };
  } finally {
    connections.close();
  }
}

/**
 * What a status means that is no success: 408, 425, 429 and 5xx may go better (RFC 9110, section 15), the rest not. Of 502 and 504, which stand for
 * another server's silence, nobody knows whether that one has taken it.
 */
export function failureOf({ status, text, wait }: JsonAnswer, who: string): Outcome {
  const words = printableLine(text.trim()).slice(0, 200);
  const reason = `${who} answered ${status}${words === '' ? '' : `: ${words}`}`;
  if (status === 502 || status === 504) return { kind: 'unknown', reason };
  const mayPass = status >= 500 || status === 408 || status === 425 || status === 429;
  return mayPass ? { kind: 'later', reason, wait } : { kind: 'refused', reason };
}

async function beginningOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of content) {
    parts.push(part);
    bytes += part.byteLength;
    if (bytes >= WORDS) break;
  }
  return new TextDecoder().decode(Buffer.concat(parts).subarray(0, WORDS));
}

/** Seconds or a date. */
function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
