import { printableLine } from '../../../diagnostics/printable.ts';
import { ChannelRefusal } from '../channel.ts';
import {
  type ChannelAnswer,
  type ChannelRequest,
  type ChannelServer,
  jsonOf,
  refusalOf,
} from '../channel-server.ts';

export interface GithubAsk {
  readonly method: ChannelRequest['method'];
  /** Below the API's address, with parameters filled in: `/repos/acme/weather/releases`. */
  readonly path: string;
  /** What completes "GitHub did not …", for people. */
  readonly what: string;
  /** As a workflow's `permissions` names it: `contents: write`. */
  readonly permission: string;
  readonly body?: unknown;
  /** In place of `body`: as it is. Goes to the host for uploads. */
  readonly raw?: Uint8Array;
  readonly accept?: string;
  readonly most?: number;
}

export type GithubRow = Readonly<Record<string, unknown>>;

export interface GithubAccess {
  readonly api: string;
  readonly uploads: string;
  /** Undefined: asked as anybody. */
  readonly token: string | undefined;
  /** Name of the secret, for people. */
  readonly secret: string;
  now(): number;
}

/** Pages of a list that are read, of 100 entries. */
const MOST_PAGES = 100;
/** Milliseconds, without a time of GitHub's own (docs.github.com, "Best practices for using the REST API", "Handle rate limit errors appropriately"). */
const LIMIT_PAUSE = 60_000;

/**
 * GitHub's REST API as channels use it. Unlike the client that comments and uploads are sent by, it repeats nothing that writes: a draft, an asset or a
 * dispatch may have come into being though no answer arrived, and who publishes looks first.
 */
export class GithubApi {
  readonly #server: ChannelServer;
  readonly #access: GithubAccess;

  constructor(server: ChannelServer, access: GithubAccess) {
    this.#server = server;
    this.#access = access;
  }

  get hasToken(): boolean {
    return this.#access.token !== undefined;
  }

  /** The data of the answer, which nobody has checked. Throws a `ChannelRefusal`. */
  async ask(question: GithubAsk, signal: AbortSignal): Promise<unknown> {
    const answer = await this.answer(question, signal);
    if (answer.status >= 200 && answer.status < 300)
      return answer.status === 204 ? undefined : jsonOf(answer);
    throw this.refusal(answer, question);
  }

  /** The same of what may not be there: undefined for 404. */
  async find(question: GithubAsk, signal: AbortSignal): Promise<GithubRow | undefined> {
    const answer = await this.answer(question, signal);
    if (answer.status === 404) return undefined;
    if (answer.status === 200) return rowOf(jsonOf(answer));
    throw this.refusal(answer, question);
  }

  /** The entries of every page of a list. */
  async list(question: GithubAsk, signal: AbortSignal): Promise<readonly GithubRow[]> {
    const rows: GithubRow[] = [];
    for (let page = 1; page <= MOST_PAGES; page++) {
      const path = `${question.path}?per_page=100&page=${page}`;
      const data = await this.ask({ ...question, path }, signal);
      const entries = Array.isArray(data) ? (data as unknown[]) : [];
      rows.push(...entries.map(rowOf));
      if (entries.length < 100) break;
    }
    return rows;
  }

  /** As it is, whatever the status. */
  async answer(question: GithubAsk, signal: AbortSignal): Promise<ChannelAnswer> {
    const { method, path, body, raw, accept = 'application/vnd.github+json', most } = question;
    const { api, uploads, token } = this.#access;
    signal.throwIfAborted();
    return this.#server.ask(
      {
        method,
        url: new URL(`${raw === undefined ? api : uploads}${path}`),
        headers: {
          accept,
          'user-agent': 'lockstep',
          'x-github-api-version': '2022-11-28',
          ...(raw !== undefined && { 'content-type': 'application/octet-stream' }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(raw !== undefined && { body: raw }),
        ...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
        ...(most !== undefined && { most }),
      },
      signal,
    );
  }

  refusal(answer: ChannelAnswer, { what, permission }: GithubAsk): ChannelRefusal {
    const { status } = answer;
    const { secret } = this.#access;
    const said = wordsOf(jsonOf(answer));
    const message = `GitHub did not ${what}: ${said === '' ? `it answered ${status}` : `${said} (${status})`}`;
    const limit = this.#limit(answer, said);
    if (limit !== undefined) return new ChannelRefusal('later', message, undefined, limit);
    if (status === 401)
      return new ChannelRefusal(
        'person',
        message,
        `The token in ${secret} is wrong or has run out: give another one.`,
      );
    if (status === 403 || status === 404) {
      const named = answer.header('x-accepted-github-permissions');
      const more = named === undefined || named === '' ? '' : ` (GitHub names: ${printableLine(named)})`;
      return new ChannelRefusal(
        'person',
        message,
        `The token in ${secret} needs \`${permission}\`${more}; what it may not see is not there for it.`,
      );
    }
    // 409: two at a time. 422 may be about what was there before: who asked looks again.
    if (status === 409) return new ChannelRefusal('later', message);
    if (status < 500) return new ChannelRefusal('never', message);
    const { after } = refusalOf(answer, 'it');
    return new ChannelRefusal('later', message, undefined, after);
  }

  /** Milliseconds to wait, for 429 and the 403 that is about limits. */
  #limit(answer: ChannelAnswer, said: string): number | undefined {
    if (answer.status !== 429 && answer.status !== 403) return undefined;
    const after = answer.header('retry-after');
    if (after !== undefined && /^\d{1,9}$/.test(after)) return Number(after) * 1000;
    if (answer.header('x-ratelimit-remaining') === '0') {
      const reset = Number(answer.header('x-ratelimit-reset')) * 1000 - this.#access.now();
      return Number.isFinite(reset) ? Math.max(1_000, reset + 1_000) : LIMIT_PAUSE;
    }
    return answer.status === 429 || /rate limit/i.test(said) ? LIMIT_PAUSE : undefined;
  }
}

/** Whatever it is, as an object whose members are to be looked at. */
export function rowOf(value: unknown): GithubRow {
  return typeof value === 'object' && value !== null ? (value as GithubRow) : {};
}

/** GitHub's own words: its message, and what it says of single fields (docs.github.com, "Troubleshooting the REST API"). */
function wordsOf(data: unknown): string {
  const { message, errors } = rowOf(data);
  const details = (Array.isArray(errors) ? (errors as unknown[]) : []).map((one) => {
    if (typeof one === 'string') return one;
    const { message: words, field, code } = rowOf(one);
    return typeof words === 'string'
      ? words
      : [field, code].filter((part) => typeof part === 'string').join(' ');
  });
  const all = [typeof message === 'string' ? message : '', ...details].filter((text) => text !== '');
  return printableLine(all.join(': ')).slice(0, 300);
}
