import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request, whole. */
export interface LoopbackRequest {
  readonly method: string;
  /** Still encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** As it was asked for, with the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What is answered. `break`: the connection is cut off. `silence`: nothing ever comes. */
export type LoopbackAnswer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  | 'break'
  | 'silence';

export type LoopbackHandler = (request: LoopbackRequest) => LoopbackAnswer | Promise<LoopbackAnswer>;

/** A server of HTTP on 127.0.0.1, on a port that is free. Its handler's own faults are answered with 500. */
export class LoopbackServer {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(handler: LoopbackHandler): Promise<LoopbackServer> {
    const server = createServer((request, response) => void answer(handler, request, response));
    await new Promise<void>((ready, failed) => {
      server.once('error', failed);
      server.listen(0, '127.0.0.1', ready);
      // Whoever asks it keeps the process alive, it alone does not.
      server.unref();
    });
    return new LoopbackServer(server);
  }

  /** Cuts off whoever is still connected. */
  close(): Promise<void> {
    return new Promise((closed) => {
      this.#server.close(() => closed());
      this.#server.closeAllConnections();
    });
  }
}

async function answer(
  handler: LoopbackHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const said = await readRequest(request)
    .then(handler)
    .catch((error: unknown): LoopbackAnswer => ({ status: 500, body: String(error) }));
  if (said === 'break') return void request.socket.destroy();
  if (said === 'silence') return;
  const body = Buffer.from(said.body ?? '');
  response.writeHead(said.status, { 'content-length': body.byteLength, ...said.headers });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function readRequest(request: IncomingMessage): Promise<LoopbackRequest> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const target = request.url ?? '/';
  const [path = '/'] = target.split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return {
    ...{ method: request.method ?? 'GET', path, target, headers },
    query: new URLSearchParams(target.slice(path.length)),
    body: Buffer.concat(parts),
  };
}
