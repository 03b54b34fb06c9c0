import type { Clock } from '../../platform/clock.ts';
import {
  type HttpConnections,
  type HttpHead,
  type HttpOutcome,
  type HttpPatience,
  type HttpReceiver,
  httpExchange,
} from '../../platform/http-exchange.ts';

/** How much a server that is slow or broken may cost. */
export interface RemotePatience {
  /** Somebody waits for the answer. */
  readonly asking: HttpPatience;
  /** Nobody does; and servers put away what they were given before they answer. */
  readonly giving: HttpPatience;
  /** Milliseconds that questions may have taken altogether which failed, or were slow and brought nothing, before the server is left alone. */
  readonly lost: number;
}

const USUAL_PATIENCE: RemotePatience = {
  asking: { connect: 2_000, idle: 3_000, total: 10_000, rate: 1_000_000, most: 60_000 },
  giving: { connect: 2_000, idle: 6_000, total: 20_000, rate: 500_000, most: 120_000 },
  lost: 6_000,
};

export interface RemoteServerOptions {
  /** Without a slash at its end, a query or a password. */
  readonly url: string;
  /** Added to the query of every request. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The value of `Authorization`. */
  readonly authorization?: string | undefined;
  readonly patience?: RemotePatience;
  readonly clock: Clock;
  readonly connections: HttpConnections;
  /** Told once why the server is left alone, and once why nothing is given to it. */
  warn(message: string): void;
}

/** Failures one after another, without an answer between, before the server is left alone. */
const MOST_FAILURES = 3;
/** Milliseconds within which an answer that brings nothing is no loss. */
const SLOW = 1_000;
/** At once; more would only wait for each other. */
const MOST_TRANSFERS = 16;

/**
 * A server that holds what is shared, as far as it can be trusted: not at all. Whatever it does, a question ends within its limits and
 * is answered or is not. When it fails several times in a row, costs too much time or refuses the token, it is left alone for the
 * rest of the run, with one warning: what is under way with it ends at once, and nothing more is asked.
 */
export class RemoteServer {
  readonly #options: RemoteServerOptions;
  readonly #patience: RemotePatience;
  readonly #end = new AbortController();
  readonly #waiting: (() => void)[] = [];
  #transfers = 0;
  #failures = 0;
  #lost = 0;
  #takes = true;

  constructor(options: RemoteServerOptions) {
    this.#options = options;
    this.#patience = options.patience ?? USUAL_PATIENCE;
  }

  get url(): string {
    return this.#options.url;
  }

  /** Nothing more is asked of it. */
  get isLeftAlone(): boolean {
    return this.#end.signal.aborted;
  }

  /** Why it takes nothing; undefined while it does. */
  get whyNotGiven(): string | undefined {
    if (this.isLeftAlone) return 'it is left alone';
    return this.#takes ? undefined : 'it takes no results';
  }

  /** What is there, made of its bytes by `receive`; undefined when it is not there or not to be had. */
  async ask<T>(path: string, receive: HttpReceiver<T>): Promise<T | undefined> {
    const outcome = await this.#exchange({ method: 'GET', path }, async (head, body) => {
      if (head.status === 404) return undefined;
      if (head.status !== 200) throw this.#unexpected(head);
      // Nothing was asked for in another coding (RFC 9110, section 12.5.3): what could be a bomb is not unpacked.
      const coding = head.header('content-encoding') ?? 'identity';
      if (coding !== 'identity') throw new Error(`it answers in ${coding}, which nobody asked for`);
      return receive(head, body);
    });
    return outcome.ok ? outcome.value : undefined;
  }

  /** Undefined when it was taken; otherwise why not. */
  async give(
    path: string,
    body: Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string | undefined> {
    if (this.whyNotGiven !== undefined) return this.whyNotGiven;
    const request = { method: 'PUT', path, body, headers } as const;
    const outcome = await this.#exchange(request, async ({ status }) => {
      if (status >= 200 && status < 300) return undefined;
      if (status === 413) return 'it is too large for the server';
      if (status >= 500 || status === 408 || status === 429) throw new Error(`it answers ${status}`);
      this.#takeNothing(status);
      return `the server answers ${status}`;
    });
    return outcome.ok ? outcome.value : outcome.reason;
  }

  /** Whether it answers as it should, told whatever happened before; otherwise why not. */
  async probe<T>(path: string, receive: HttpReceiver<T>): Promise<HttpOutcome<T>> {
    return this.#send({ method: 'GET', path }, receive);
  }

  /** What it answered was no good after all. */
  blame(reason: string): void {
    this.#fail(reason, 0);
  }

  /** Ends what is under way with it, and asks nothing more. */
  leaveAlone(reason: string): void {
    if (this.isLeftAlone) return;
    this.close(reason);
    this.#options.warn(`the shared cache ${this.url} is left alone for the rest of this run: ${reason}`);
  }

  /** The same without a word. */
  close(reason = 'the run is over'): void {
    this.#end.abort(reason);
  }

  #unexpected({ status }: HttpHead): Error {
    const reason = whatIsWrong(status) ?? `it answers ${status}`;
    if (isRefusal(status)) this.leaveAlone(reason);
    return new Error(reason);
  }

  #takeNothing(status: number): void {
    if (!this.#takes) return;
    this.#takes = false;
    const reason = isRefusal(status) ? `its token may not write (${status})` : `it answers ${status}`;
    this.#options.warn(`no results are given to the shared cache ${this.url}: ${reason}`);
  }

  async #exchange<T>(request: RemoteRequest, receive: HttpReceiver<T>): Promise<HttpOutcome<T>> {
    await this.#take();
    try {
      if (this.isLeftAlone) return { ok: false, reason: 'it is left alone' };
      const began = this.#options.clock.monotonic();
      const outcome = await this.#send(request, receive);
      // Nobody waits for what is given.
      const took = request.method === 'PUT' ? 0 : this.#options.clock.monotonic() - began;
      if (!outcome.ok) this.#fail(outcome.reason, took);
      else {
        this.#failures = 0;
        if (outcome.value === undefined && took > SLOW) this.#lose('it is too slow', took);
      }
      return outcome;
    } finally {
      this.#giveBack();
    }
  }

  #send<T>(
    { method, path, body, headers }: RemoteRequest,
    receive: HttpReceiver<T>,
  ): Promise<HttpOutcome<T>> {
    const { url, query = {}, headers: common, authorization, connections } = this.#options;
    const address = new URL(`${url}${path}`);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    return httpExchange(
      {
        method,
        url: address,
        headers: { ...common, ...headers },
        authorization,
        ...(body !== undefined && { body }),
        patience: method === 'PUT' ? this.#patience.giving : this.#patience.asking,
        signal: this.#end.signal,
        connections,
      },
      receive,
    );
  }

  #fail(reason: string, took: number): void {
    this.#failures++;
    if (this.#failures >= MOST_FAILURES) this.leaveAlone(reason);
    this.#lose(reason, took);
  }

  #lose(reason: string, took: number): void {
    this.#lost += took;
    if (this.#lost >= this.#patience.lost) this.leaveAlone(reason);
  }

  async #take(): Promise<void> {
    if (this.#transfers < MOST_TRANSFERS) this.#transfers++;
    // The place is handed over, so that nobody comes between.
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#transfers--;
    else next();
  }
}

interface RemoteRequest {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

function isRefusal(status: number): boolean {
  return status === 401 || status === 403;
}

/** What the status of an answer says to somebody who asks for what is there or is not; undefined for those two. */
export function whatIsWrong(status: number): string | undefined {
  if (status === 200 || status === 404) return undefined;
  return isRefusal(status) ? `it refuses the token (${status})` : `it answers ${status}`;
}

/** All of a body that may have so many bytes at most. */
export async function readAll(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > limit) throw new Error(`it answers with more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
