import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CacheRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A request that is to be answered: with `body` if the server has that, as it should be by `properly`. */
export interface CacheQuestion extends CacheRequest {
  readonly body: Buffer | undefined;
  readonly response: ServerResponse;
  properly(): void;
}

/**
 * A shared cache on the loopback interface, of either kind: it keeps what is put anywhere, and gives it back, as the simplest of those
 * servers do. `behaviour` makes it answer otherwise.
 */
export class CacheServer {
  /** By path, without the query. */
  readonly entries = new Map<string, Buffer>();
  readonly tags = new Map<string, string>();
  readonly requests: CacheRequest[] = [];
  behaviour: (question: CacheQuestion) => void = (question) => question.properly();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const { method = '', url = '', headers } = request;
      this.requests.push({ method, url, headers });
      response.on('error', () => undefined);
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of request) chunks.push(chunk as Buffer);
      } catch {
        return;
      }
      const path = url.split('?')[0] ?? '';
      const body = this.entries.get(path);
      const properly = (): void =>
        this.#answer({ method, path, headers, response, sent: Buffer.concat(chunks) });
      this.behaviour({ method, url, headers, body, response, properly });
    });
  }

  static async start(): Promise<CacheServer> {
    const server = new CacheServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** `GET /cas`: of every request its method and the first part of its path that says what it is about. */
  get asked(): readonly string[] {
    return this.requests.map(({ method, url }) => `${method} ${/\/(ac|cas|v8)\b/.exec(url)?.[0] ?? url}`);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer({ method, path, headers, response, sent }: ProperRequest): void {
    if (method === 'PUT') {
      this.entries.set(path, sent);
      const tag = headers['x-artifact-tag'];
      if (typeof tag === 'string') this.tags.set(path, tag);
      response.end();
      return;
    }
    if (path.endsWith('/v8/artifacts/status')) {
      response.end('{"status":"enabled"}');
      return;
    }
    const body = this.entries.get(path);
    const tag = this.tags.get(path);
    if (tag !== undefined) response.setHeader('x-artifact-tag', tag);
    if (body === undefined) response.writeHead(404).end('not found');
    else
      response
        .writeHead(200, { 'content-length': body.byteLength })
        .end(method === 'HEAD' ? undefined : body);
  }
}

interface ProperRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly response: ServerResponse;
  readonly sent: Buffer;
}
