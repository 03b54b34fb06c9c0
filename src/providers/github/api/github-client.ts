import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { printableLine } from '../../../diagnostics/printable.ts';
import type { ByteSink } from '../../run-source.ts';
import { githubDownload } from './github-download.ts';
import { type FailedAnswer, GithubRefusal, type Purpose, refusalOf } from './github-refusal.ts';
import { type FetchLimits, guardedFetch, UntrustedAnswer } from './guarded-fetch.ts';
import { KnownAnswers } from './known-answers.ts';
import { type FailedTry, type Patience, pauseAfter } from './patience.ts';
import type { RepositoryName } from './repository-name.ts';

export interface GithubClientOptions {
  /** `https://api.github.com`, or `https://<host>/api/v3` of a server of one's own. */
  readonly api: URL;
  readonly token: string;
  /** Where the token was found, for people. */
  readonly tokenFrom: string;
  readonly repository: RepositoryName;
  /** What GitHub is told who asks (docs.github.com, "Getting started with the REST API", "User agent"). */
  readonly userAgent: string;
  readonly limits?: FetchLimits;
  readonly patience?: Patience;
  /** Milliseconds since 1970. */
  now(): number;
  pause(ms: number): Promise<void>;
  /** Told before a pause, in one line. */
  onPause(line: string): void;
}

export type Parameters = Readonly<Record<string, unknown>>;

/** The account that a token stands for. */
export interface Viewer {
  /** Apps end with `[bot]`, as in the comments that they write. */
  readonly login: string;
  readonly id: number | undefined;
}

const LIMITS: FetchLimits = { total: 60_000, rate: 50_000, answer: 64 << 20 };
const PATIENCE: Patience = { total: 180_000, tries: 4 };
/** Pages of a list that are read: of 100 comments each, ten times what anybody reads. */
const MOST_PAGES = 300;

const PagingOctokit = Octokit.plugin(paginateRest);

/**
 * GitHub's REST API as lockstep uses it: answers, or a `GithubRefusal`. Requests that fail for a while are tried again within bounds; the
 * token goes to the API's own origin and to no other. `{owner}` and `{repo}` of a route are filled in.
 *
 * Octokit builds the requests and follows the pages. When to try again is decided here (`patience.ts`; ADR 0019 says why).
 */
export class GithubClient {
  readonly #octokit: InstanceType<typeof PagingOctokit>;
  readonly #options: GithubClientOptions;
  readonly #patience: Patience;

  constructor(options: GithubClientOptions) {
    this.#options = options;
    this.#patience = options.patience ?? PATIENCE;
    const silent = (): void => undefined;
    this.#octokit = new PagingOctokit({
      auth: options.token,
      baseUrl: options.api.href.replace(/\/$/, ''),
      userAgent: options.userAgent,
      // What Octokit has to say has addresses and texts of the server in it, and goes to the terminal as it is.
      log: { debug: silent, info: silent, warn: silent, error: silent },
      request: { fetch: guardedFetch(new Set([options.api.origin]), options.limits ?? LIMITS) },
    });
    const known = new KnownAnswers<Awaited<ReturnType<Octokit['request']>>>();
    this.#octokit.hook.wrap('request', (request, given) => {
      const send = (etag?: string) => {
        // Within it, what else Octokit does to a request sees these very options, whatever is handed on.
        if (etag !== undefined) given.headers['if-none-match'] = etag;
        return this.#patiently(async () => request(given), given.request?.once === true);
      };
      return given.method === 'GET' ? known.ask(this.#octokit.request.endpoint(given).url, send) : send();
    });
  }

  get repository(): RepositoryName {
    return this.#options.repository;
  }

  pause(ms: number): Promise<void> {
    return this.#options.pause(ms);
  }

  /**
   * The data of the answer, which nobody has checked. With `request: {once: true}` among the parameters it is not sent again when nobody
   * knows whether it was heard.
   */
  async ask(route: string, purpose: Purpose, parameters: Parameters = {}): Promise<unknown> {
    return this.#told(
      purpose,
      async () => (await this.#octokit.request(route, this.#filled(parameters))).data,
    );
  }

  /** The entries of every page of a list, or of as many pages as `most` entries need. */
  async list(
    route: string,
    purpose: Purpose,
    parameters: Parameters = {},
    most = Number.POSITIVE_INFINITY,
  ): Promise<readonly unknown[]> {
    return this.#told(purpose, async () => {
      const entries: unknown[] = [];
      let pages = 0;
      const given = this.#filled({ per_page: 100, ...parameters });
      for await (const { data } of this.#octokit.paginate.iterator(route, given)) {
        entries.push(...(Array.isArray(data) ? (data as unknown[]) : []));
        pages += 1;
        if (pages === MOST_PAGES || entries.length >= most) break;
      }
      return entries.slice(0, most);
    });
  }

  /** Brings a file to `sink` that `path` leads to, each byte once, whatever breaks off. */
  async download(
    path: string,
    purpose: Purpose,
    options: {
      readonly parameters: Parameters;
      readonly sink: ByteSink;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<void> {
    const { token, userAgent, api } = this.#options;
    const { url } = this.#octokit.request.endpoint(`GET ${path}`, this.#filled(options.parameters));
    await githubDownload({
      url: new URL(url),
      authorization: `Bearer ${token}`,
      userAgent,
      sink: options.sink,
      signal: options.signal,
      pause: (ms) => this.pause(ms),
      refusal: ({ status, data, accepted }) =>
        this.#refused({ status, data, headers: { 'x-accepted-github-permissions': accepted } }, purpose),
      unreachable: (reason) =>
        new GithubRefusal('unreachable', `GitHub did not ${purpose.what}: ${api.host}: ${reason}`),
    });
  }

  /**
   * Whose the token is. Only GraphQL tells it to every kind of token: `GET /user` is closed to apps and to the GITHUB_TOKEN of a
   * workflow (docs.github.com, GraphQL, Queries, "viewer"; marocchino/sticky-pull-request-comment, pull request 332).
   */
  async viewer(purpose: Purpose): Promise<Viewer> {
    return this.#told(purpose, async () => {
      const { viewer } = await this.#octokit.graphql<{ viewer?: { login?: unknown; databaseId?: unknown } }>(
        'query { viewer { login databaseId } }',
      );
      if (typeof viewer?.login !== 'string' || viewer.login === '')
        throw new GithubRefusal('unreachable', 'GitHub does not say whose the token is');
      return {
        login: viewer.login,
        id: typeof viewer.databaseId === 'number' ? viewer.databaseId : undefined,
      };
    });
  }

  #filled(parameters: Parameters): Record<string, unknown> {
    const { owner, name } = this.#options.repository;
    return { owner, repo: name, ...parameters };
  }

  /** Tries again until it is of no use any more; with `once` only what was certainly not heard, as a limit was in the way. */
  async #patiently<T>(attempt: () => Promise<T>, once: boolean): Promise<T> {
    const { now, pause, onPause } = this.#options;
    const began = now();
    for (let before = 0; ; before++)
      try {
        return await attempt();
      } catch (error) {
        const failed = failedTry(error);
        const again = failed && pauseAfter(failed, before, now());
        if (again === undefined || before + 1 >= this.#patience.tries) throw error;
        if (once && (failed?.status === undefined || failed.status >= 500)) throw error;
        if (now() - began + again.wait > this.#patience.total) {
          if (failed?.status === 403 || failed?.status === 429)
            throw new GithubRefusal(
              'limit',
              `GitHub takes no more requests for ${seconds(again.wait)}: ${failed.message}`,
              {
                status: failed.status,
                fix: 'Wait until then, or use a token of another account.',
              },
            );
          throw error;
        }
        onPause(`GitHub: ${again.why}; trying again in ${seconds(again.wait)}`);
        await pause(again.wait);
      }
  }

  async #told<T>(purpose: Purpose, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#refusal(error, purpose);
    }
  }

  #refused(answer: FailedAnswer, purpose: Purpose): GithubRefusal {
    const { repository, tokenFrom } = this.#options;
    return refusalOf(answer, { purpose, repository: `${repository.owner}/${repository.name}`, tokenFrom });
  }

  #refusal(error: unknown, purpose: Purpose): unknown {
    if (error instanceof GithubRefusal) return error;
    const { response, status, message = '' } = error as Partial<RequestFailure>;
    const { api } = this.#options;
    if (response?.status !== undefined) {
      const { status: code, headers = {}, data } = response;
      return this.#refused({ status: code, headers, data }, purpose);
    }
    // Octokit gives what was thrown on the way the status 500; GraphQL's own errors have none.
    if (status === undefined && !('errors' in (error as object))) return error;
    return new GithubRefusal('unreachable', `GitHub did not ${purpose.what}: ${api.host}: ${message}`);
  }
}

/** What is read of Octokit's RequestError (@octokit/request-error). */
interface RequestFailure {
  readonly message: string;
  readonly status: number;
  readonly cause: unknown;
  readonly response: Partial<FailedAnswer> | undefined;
}

/** Undefined for what trying again does not mend. */
function failedTry(error: unknown): FailedTry | undefined {
  const { status, message, cause, response } = error as RequestFailure;
  if (status === undefined || cause instanceof UntrustedAnswer) return undefined;
  return {
    status: response?.status,
    message: printableLine(String(message)),
    headers: response?.headers ?? {},
  };
}

function seconds(ms: number): string {
  const whole = Math.ceil(ms / 1000);
  return whole < 120 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}
