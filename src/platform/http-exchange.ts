import * as http from 'node:http';
import * as https from 'node:https';

/** One request. */
export interface HttpExchange {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** The value of `Authorization`: goes to the origin of `url` and to no other, whatever the server says. */
  readonly authorization?: string | undefined;
  readonly body?: Uint8Array;
  /** On a connection of its own: one that was kept may turn out to be closed, and then nobody knows whether the request was heard. */
  readonly fresh?: boolean;
  readonly patience: HttpPatience;
  /** Ends the exchange early, with its reason. */
  readonly signal?: AbortSignal | undefined;
  readonly connections: HttpConnections;
}

/** Milliseconds. */
export interface HttpPatience {
  /** Until the connection is there, names looked up and certificates shown. */
  readonly connect: number;
  /** Without a byte in either direction. */
  readonly idle: number;
  /** From the beginning to the last byte, redirections included, for an answer without a body. */
  readonly total: number;
  /** Bytes in a second: a body may take longer than `total` by what it would take at this rate. */
  readonly rate: number;
  /** Whatever is transferred. */
  readonly most: number;
}

export interface HttpHead {
  readonly status: number;
  /** By its name in lower case. */
  header(name: string): string | undefined;
}

/** What the receiver made of the answer, or why there is none, in words without a full stop. */
export type HttpOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

/** Makes of an answer what is wanted. What it throws is the reason why the exchange failed. */
export type HttpReceiver<T> = (head: HttpHead, body: AsyncIterable<Uint8Array>) => Promise<T>;

/** Connections that are used again; those that idle keep no process alive. */
export class HttpConnections {
  readonly #agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };

  start(url: URL, fresh: boolean, options: http.RequestOptions): http.ClientRequest {
    return url.protocol === 'https:'
      ? https.request(url, { ...options, agent: fresh ? false : this.#agents['https:'] })
      : http.request(url, { ...options, agent: fresh ? false : this.#agents['http:'] });
  }

  /** Ends all of them, whatever they are at. */
  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}

/** As many as browsers would follow for a download, and no loop lasts. */
const MOST_REDIRECTS = 3;
/** RFC 9110, section 15.4. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Bytes of an answer that nobody wanted which are read all the same, so that its connection can be used again. */
const WORTH_READING = 65_536;

/**
 * Sends one request and lets `receive` read the answer as it comes. Never rejects; an answer of any status is an answer.
 *
 * Nothing is taken for granted of the server: each limit of `patience` holds, an answer that ends before its `Content-Length` is a
 * failure (RFC 9112, section 8), and nothing is decompressed. `GET` and `HEAD` follow redirections, from https to https only; what is sent is
 * sent to nobody else. `fetch` is not used, since its limit for connecting cannot be set.
 */
export async function httpExchange<T>(
  exchange: HttpExchange,
  receive: HttpReceiver<T>,
): Promise<HttpOutcome<T>> {
  const limits = new Limits(exchange);
  try {
    return { ok: true, value: await follow(exchange, receive, limits) };
  } catch (error) {
    return { ok: false, reason: limits.ended.aborted ? String(limits.ended.reason) : reasonOf(error) };
  } finally {
    limits.close();
  }
}

/** Ends an exchange when patience is at its end, or when the caller wants an end. */
class Limits {
  readonly ended: AbortSignal;
  readonly #patience: HttpPatience;
  readonly #over = new AbortController();
  readonly #began = performance.now();
  #bytes: number;
  #timer: NodeJS.Timeout | undefined;

  constructor({ patience, signal, body }: HttpExchange) {
    this.#patience = patience;
    this.#bytes = body?.byteLength ?? 0;
    this.ended = signal === undefined ? this.#over.signal : AbortSignal.any([signal, this.#over.signal]);
    this.#watch();
  }

  end(reason: string): void {
    this.#over.abort(reason);
  }

  /** Gives more time for what has come. */
  async *counted(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of body) {
      this.#bytes += chunk.byteLength;
      yield chunk;
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #watch(): void {
    const { total, rate, most } = this.#patience;
    const allowed = Math.min(most, total + (this.#bytes / rate) * 1000);
    const left = allowed - (performance.now() - this.#began);
    if (left <= 0) this.end(`it takes longer than ${Math.round(allowed) / 1000} s`);
    else this.#timer = setTimeout(() => this.#watch(), Math.ceil(left));
  }
}

async function follow<T>(exchange: HttpExchange, receive: HttpReceiver<T>, limits: Limits): Promise<T> {
  let { url, authorization } = exchange;
  for (let redirects = 0; ; redirects++) {
    const response = await sendFresh({ ...exchange, url, authorization }, limits);
    const next = isReading(exchange.method) ? redirection(response, url) : undefined;
    if (next === undefined) return read(response, (head, body) => receive(head, limits.counted(body)));
    await discard(response);
    if (redirects === MOST_REDIRECTS) throw new Error(`it redirects more than ${MOST_REDIRECTS} times`);
    if (next.protocol !== url.protocol && next.protocol !== 'https:')
      throw new Error(`it redirects to ${next.protocol.replace(':', '')}`);
    if (next.origin !== url.origin) authorization = undefined;
    url = next;
  }
}

function isReading(method: HttpExchange['method']): boolean {
  return method === 'GET' || method === 'HEAD';
}

function redirection({ statusCode = 0, headers }: http.IncomingMessage, from: URL): URL | undefined {
  const { location } = headers;
  if (!REDIRECTS.has(statusCode) || location === undefined) return undefined;
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

/**
 * A connection that was kept may have been closed by the server just now (nodejs.org/api/http.html, `request.reusedSocket`): then another one is
 * tried. Not for methods that are not idempotent (RFC 9110, section 9.2.2): the server may have done it all before it broke off.
 */
async function sendFresh(exchange: HttpExchange, limits: Limits): Promise<http.IncomingMessage> {
  for (;;)
    try {
      return await send(exchange, limits);
    } catch (error) {
      const mayRepeat = exchange.method !== 'POST' && exchange.method !== 'PATCH';
      if (!(error instanceof StaleConnection) || limits.ended.aborted || !mayRepeat) throw error;
    }
}

class StaleConnection extends Error {}

function send(
  { url, method, headers, authorization, body, fresh = false, patience, connections }: HttpExchange,
  limits: Limits,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = connections.start(url, fresh, {
      method,
      signal: limits.ended,
      headers: {
        'accept-encoding': 'identity',
        ...headers,
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { 'content-length': body.byteLength }),
      },
    });
    const connecting = setTimeout(() => limits.end('no connection can be made'), patience.connect);
    request.on('socket', (socket) => {
      const connected = (): void => clearTimeout(connecting);
      if (!socket.connecting) connected();
      else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
    });
    request.setTimeout(patience.idle, () => limits.end(`nothing was heard for ${patience.idle / 1000} s`));
    // It stays to the end: what goes wrong after the answer has begun is told by the answer.
    request.on('error', (error) => {
      clearTimeout(connecting);
      const { code = '' } = error as { code?: string };
      const isStale = request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
      reject(isStale ? new StaleConnection(REASONS[code]) : error);
    });
    request.on('response', resolve);
    request.end(body);
  });
}

async function read<T>(response: http.IncomingMessage, receive: HttpReceiver<T>): Promise<T> {
  const head: HttpHead = {
    status: response.statusCode ?? 0,
    header(name) {
      const value = response.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
  };
  try {
    const value = await receive(head, response);
    if (!response.readableEnded) await discard(response);
    return value;
  } finally {
    response.destroy();
  }
}

async function discard(response: http.IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += (chunk as Uint8Array).byteLength;
      if (bytes > WORTH_READING) break;
    }
  } catch {
    // Nobody wanted it.
  }
}

/** Reasons of failures before anything was sent: the server knows nothing of the request. */
export const NEVER_SENT: ReadonlySet<string> = new Set([
  'no connection can be made',
  'it refuses connections',
  'its name is not known',
  'its name cannot be looked up',
]);

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'it broke off',
  EPIPE: 'it broke off',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up',
  ERR_STREAM_PREMATURE_CLOSE: 'it broke off',
};

function reasonOf(error: unknown): string {
  const { code = '', message } = error as { code?: string; message: string };
  return REASONS[code] ?? (message || code);
}
