import { printableLine } from '../../diagnostics/printable.ts';
import { HttpConnections, type HttpExchange, httpExchange } from '../../platform/http-exchange.ts';
import { ChannelRefusal } from './channel.ts';

/** One request to the server of a channel. */
export interface ChannelRequest {
  readonly method: HttpExchange['method'];
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** The value of `Authorization`; only ever sent to the origin of `url`, and never in the clear but on this machine. */
  readonly authorization?: string | undefined;
  readonly body?: Uint8Array;
  /** Bytes that an answer may have; 16 MiB unless said. */
  readonly most?: number;
}

/** An answer of any status, read to its end. */
export interface ChannelAnswer {
  readonly status: number;
  /** By its name in lower case. */
  header(name: string): string | undefined;
  readonly bytes: Uint8Array;
}

/** Milliseconds, bytes in a second. */
const PATIENCE = { connect: 20_000, idle: 60_000, total: 120_000, rate: 50_000, most: 3_600_000 };
const MOST_BYTES = 16 << 20;
/** Characters of an answer that people are shown. */
const EXCERPT = 300;

/**
 * How channels ask servers. Nothing is sent twice: a request that failed may have been done all the same, so that whoever publishes looks again before
 * it is repeated.
 */
export class ChannelServer {
  readonly #patience: HttpExchange['patience'];
  readonly #connections = new HttpConnections();

  constructor(patience: HttpExchange['patience'] = PATIENCE) {
    this.#patience = patience;
  }

  close(): void {
    this.#connections.close();
  }

  /** Throws a `ChannelRefusal` (`later`) when there is no answer. */
  async ask(request: ChannelRequest, signal: AbortSignal): Promise<ChannelAnswer> {
    signal.throwIfAborted();
    forbidOpenSecret(request);
    const { most = MOST_BYTES, ...exchange } = request;
    const fresh = request.method !== 'GET' && request.method !== 'HEAD';
    const outcome = await httpExchange(
      { ...exchange, fresh, signal, patience: this.#patience, connections: this.#connections },
      async ({ status, header }, body): Promise<ChannelAnswer> => {
        const parts: Uint8Array[] = [];
        let size = 0;
        for await (const part of body) {
          size += part.byteLength;
          if (size > most) throw new Error(`its answer has more than ${most} bytes`);
          parts.push(part);
        }
        return { status, header, bytes: Buffer.concat(parts) };
      },
    );
    if (outcome.ok) return outcome.value;
    signal.throwIfAborted();
    throw new ChannelRefusal('later', `${request.url.host} gave no answer: ${printableLine(outcome.reason)}`);
  }
}

/** RFC 9110, section 10.2.3: seconds or a date. In milliseconds. */
function pauseAsked(answer: ChannelAnswer, now: number): number | undefined {
  const asked = answer.header('retry-after');
  if (asked === undefined) return undefined;
  if (/^\d{1,9}$/.test(asked)) return Number(asked) * 1000;
  const until = Date.parse(asked);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now);
}

function forbidOpenSecret({ url, authorization }: ChannelRequest): void {
  const isSafe = url.protocol === 'https:' || /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  if (authorization !== undefined && !isSafe)
    throw new ChannelRefusal(
      'person',
      `${url.host} is asked without encryption: it is told no secret`,
      'Name it with https.',
    );
}

/** The text of an answer, as far as people are shown it: of a server, and made printable. */
export function excerpt({ bytes }: ChannelAnswer): string {
  const text = printableLine(Buffer.from(bytes.subarray(0, 4 * EXCERPT)).toString('utf8')).trim();
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}

/** JSON of an answer; `undefined` when it is none. Of a server: its form is still to be checked. */
export function jsonOf({ bytes }: ChannelAnswer): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Why a server did not do what it was asked to, by the status alone (RFC 9110, section 15). `what` completes "… was answered with". */
export function refusalOf(answer: ChannelAnswer, what: string, remedy?: string): ChannelRefusal {
  const { status } = answer;
  const said = excerpt(answer);
  const message = `${what} was answered with ${status}${said === '' ? '' : `: ${said}`}`;
  if (status === 401 || status === 403 || status === 404)
    return new ChannelRefusal('person', message, remedy ?? RIGHTS);
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return new ChannelRefusal('later', message, remedy, pauseAsked(answer, Date.now()));
  return new ChannelRefusal('never', message, remedy);
}

const RIGHTS = 'Look whether the token is still good, and may do this.';
