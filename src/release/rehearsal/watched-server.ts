import {
  type LoopbackAnswer,
  type LoopbackHandler,
  type LoopbackRequest,
  LoopbackServer,
} from '../../platform/loopback-server.ts';

/** A request that may change something, and what became of it. */
export interface WatchedWrite {
  readonly request: LoopbackRequest;
  /** What the server itself answered; undefined when it was not asked. */
  readonly answered: number | undefined;
}

/** What happens to a request. `instead`: this is answered, and nothing is done. `afterwards`: it is done, and this is answered. */
export type Mishap =
  | { readonly instead: LoopbackAnswer }
  | { readonly afterwards: LoopbackAnswer }
  /** Something is told before the request is passed on, and this before it is answered. */
  | { readonly before: () => Promise<void>; readonly after?: () => Promise<void> }
  /** Whoever asked is gone before anything is done. */
  | { readonly gone: () => Promise<void> };

export interface WatchedOptions {
  /** Told its own address, which the server it stands in front of may have to tell others. */
  readonly handle: (request: LoopbackRequest, base: string) => LoopbackAnswer | Promise<LoopbackAnswer>;
  /** Can this one change what people find? */
  readonly writes: (request: LoopbackRequest) => boolean;
  /** Told of each of those when it was answered. */
  readonly onWrite?: (write: WatchedWrite) => void;
}

/**
 * Stands in front of a server, on the loopback: keeps account of what was written, and lets mishaps befall requests. Requests come through one at a time,
 * so that their order is one.
 */
export class WatchedServer {
  readonly #options: WatchedOptions;
  #server: LoopbackServer | undefined;
  #last: Promise<unknown> = Promise.resolve();
  readonly writes: WatchedWrite[] = [];
  /** Everything that was asked, as `GET /path`. */
  readonly asked: string[] = [];
  /** Decides what befalls a request that writes; asked with its number, from 1. */
  befall: ((request: LoopbackRequest, nth: number) => Mishap | undefined) | undefined;
  #nth = 0;

  private constructor(options: WatchedOptions) {
    this.#options = options;
  }

  static async start(options: WatchedOptions): Promise<WatchedServer> {
    const watched = new WatchedServer(options);
    const handler: LoopbackHandler = (request) => {
      const answer = watched.#last.then(() => watched.#handle(request));
      watched.#last = answer.catch(() => undefined);
      return answer;
    };
    watched.#server = await LoopbackServer.start(handler);
    return watched;
  }

  get url(): string {
    if (this.#server === undefined) throw new Error('Internal error: the server was not started');
    return this.#server.url;
  }

  /** Numbers of requests begin anew. */
  recount(): void {
    this.#nth = 0;
  }

  #note(write: WatchedWrite): void {
    this.writes.push(write);
    this.#options.onWrite?.(write);
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  async #handle(request: LoopbackRequest): Promise<LoopbackAnswer> {
    this.asked.push(`${request.method} ${request.target}`);
    if (!this.#options.writes(request)) return this.#options.handle(request, this.url);
    this.#nth += 1;
    const mishap = this.befall?.(request, this.#nth);
    if (mishap !== undefined && 'instead' in mishap) {
      this.#note({ request, answered: undefined });
      return mishap.instead;
    }
    if (mishap !== undefined && 'gone' in mishap) {
      this.#note({ request, answered: undefined });
      await mishap.gone();
      return 'break';
    }
    if (mishap !== undefined && 'before' in mishap) await mishap.before();
    const answer = await this.#options.handle(request, this.url);
    const answered = typeof answer === 'string' ? undefined : answer.status;
    this.#note({ request, answered });
    if (mishap === undefined) return answer;
    if ('afterwards' in mishap) return mishap.afterwards;
    await mishap.after?.();
    return answer;
  }
}

/** Most servers change nothing when they are asked with GET or HEAD (RFC 9110, section 9.2.1). */
export function isUnsafe({ method }: LoopbackRequest): boolean {
  return method !== 'GET' && method !== 'HEAD';
}
