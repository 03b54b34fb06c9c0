import { type ApiReply, type ApiRequest, ApiServer } from './api-server.ts';

export interface StoredStep {
  readonly name: string;
  readonly number: number;
  status: string;
  conclusion: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
}

export interface StoredJob {
  readonly id: number;
  readonly name: string;
  status: string;
  conclusion: string | null;
  started_at: string;
  completed_at: string | null;
  readonly steps: readonly StoredStep[];
  log: Buffer;
}

export interface StoredRun {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  run_attempt: number;
  readonly event: string;
  status: string;
  conclusion: string | null;
  readonly head_branch: string;
  readonly head_sha: string;
  readonly created_at: string;
  updated_at: string;
  readonly fork: boolean;
  jobs: StoredJob[];
  readonly artifacts: readonly { readonly id: number; readonly name: string; readonly zip: Buffer }[];
}

export interface ActionsRights {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly statuses?: boolean;
}

const REPOSITORY = 'octo-org/octo-repo';

/** Where GitHub keeps logs and artifacts: another server, which knows its own addresses and wants no token. */
class StorageServer extends ApiServer {
  readonly files = new Map<string, Buffer>();

  protected answer({ path, query, headers }: ApiRequest): ApiReply {
    const file = this.files.get(path);
    if (file === undefined || query.get('sig') !== 'valid') return { status: 403 };
    // Azure refuses a request with two kinds of credentials.
    if (headers.authorization !== undefined) return { status: 400 };
    return { status: 200, body: file };
  }
}

/**
 * As much of GitHub's REST API about Actions as lockstep uses, with a state: runs, attempts, jobs, logs behind redirections, artifacts,
 * statuses of commits. It answers as the OpenAPI description says (`npm run test:interop -- github-actions-api`).
 */
export class ActionsServer extends ApiServer {
  readonly repository = REPOSITORY;
  readonly storage = new StorageServer();
  readonly tokens = new Map<string, ActionsRights>();
  readonly runs: StoredRun[] = [];
  readonly pulls: {
    readonly number: number;
    readonly sha: string;
    readonly head: string;
    readonly base: string;
    readonly fork: boolean;
    readonly files?: readonly string[];
  }[] = [];
  readonly statuses: { readonly sha: string; readonly body: Record<string, unknown> }[] = [];
  /** Whatever else the answers have; ours have nothing else. */
  templates: Readonly<
    Record<'run' | 'job' | 'artifact' | 'pull' | 'status' | 'file', Readonly<Record<string, unknown>>>
  > = {
    ...{ run: {}, job: {}, artifact: {}, pull: {}, status: {}, file: {} },
  };
  /** What a job that is run again comes to. */
  outcomeOfRerun: 'success' | 'failure' = 'success';

  override async listen(): Promise<this> {
    await this.storage.listen();
    return super.listen();
  }

  override async close(): Promise<void> {
    await this.storage.close();
    await super.close();
  }

  protected answer(request: ApiRequest): ApiReply {
    const token = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const rights = this.tokens.get(token);
    if (rights === undefined) return problem(401, 'Bad credentials');
    const [, route = ''] = /^\/repos\/octo-org\/octo-repo\/(.*)$/.exec(request.path) ?? [];
    const key = `${request.method} ${route}`;
    const handlers: readonly (readonly [RegExp, keyof ActionsRights, (id: string) => ApiReply])[] = [
      [/^GET actions\/runs$/, 'read', () => this.#listRuns(request)],
      [/^GET actions\/runs\/(\d+)$/, 'read', (id) => this.#withRun(id, (run) => ok(this.#runData(run)))],
      [
        /^GET actions\/runs\/(\d+)\/jobs$/,
        'read',
        (id) => this.#withRun(id, (run) => this.#listJobs(request, run)),
      ],
      [
        /^GET actions\/jobs\/(\d+)$/,
        'read',
        (id) => this.#withJob(id, (job, run) => ok(this.#jobData(job, run))),
      ],
      [/^GET actions\/jobs\/(\d+)\/logs$/, 'read', (id) => this.#logOf(id)],
      [/^GET actions\/runs\/(\d+)\/artifacts$/, 'read', (id) => this.#listArtifacts(request, id)],
      [/^GET actions\/artifacts\/(\d+)\/zip$/, 'read', (id) => this.#zipOf(id)],
      [/^POST actions\/runs\/(\d+)\/rerun$/, 'write', (id) => this.#rerun(id, false)],
      [/^POST actions\/runs\/(\d+)\/rerun-failed-jobs$/, 'write', (id) => this.#rerun(id, true)],
      [/^POST actions\/runs\/(\d+)\/cancel$/, 'write', (id) => this.#cancel(id)],
      [/^GET pulls\/(\d+)\/files$/, 'read', (id) => this.#files(request, Number(id))],
      [/^GET pulls\/(\d+)$/, 'read', (id) => this.#pull(Number(id))],
      [/^POST statuses\/([0-9a-f]{40})$/, 'statuses', (sha) => this.#setStatus(sha, request)],
    ];
    for (const [pattern, needed, handle] of handlers) {
      const match = pattern.exec(key);
      if (match === null) continue;
      if (rights[needed] === true) return handle(match[1] ?? '');
      const permission = { read: 'actions=read', write: 'actions=write', statuses: 'statuses=write' }[needed];
      return {
        ...problem(403, 'Resource not accessible by personal access token'),
        headers: { 'x-accepted-github-permissions': permission },
      };
    }
    return problem(404, 'Not Found');
  }

  #listRuns(request: ApiRequest): ApiReply {
    const { query } = request;
    const [sha, branch] = [query.get('head_sha'), query.get('branch')];
    const found = this.runs
      .filter(
        (run) => (sha === null || run.head_sha === sha) && (branch === null || run.head_branch === branch),
      )
      .toSorted((one, other) => other.created_at.localeCompare(one.created_at));
    return this.#page(request, { name: 'workflow_runs', entries: found.map((run) => this.#runData(run)) });
  }

  #listJobs(request: ApiRequest, run: StoredRun): ApiReply {
    return this.#page(request, { name: 'jobs', entries: run.jobs.map((job) => this.#jobData(job, run)) });
  }

  #listArtifacts(request: ApiRequest, id: string): ApiReply {
    return this.#withRun(id, (run) =>
      this.#page(request, {
        name: 'artifacts',
        entries: run.artifacts.map((artifact) => ({
          ...this.templates.artifact,
          ...{ id: artifact.id, name: artifact.name, size_in_bytes: artifact.zip.byteLength, expired: false },
        })),
      }),
    );
  }

  #logOf(id: string): ApiReply {
    return this.#withJob(id, (job) => {
      if (job.status !== 'completed') return problem(404, 'Not Found');
      return this.#stored(`/logs/${id}`, job.log);
    });
  }

  #zipOf(id: string): ApiReply {
    const artifact = this.runs.flatMap(({ artifacts }) => artifacts).find((one) => one.id === Number(id));
    return artifact === undefined ? problem(404, 'Not Found') : this.#stored(`/zips/${id}`, artifact.zip);
  }

  #stored(path: string, bytes: Buffer): ApiReply {
    this.storage.files.set(path, bytes);
    return { status: 302, headers: { location: `${this.storage.url}${path}?sig=valid` } };
  }

  #rerun(id: string, onlyFailed: boolean): ApiReply {
    return this.#withRun(id, (run) => {
      if (run.status !== 'completed') return problem(403, 'The workflow run is already running');
      const again = (job: StoredJob): boolean =>
        !onlyFailed || !['success', 'skipped'].includes(job.conclusion ?? '');
      if (onlyFailed && !run.jobs.some(again)) return problem(403, 'This workflow run has no failed jobs');
      run.run_attempt += 1;
      run.status = 'completed';
      run.conclusion = this.outcomeOfRerun;
      run.jobs = run.jobs.map((job, index) => ({
        ...job,
        ...(again(job) && {
          ...{ id: job.id * 10 + run.run_attempt + index, conclusion: this.outcomeOfRerun },
          log: Buffer.from('2026-11-24T03:00:00.0000000Z once more\n'),
        }),
      }));
      return { status: 201, body: {} };
    });
  }

  #cancel(id: string): ApiReply {
    return this.#withRun(id, (run) => {
      if (run.status === 'completed') return problem(409, 'Cannot cancel a workflow run that is completed.');
      Object.assign(run, { status: 'completed', conclusion: 'cancelled' });
      for (const job of run.jobs)
        if (job.status !== 'completed') Object.assign(job, { status: 'completed', conclusion: 'cancelled' });
      return { status: 202, body: {} };
    });
  }

  #pull(number: number): ApiReply {
    const pull = this.pulls.find((one) => one.number === number);
    if (pull === undefined) return problem(404, 'Not Found');
    const { head, base } = this.templates.pull as Record<string, Record<string, unknown> | undefined>;
    const repo = (side: Record<string, unknown> | undefined, id: number): unknown => ({
      ...(side?.repo as object | undefined),
      id,
    });
    return ok({
      ...this.templates.pull,
      number,
      head: { ...head, sha: pull.sha, ref: pull.head, repo: repo(head, pull.fork ? 2 : 1) },
      base: { ...base, ref: pull.base, repo: repo(base, 1) },
    });
  }

  #files({ query }: ApiRequest, number: number): ApiReply {
    const page = Number(query.get('page') ?? 1);
    const files = this.pulls.find((one) => one.number === number)?.files ?? [];
    return ok((page === 1 ? files : []).map((filename) => ({ ...this.templates.file, filename })));
  }

  #setStatus(sha: string, { body }: ApiRequest): ApiReply {
    const given = body as Record<string, unknown>;
    const description = given.description ?? '';
    if (String(description).length > 140)
      return problem(422, 'Validation Failed: Description is too long (maximum is 140 characters)');
    this.statuses.push({ sha, body: given });
    return { status: 201, body: { ...this.templates.status, ...given, id: this.statuses.length } };
  }

  #withRun(id: string, handle: (run: StoredRun) => ApiReply): ApiReply {
    const run = this.runs.find((one) => one.id === Number(id));
    return run === undefined ? problem(404, 'Not Found') : handle(run);
  }

  #withJob(id: string, handle: (job: StoredJob, run: StoredRun) => ApiReply): ApiReply {
    for (const run of this.runs) {
      const job = run.jobs.find((one) => one.id === Number(id));
      if (job !== undefined) return handle(job, run);
    }
    return problem(404, 'Not Found');
  }

  #runData(run: StoredRun): Record<string, unknown> {
    const { jobs: _, artifacts: __, fork, ...data } = run;
    const { repository, head_repository: head } = this.templates.run as Record<string, object | undefined>;
    return {
      ...this.templates.run,
      ...data,
      run_started_at: run.created_at,
      html_url: `https://github.com/${REPOSITORY}/actions/runs/${run.id}`,
      repository: { ...repository, id: 1, full_name: REPOSITORY },
      head_repository: { ...head, id: fork ? 2 : 1, full_name: fork ? 'mallory/octo-repo' : REPOSITORY },
    };
  }

  #jobData(job: StoredJob, run: StoredRun): Record<string, unknown> {
    const { log: _, ...data } = job;
    return {
      ...this.templates.job,
      ...data,
      ...{ run_id: run.id, run_attempt: run.run_attempt, head_sha: run.head_sha },
      html_url: `https://github.com/${REPOSITORY}/actions/runs/${run.id}/job/${job.id}`,
    };
  }

  /** docs.github.com, "Using pagination in the REST API". */
  #page(
    { path, query }: ApiRequest,
    { name, entries }: { readonly name: string; readonly entries: readonly unknown[] },
  ): ApiReply {
    const size = Math.min(100, Number(query.get('per_page') ?? 30));
    const page = Number(query.get('page') ?? 1);
    const next = new URL(path, this.url);
    for (const [key, value] of query) next.searchParams.set(key, value);
    next.searchParams.set('page', String(page + 1));
    const hasNext = page * size < entries.length;
    return {
      status: 200,
      body: { total_count: entries.length, [name]: entries.slice((page - 1) * size, page * size) },
      ...(hasNext && { headers: { link: `<${next.href}>; rel="next"` } }),
    };
  }
}

function ok(body: unknown): ApiReply {
  return { status: 200, body };
}

function problem(status: number, message: string): ApiReply {
  return {
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
  };
}
