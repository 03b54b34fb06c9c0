import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface GithubAccount {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot';
}

/** The account of a workflow's own token (github.com/apps/github-actions). */
export const ACTIONS_BOT: GithubAccount = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' };
export const SOMEBODY: GithubAccount = { login: 'mallory', id: 666, type: 'User' };

export interface StoredComment {
  readonly id: number;
  readonly pull: number;
  readonly user: GithubAccount;
  body: string;
}

export interface StoredSarif {
  readonly id: string;
  readonly commit: string;
  readonly ref: string;
  readonly checkout: string | undefined;
  readonly tool: string | undefined;
  /** What was sent, decoded. */
  readonly sarif: { readonly runs: readonly { readonly results: readonly Record<string, unknown>[] }[] };
  /** What is left to be said of it, one answer after the other; the last is said again and again. */
  readonly statuses: SarifStatus[];
}

export interface SarifStatus {
  readonly processing_status: 'pending' | 'complete' | 'failed';
  readonly errors?: readonly string[];
}

export interface StoredPull {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly head: string;
  /** Commits that are in it. */
  readonly commits: readonly string[];
}

export interface SeenRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** What was said to a request. */
export interface SaidAnswer {
  readonly request: SeenRequest;
  readonly status: number;
  readonly body: unknown;
}

/** What a token may do: reading is for all of them. */
export interface TokenRights {
  readonly account: GithubAccount;
  readonly comments?: boolean;
  readonly codeScanning?: boolean;
}

const REPOSITORY = 'octo-org/octo-repo';

/**
 * As much of GitHub's REST and GraphQL API as lockstep uses, on the loopback interface, with a state: comments, pull requests, uploads. It
 * answers as GitHub's OpenAPI description says (`npm run test:interop -- github-api` holds it to that), pages with a `Link` header, and knows
 * who asks by the token. `misbehave` says before a request what happens instead of the answer.
 */
export class GithubServer {
  readonly repository = REPOSITORY;
  readonly tokens = new Map<string, TokenRights>();
  readonly comments: StoredComment[] = [];
  readonly pulls: StoredPull[] = [];
  readonly uploads: StoredSarif[] = [];
  readonly requests: SeenRequest[] = [];
  readonly answers: SaidAnswer[] = [];
  /** Whatever else a pull request has; ours have nothing else. */
  pullTemplate: Readonly<Record<string, unknown>> = {};
  /** What each upload goes through. */
  statuses: readonly SarifStatus[] = [{ processing_status: 'complete' }];
  /** In GitHub's words, why code scanning takes nothing. */
  codeScanningIsOff: string | undefined;
  /** True when it has answered. `nth` counts the requests with this method and path from 1. */
  misbehave: (question: GithubQuestion) => boolean = () => false;
  #nextComment = 1_000;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const { method = '', url = '', headers } = request;
      let text = '';
      for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
      const seen: SeenRequest = {
        method,
        path: url,
        headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
      this.requests.push(seen);
      const same = (one: SeenRequest): boolean => one.method === method && one.path === url;
      const question: GithubQuestion = {
        request: seen,
        response,
        nth: this.requests.filter(same).length,
        say: (status, body, more) => this.#say(question, { status, body, ...(more && { headers: more }) }),
      };
      if (!this.misbehave(question)) this.#answer(question);
    });
  }

  static async start(): Promise<GithubServer> {
    const server = new GithubServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** As if nobody had been there. */
  forget(): void {
    this.tokens.clear();
    this.misbehave = () => false;
    this.codeScanningIsOff = undefined;
    this.statuses = [{ processing_status: 'complete' }];
    for (const list of [this.comments, this.pulls, this.uploads, this.requests, this.answers])
      list.length = 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** `POST /repos/octo-org/octo-repo/issues/7/comments`: of every request its method and path, without the query. */
  get asked(): readonly string[] {
    return this.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`);
  }

  addComment(pull: number, user: GithubAccount, body: string): StoredComment {
    const comment = { id: this.#nextComment++, pull, user, body };
    this.comments.push(comment);
    return comment;
  }

  #answer(question: GithubQuestion): true {
    const { request, say } = question;
    const token = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const rights = this.tokens.get(token);
    if (rights === undefined) return say(401, problem('Bad credentials'));
    const url = new URL(request.path, this.url);
    if (request.method === 'POST' && ['/graphql', '/api/graphql'].includes(url.pathname))
      return say(200, { data: { viewer: { login: rights.account.login, databaseId: rights.account.id } } });
    const path = url.pathname.replace(/^\/api\/v3/, '');
    if (!path.startsWith(`/repos/${REPOSITORY}/`)) return say(404, problem('Not Found'));
    const route = path.slice(`/repos/${REPOSITORY}/`.length);
    const handlers: readonly (readonly [string, RegExp, (parts: RegExpExecArray) => true])[] = [
      ['GET', /^issues\/(\d+)\/comments$/, ([, pull]) => this.#listComments(question, Number(pull))],
      [
        'POST',
        /^issues\/(\d+)\/comments$/,
        ([, pull]) => this.#createComment(question, rights, Number(pull)),
      ],
      ['PATCH', /^issues\/comments\/(\d+)$/, ([, id]) => this.#updateComment(question, rights, Number(id))],
      ['DELETE', /^issues\/comments\/(\d+)$/, ([, id]) => this.#deleteComment(question, rights, Number(id))],
      ['GET', /^commits\/([0-9a-f]+)\/pulls$/, ([, commit = '']) => this.#listPulls(question, commit)],
      ['POST', /^code-scanning\/sarifs$/, () => this.#takeSarif(question, rights)],
      ['GET', /^code-scanning\/sarifs\/([\w-]+)$/, ([, id = '']) => this.#tellSarif(question, id)],
    ];
    for (const [method, pattern, handle] of handlers) {
      const match = request.method === method ? pattern.exec(route) : null;
      if (match !== null) return handle(match);
    }
    return say(404, problem('Not Found'));
  }

  #listComments(question: GithubQuestion, pull: number): true {
    const found = this.comments.filter((one) => one.pull === pull).sort((one, other) => one.id - other.id);
    return this.#page(
      question,
      found.map((one) => this.#commentData(one)),
    );
  }

  #createComment(question: GithubQuestion, rights: TokenRights, pull: number): true {
    if (rights.comments !== true) return forbidden(question, 'issues=write; pull_requests=write');
    const body = this.#bodyOf(question);
    if (body === undefined) return true;
    return question.say(201, this.#commentData(this.addComment(pull, rights.account, body)));
  }

  #updateComment(question: GithubQuestion, rights: TokenRights, id: number): true {
    const comment = this.comments.find((one) => one.id === id);
    if (comment === undefined) return question.say(404, problem('Not Found'));
    if (rights.comments !== true) return forbidden(question, 'issues=write; pull_requests=write');
    const body = this.#bodyOf(question);
    if (body === undefined) return true;
    comment.body = body;
    return question.say(200, this.#commentData(comment));
  }

  #deleteComment(question: GithubQuestion, rights: TokenRights, id: number): true {
    const at = this.comments.findIndex((one) => one.id === id);
    if (at === -1) return question.say(404, problem('Not Found'));
    if (rights.comments !== true) return forbidden(question, 'issues=write; pull_requests=write');
    this.comments.splice(at, 1);
    return question.say(204, undefined);
  }

  /** Undefined when it was refused. */
  #bodyOf({ request, say }: GithubQuestion): string | undefined {
    const { body } = (request.body ?? {}) as { body?: unknown };
    if (typeof body === 'string' && body !== '' && body.length <= 65_536) return body;
    const message =
      typeof body === 'string' && body !== ''
        ? 'Body is too long (maximum is 65536 characters)'
        : "Body can't be blank";
    say(422, {
      ...problem('Validation Failed'),
      errors: [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }],
    });
    return undefined;
  }

  #listPulls(question: GithubQuestion, commit: string): true {
    const found = this.pulls.filter((pull) => pull.head === commit || pull.commits.includes(commit));
    return this.#page(
      question,
      found.map(({ number, state, head }) => ({
        ...this.pullTemplate,
        number,
        state,
        head: { ...(this.pullTemplate.head ?? {}), sha: head },
      })),
    );
  }

  #takeSarif(question: GithubQuestion, rights: TokenRights): true {
    const { request, say } = question;
    if (this.codeScanningIsOff !== undefined) return say(403, problem(this.codeScanningIsOff));
    if (rights.codeScanning !== true) return forbidden(question, 'security_events=write');
    const {
      sarif,
      commit_sha: commit = '',
      ref = '',
      checkout_uri: checkout,
      tool_name: tool,
    } = (request.body ?? {}) as Record<string, string>;
    const compressed = Buffer.from(sarif ?? '', 'base64');
    if (compressed.byteLength > 10_485_760) return say(413, undefined);
    const id = `47177e22-5596-11eb-80a1-c1e54ef945${String(this.uploads.length).padStart(2, '0')}`;
    const log = JSON.parse(gunzipSync(compressed).toString('utf8')) as StoredSarif['sarif'];
    this.uploads.push({ id, commit, ref, checkout, tool, sarif: log, statuses: [...this.statuses] });
    return say(202, { id, url: `${this.url}/repos/${REPOSITORY}/code-scanning/sarifs/${id}` });
  }

  #tellSarif({ say }: GithubQuestion, id: string): true {
    const upload = this.uploads.find((one) => one.id === id);
    if (upload === undefined) return say(404, undefined);
    const status = upload.statuses.length > 1 ? upload.statuses.shift() : upload.statuses[0];
    const analyses = `${this.url}/repos/${REPOSITORY}/code-scanning/analyses?sarif_id=${id}`;
    return say(200, { ...status, analyses_url: status?.processing_status === 'complete' ? analyses : null });
  }

  /** docs.github.com, "Using pagination in the REST API". */
  #page({ request, say }: GithubQuestion, entries: readonly unknown[]): true {
    const url = new URL(request.path, this.url);
    const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
    const page = Number(url.searchParams.get('page') ?? 1);
    const last = Math.max(1, Math.ceil(entries.length / size));
    const linkTo = (number: number, rel: string): string => {
      url.searchParams.set('page', String(number));
      return `<${url.href}>; rel="${rel}"`;
    };
    const links = [
      ...(page > 1 ? [linkTo(page - 1, 'prev'), linkTo(1, 'first')] : []),
      ...(page < last ? [linkTo(page + 1, 'next'), linkTo(last, 'last')] : []),
    ];
    return say(
      200,
      entries.slice((page - 1) * size, page * size),
      links.length === 0 ? {} : { link: links.join(', ') },
    );
  }

  #commentData({ id, pull, user, body }: StoredComment): unknown {
    const issue = `${this.url}/repos/${REPOSITORY}/issues/${pull}`;
    const time = '2026-11-23T12:00:00Z';
    return {
      id,
      node_id: `IC_${id}`,
      url: `${this.url}/repos/${REPOSITORY}/issues/comments/${id}`,
      html_url: `https://github.com/${REPOSITORY}/pull/${pull}#issuecomment-${id}`,
      issue_url: issue,
      user: accountData(user),
      body,
      created_at: time,
      updated_at: time,
      author_association: user.type === 'Bot' ? 'CONTRIBUTOR' : 'NONE',
    };
  }

  #say(
    { request, response }: GithubQuestion,
    {
      status,
      body,
      headers = {},
    }: { status: number; body: unknown; headers?: Readonly<Record<string, string>> },
  ): true {
    this.answers.push({ request, status, body });
    const text = body === undefined ? undefined : JSON.stringify(body);
    response.writeHead(status, {
      ...(text !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
      'x-github-request-id': 'C0DE:1234',
      ...headers,
    });
    response.end(text);
    return true;
  }
}

/** A request that is to be answered. */
export interface GithubQuestion {
  readonly request: SeenRequest;
  readonly response: ServerResponse;
  readonly nth: number;
  say(status: number, body: unknown, headers?: Readonly<Record<string, string>>): true;
}

/** `basic-error` */
export function problem(message: string): Record<string, unknown> {
  return { message, documentation_url: 'https://docs.github.com/rest' };
}

function forbidden({ say }: GithubQuestion, accepted: string): true {
  return say(403, problem('Resource not accessible by integration'), {
    'x-accepted-github-permissions': accepted,
  });
}

/** `simple-user` */
function accountData({ login, id, type }: GithubAccount): unknown {
  const api = `https://api.github.com/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: `U_${id}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${id}`,
    gravatar_id: '',
    url: api,
    html_url: `https://github.com/${encodeURIComponent(login)}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type,
    site_admin: false,
  };
}
