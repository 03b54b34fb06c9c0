import {
  type HttpConnections,
  type HttpHead,
  type HttpOutcome,
  type HttpPatience,
  type HttpReceiver,
  httpExchange,
} from '../../../platform/http-exchange.ts';
import { CircleciRefusal, type CirclePurpose, circleRefusalOf } from './circleci-refusal.ts';

export interface CircleciClientOptions {
  /** `https://circleci.com`, or a server of one's own. */
  readonly origin: URL;
  /** A personal API token. */
  readonly token: string;
  /** Where it was found, for people. */
  readonly tokenFrom: string;
  /** For people: the project that is asked about. */
  readonly project: string;
  readonly userAgent: string;
  readonly connections: HttpConnections;
  readonly patience?: HttpPatience;
  /** Tries of one request. */
  readonly tries?: number;
  pause(ms: number): Promise<void>;
  /** Told before a pause, in one line. */
  onPause(line: string): void;
}

export interface CircleRequest {
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** It does something: not repeated when nobody knows whether it was heard. */
  readonly once?: boolean;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const PATIENCE: HttpPatience = {
  connect: 10_000,
  idle: 30_000,
  total: 60_000,
  rate: 50_000,
  most: 3_600_000,
};
const TRIES = 4;
/** Bytes of an answer that is no log and no artifact. */
const LARGEST_ANSWER = 32 << 20;
const FIRST_PAUSE = 1_000;
/** A limit that lasts longer is told in place of waited for. Milliseconds. */
const LONGEST_PAUSE = 120_000;
/** Pages of a list that are read. */
const MOST_PAGES = 300;

/**
 * CircleCI's API (circleci.com/docs/api/v3): answers, or a `CircleciRefusal`. Requests that fail for a while are tried again within
 * bounds; the token goes to this origin and to no other.
 */
export class CircleciClient {
  readonly #options: CircleciClientOptions;

  constructor(options: CircleciClientOptions) {
    this.#options = options;
  }

  get origin(): URL {
    return this.#options.origin;
  }

  get project(): string {
    return this.#options.project;
  }

  pause(ms: number): Promise<void> {
    return this.#options.pause(ms);
  }

  /** The data of the answer, which nobody has checked. `path` has its parts encoded already: `/api/v3/jobs/<id>`. */
  async ask(
    method: Method,
    path: string,
    purpose: CirclePurpose,
    request: CircleRequest = {},
  ): Promise<unknown> {
    const tries = this.#options.tries ?? TRIES;
    for (let before = 0; ; before++) {
      const outcome = await this.#send(method, path, request);
      if (outcome.ok && outcome.value.status < 400) return this.#read(outcome.value.text, purpose);
      const pause = pauseAfter(outcome, before, request.once === true);
      if (pause === undefined || before + 1 >= tries || pause.wait > LONGEST_PAUSE)
        throw outcome.ok ? this.refusal(outcome.value, purpose) : this.unreachable(outcome.reason, purpose);
      this.#options.onPause(`CircleCI: ${pause.why}; trying again in ${Math.ceil(pause.wait / 1000)} s`);
      await this.pause(pause.wait);
    }
  }

  /** The entries of every page of a list of v3, as many as are wanted: a cursor leads from page to page. */
  async list(
    path: string,
    purpose: CirclePurpose,
    options: { readonly query?: Readonly<Record<string, string>>; readonly most?: number } = {},
  ): Promise<readonly unknown[]> {
    return this.pages(options.most ?? Number.POSITIVE_INFINITY, (cursor) =>
      this.ask('GET', path, purpose, {
        query: { ...options.query, ...(cursor !== undefined && { 'page[cursor]': cursor }) },
      }),
    );
  }

  /** The same for v2, which has `items` and `next_page_token`: contexts, variables. */
  async listV2(path: string, purpose: CirclePurpose): Promise<readonly unknown[]> {
    return this.pages(Number.POSITIVE_INFINITY, async (token) => {
      const query = token === undefined ? {} : { 'page-token': token };
      const page = (await this.ask('GET', path, purpose, { query })) as Record<string, unknown> | null;
      return { data: page?.items, page: { next: page?.next_page_token } };
    });
  }

  async pages(
    most: number,
    fetchPage: (cursor: string | undefined) => Promise<unknown>,
  ): Promise<readonly unknown[]> {
    const entries: unknown[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < MOST_PAGES && entries.length < most; pages++) {
      const { data, page } = ((await fetchPage(cursor)) ?? {}) as {
        data?: unknown;
        page?: { next?: unknown } | null;
      };
      const found = Array.isArray(data) ? (data as unknown[]) : [];
      entries.push(...found);
      const next = page?.next;
      if (typeof next !== 'string' || next === '' || next === cursor || found.length === 0) break;
      cursor = next;
    }
    return entries.slice(0, most);
  }

  /** One try; the answer of any status is for the receiver. `url` may be elsewhere: then the token stays here. */
  fetch<T>(
    url: string,
    from: number,
    receive: HttpReceiver<T>,
    signal?: AbortSignal | undefined,
  ): Promise<HttpOutcome<T>> {
    const address = new URL(url, this.#options.origin);
    return httpExchange(
      {
        ...this.#basis(),
        method: 'GET',
        url: address,
        headers: { ...this.#headers(), ...(from > 0 && { range: `bytes=${from}-` }) },
        authorization: address.origin === this.#options.origin.origin ? this.#bearer() : undefined,
        signal,
      },
      receive,
    );
  }

  refusal(
    answer: { readonly status: number; readonly text: string },
    purpose: CirclePurpose,
  ): CircleciRefusal {
    return circleRefusalOf(answer, purpose, this.#options);
  }

  unreachable(reason: string, { what }: CirclePurpose): CircleciRefusal {
    return new CircleciRefusal(
      'unreachable',
      `CircleCI did not ${what}: ${this.#options.origin.host}: ${reason}`,
    );
  }

  #send(method: Method, path: string, { query = {}, body }: CircleRequest): Promise<HttpOutcome<Answer>> {
    const url = new URL(path, this.#options.origin);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return httpExchange(
      {
        ...this.#basis(),
        method,
        url,
        headers: {
          ...this.#headers(),
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
        authorization: this.#bearer(),
      },
      async (head, content) => ({ status: head.status, head, text: await readText(content) }),
    );
  }

  #read(text: string, purpose: CirclePurpose): unknown {
    if (text.trim() === '') return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw this.unreachable('its answer is no JSON', purpose);
    }
  }

  #basis(): { readonly patience: HttpPatience; readonly connections: HttpConnections } {
    const { patience = PATIENCE, connections } = this.#options;
    return { patience, connections };
  }

  #headers(): Readonly<Record<string, string>> {
    return { 'user-agent': this.#options.userAgent };
  }

  #bearer(): string {
    return `Bearer ${this.#options.token}`;
  }
}

interface Answer {
  readonly status: number;
  readonly head: HttpHead;
  readonly text: string;
}

/** The text of an answer; too much of it is none. */
export async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > LARGEST_ANSWER) throw new Error(`it answers with more than ${LARGEST_ANSWER} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/**
 * A limit is 429 with the seconds to wait in `Retry-After` (circleci.com/docs/api-developers-guide, "Rate limits"): it was not heard, so
 * that anything may be sent again. What broke off or failed there may have been heard.
 */
function pauseAfter(
  outcome: HttpOutcome<Answer>,
  before: number,
  once: boolean,
): { readonly wait: number; readonly why: string } | undefined {
  const usual = FIRST_PAUSE * 2 ** before;
  if (!outcome.ok) return once ? undefined : { wait: usual, why: outcome.reason };
  const { status, head } = outcome.value;
  const given = Number(head.header('retry-after') || Number.NaN);
  const wait = Number.isFinite(given) && given >= 0 ? given * 1000 : usual;
  if (status === 429) return { wait, why: 'rate limit' };
  if (status >= 500 && !once) return { wait, why: `it answered ${status}` };
  return undefined;
}
