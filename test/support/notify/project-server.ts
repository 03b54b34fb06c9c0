import {
  type LoopbackAnswer,
  type LoopbackRequest,
  LoopbackServer,
} from '../../../src/platform/loopback-server.ts';

export const OWN = { login: 'github-actions[bot]', id: 41_898_282 };
export const STRANGER = { login: 'mallory', id: 666 };

export interface StoredIssue {
  readonly number: number;
  readonly user: { readonly login: string; readonly id: number };
  title: string;
  body: string;
  state: 'open' | 'closed';
  state_reason: string | null;
  labels: readonly string[];
  readonly html_url: string;
  readonly pull_request?: object;
}

export interface StoredRemark {
  readonly id: number;
  /** `issues/7` or `commits/<sha>`. */
  readonly on: string;
  readonly user: { readonly login: string; readonly id: number };
  body: string;
  readonly html_url: string;
}

/**
 * Issues, comments and commit comments of one repository, as GitHub's REST API has them (docs.github.com), with pages. `instead` says what is answered
 * in place of the answer, before (`instead`) or after (`afterwards`) the request has had its effect.
 */
export class ProjectServer {
  readonly issues: StoredIssue[] = [];
  readonly remarks: StoredRemark[] = [];
  readonly asked: string[] = [];
  instead: (request: LoopbackRequest) => LoopbackAnswer | undefined = () => undefined;
  afterwards: (request: LoopbackRequest) => LoopbackAnswer | undefined = () => undefined;
  #server!: LoopbackServer;
  #next = 1;

  static async start(): Promise<ProjectServer> {
    const project = new ProjectServer();
    project.#server = await LoopbackServer.start((request) => {
      project.asked.push(`${request.method} ${request.path}`);
      const before = project.instead(request);
      if (before !== undefined) return before;
      const answer = project.#answer(request);
      return project.afterwards(request) ?? answer;
    });
    return project;
  }

  get url(): string {
    return this.#server.url;
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  forget(): void {
    for (const list of [this.issues, this.remarks, this.asked]) list.length = 0;
    this.instead = this.afterwards = () => undefined;
  }

  addIssue(more: Partial<StoredIssue>): StoredIssue {
    const number = this.#next++;
    const html_url = `https://github.com/octo-org/octo-repo/issues/${number}`;
    const issue: StoredIssue = {
      ...{ number, html_url, user: OWN, title: '', body: '', state: 'open', state_reason: null, labels: [] },
      ...more,
    };
    this.issues.push(issue);
    return issue;
  }

  #answer(request: LoopbackRequest): LoopbackAnswer {
    const { method, path, query, body } = request;
    if (path === '/graphql') return said(200, { data: { viewer: { login: OWN.login, databaseId: OWN.id } } });
    const route = path.replace('/repos/octo-org/octo-repo/', '');
    const data =
      body.byteLength > 0 ? (JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>) : {};
    if (route === 'issues' && method === 'GET') return this.#page(this.#listed(query), query, path);
    if (route === 'issues' && method === 'POST') return said(201, this.addIssue(data));
    const [, number] = /^issues\/(\d+)$/.exec(route) ?? [];
    if (number !== undefined && method === 'PATCH') return this.#change(Number(number), data);
    const [, on] = /^((?:issues|commits)\/[0-9a-f]+)\/comments$/.exec(route) ?? [];
    if (on !== undefined && method === 'GET')
      return this.#page(
        this.remarks.filter((one) => one.on === on),
        query,
        path,
      );
    if (on !== undefined && method === 'POST') return said(201, this.addRemark(on, OWN, String(data.body)));
    const [, id] = /^(?:issues\/)?comments\/(\d+)$/.exec(route) ?? [];
    return id === undefined ? said(404, { message: 'Not Found' }) : this.#remark(method, Number(id), data);
  }

  addRemark(on: string, user: typeof OWN, body: string): StoredRemark {
    const id = this.#next++;
    const remark = { id, on, user, body, html_url: `https://github.com/octo-org/octo-repo/${on}#${id}` };
    this.remarks.push(remark);
    return remark;
  }

  #remark(method: string, id: number, data: Record<string, unknown>): LoopbackAnswer {
    const index = this.remarks.findIndex((one) => one.id === id);
    const remark = this.remarks[index];
    if (remark === undefined) return said(404, { message: 'Not Found' });
    if (method === 'DELETE') this.remarks.splice(index, 1);
    else remark.body = String(data.body);
    return method === 'DELETE' ? { status: 204 } : said(200, remark);
  }

  #listed(query: URLSearchParams): readonly StoredIssue[] {
    const state = query.get('state') ?? 'open';
    return this.issues.filter((one) => state === 'all' || one.state === state).reverse();
  }

  #change(number: number, data: Record<string, unknown>): LoopbackAnswer {
    const issue = this.issues.find((one) => one.number === number);
    if (issue === undefined) return said(404, { message: 'Not Found' });
    Object.assign(issue, data);
    if (data.state === 'open') issue.state_reason = 'reopened';
    return said(200, issue);
  }

  /** With a `Link` to the next one (docs.github.com, "Using pagination in the REST API"). */
  #page(all: readonly unknown[], query: URLSearchParams, path: string): LoopbackAnswer {
    const size = Number(query.get('per_page') ?? 30);
    const page = Number(query.get('page') ?? 1);
    const next = new URLSearchParams(query);
    next.set('page', String(page + 1));
    const more = page * size < all.length;
    const link: Record<string, string> = more ? { link: `<${this.url}${path}?${next}>; rel="next"` } : {};
    return said(200, all.slice((page - 1) * size, page * size), link);
  }
}

function said(status: number, body: unknown, headers: Record<string, string> = {}): LoopbackAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
