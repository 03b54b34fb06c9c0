import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Of JSON. */
  readonly body: unknown;
}

export interface ApiReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; of a `Buffer` the bytes, in pieces where `Range` asks for these. */
  readonly body?: unknown;
}

/** What goes wrong with the next requests that fit. `cutAfter`: bytes of the body that come before the connection is cut off. */
export interface ApiFault {
  readonly path: RegExp;
  readonly method?: string;
  times: number;
  readonly reply?: ApiReply;
  readonly cutAfter?: number;
}

/**
 * A server of JSON on the loopback interface with a state of its own, which its subclasses answer from. Requests are kept; faults are
 * served before answers. Answers to `GET` have an `ETag`, and are not given again to whoever has them.
 */
export abstract class ApiServer {
  readonly requests: ApiRequest[] = [];
  readonly answers: { readonly request: ApiRequest; readonly reply: ApiReply }[] = [];
  faults: ApiFault[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  protected abstract answer(request: ApiRequest): ApiReply;

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** `GET /repos/…`: of every request its method and path. */
  get asked(): readonly string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of message.setEncoding('utf8')) text += chunk as string;
    const url = new URL(message.url ?? '/', this.url);
    const request: ApiRequest = {
      method: message.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: message.headers as Record<string, string | undefined>,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    this.requests.push(request);
    const fault = this.faults.find(
      ({ path, method, times }) =>
        times > 0 && path.test(url.pathname) && (method ?? request.method) === request.method,
    );
    if (fault !== undefined) fault.times -= 1;
    const reply = fault?.reply ?? this.answer(request);
    this.answers.push({ request, reply });
    send(request, response, { reply, cutAfter: fault?.cutAfter });
  }
}

function send(
  request: ApiRequest,
  response: ServerResponse,
  { reply, cutAfter }: { readonly reply: ApiReply; readonly cutAfter: number | undefined },
): void {
  const { status, headers = {}, body } = reply;
  if (cutAfter === 0) return void response.destroy();
  const isBytes = Buffer.isBuffer(body);
  const all = isBytes ? body : body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  if (request.method === 'GET' && !isBytes && status === 200) {
    const etag = `"${digestOf(String(all))}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    response.setHeader('etag', etag);
  }
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const bytes = isBytes && status === 200 ? body.subarray(from) : all;
  if (isBytes && from > 0 && from >= body.byteLength)
    return void response.writeHead(416, { 'content-range': `bytes */${body.byteLength}`, ...headers }).end();
  response.writeHead(isBytes && from > 0 ? 206 : status, {
    ...(all !== undefined && !isBytes && { 'content-type': 'application/json; charset=utf-8' }),
    ...(bytes !== undefined && { 'content-length': bytes.byteLength }),
    ...(isBytes &&
      from > 0 && { 'content-range': `bytes ${from}-${body.byteLength - 1}/${body.byteLength}` }),
    ...headers,
  });
  if (cutAfter === undefined || bytes === undefined) return void response.end(bytes);
  response.write(bytes.subarray(0, cutAfter), () => setImmediate(() => response.destroy()));
}

function digestOf(text: string): string {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (hash * 31 + text.charCodeAt(at)) | 0;
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}
