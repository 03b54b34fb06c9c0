import { type ApiReply, type ApiRequest, ApiServer } from './api-server.ts';

export interface CircleStep {
  readonly name: string;
  readonly num: number;
  phase: string;
  outcome?: string | undefined;
  readonly exit_code?: number;
  stdout: Buffer;
  readonly stderr?: Buffer;
}

export interface CircleJob {
  id: string;
  readonly name: string;
  readonly type?: 'build' | 'approval';
  phase: string;
  outcome?: string | undefined;
  readonly started_at?: string;
  ended_at?: string | undefined;
  readonly executions: readonly { readonly steps: readonly CircleStep[] }[];
  readonly artifacts?: readonly { readonly path: string; readonly bytes: Buffer }[];
}

export interface CircleWorkflow {
  readonly id: string;
  readonly name: string;
  phase: string;
  outcome?: string | undefined;
  readonly created_at: string;
  ended_at?: string | undefined;
  readonly jobs: readonly CircleJob[];
}

export interface CircleRun {
  readonly id: string;
  readonly created_at: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly revision: string;
  readonly event: string;
  readonly workflows: CircleWorkflow[];
}

export interface CircleRights {
  readonly write?: boolean;
}

const PROJECT = '11111111-1111-4111-8111-111111111111';

/**
 * As much of version 3 of CircleCI's API as lockstep uses, with a state (circleci.com/docs/api/v3, as its own program uses it:
 * CircleCI-Public/circleci-cli, internal/apiclient). Pages have at most 20 runs; logs grow, and say by `X-Terminal` that they are whole.
 */
export class CircleciServer extends ApiServer {
  readonly slug = 'gh/octo-org/octo-repo';
  readonly tokens = new Map<string, CircleRights>();
  readonly runs: CircleRun[] = [];
  outcomeOfRerun: 'succeeded' | 'failed' = 'succeeded';
  #next = 1;

  protected answer(request: ApiRequest): ApiReply {
    const token = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const rights = this.tokens.get(token);
    if (rights === undefined) return problem(401, 'Unauthorized', 'You must log in first.');
    const [, route = ''] = /^\/api\/v3\/(.*)$/.exec(request.path) ?? [];
    const handlers: readonly (readonly [RegExp, (id: string) => ApiReply])[] = [
      [/^GET projects$/, () => this.#projects(request)],
      [/^POST runs\/search$/, () => this.#search(request)],
      [
        /^GET runs\/([\w-]+)$/,
        (id) =>
          found(
            this.runs.find((run) => run.id === id),
            runData,
          ),
      ],
      [/^GET workflows$/, () => this.#workflows(request)],
      [
        /^GET workflows\/([\w-]+)$/,
        (id) => this.#withWorkflow(id, (flow, run) => data(workflowData(flow, run))),
      ],
      [/^GET jobs$/, () => this.#jobs(request)],
      [/^GET jobs\/([\w-]+)$/, (id) => found(this.#job(id), jobData)],
      [/^GET jobs\/([\w-]+)\/(?:stdout|stderr)$/, (id) => this.#output(request, id)],
      [/^GET jobs\/([\w-]+)\/artifacts$/, (id) => this.#artifacts(id)],
      [/^GET jobs\/([\w-]+)\/artifacts\/\d+$/, (id) => this.#artifact(request, id)],
      [/^POST workflows\/([\w-]+)\/rerun$/, (id) => this.#rerun(request, id, rights)],
      [/^POST workflows\/([\w-]+)\/cancel$/, (id) => this.#cancel(id, rights)],
    ];
    for (const [pattern, handle] of handlers) {
      const match = pattern.exec(`${request.method} ${route}`);
      if (match !== null) return handle(match[1] ?? '');
    }
    return problem(404, 'Not found', '');
  }

  #projects({ query }: ApiRequest): ApiReply {
    const isOurs = query.get('filter[slug]') === this.slug;
    return list(
      isOurs
        ? [{ id: PROJECT, attributes: { name: 'octo-repo' }, references: { org: { id: PROJECT } } }]
        : [],
    );
  }

  #search({ body }: ApiRequest): ApiReply {
    const {
      scope,
      filter = '',
      page,
    } = body as {
      scope: { project_ids: string[]; from: string; to: string };
      filter?: string;
      page: { cursor: string; limit: number };
    };
    if (page.limit < 1 || page.limit > 20) return problem(400, 'Invalid page size', '');
    if (!scope.project_ids.includes(PROJECT)) return list([]);
    const wanted = (name: string): string | undefined => {
      const [, text] = new RegExp(`pipeline\\.git\\.${name} == ("(?:[^"\\\\]|\\\\.)*")`).exec(filter) ?? [];
      return text === undefined ? undefined : (JSON.parse(text) as string);
    };
    const [revision, branch] = [wanted('revision'), wanted('branch')];
    const fitting = this.runs
      .filter((run) => (revision ?? run.revision) === run.revision && (branch ?? run.branch) === run.branch)
      .filter(({ created_at }) => isBetween(created_at, scope))
      .toSorted((one, other) => other.created_at.localeCompare(one.created_at));
    const start = page.cursor === '' ? 0 : Number(Buffer.from(page.cursor, 'base64').toString());
    const end = start + page.limit;
    const next = end < fitting.length ? Buffer.from(String(end)).toString('base64') : null;
    return { status: 200, body: { data: fitting.slice(start, end).map(runData), page: { next } } };
  }

  #workflows({ query }: ApiRequest): ApiReply {
    const run = this.runs.find(({ id }) => id === query.get('filter[run_id]'));
    return list((run?.workflows ?? []).map((flow) => workflowData(flow, run)));
  }

  #jobs({ query }: ApiRequest): ApiReply {
    return this.#withWorkflow(query.get('filter[workflow_id]') ?? '', (flow) =>
      list(flow.jobs.map((job) => ({ ...jobData(job), attributes: progress(job) }))),
    );
  }

  /** Of a step that has ended, all; of one that runs, what there is, and no word of an end. */
  #output({ path, query }: ApiRequest, id: string): ApiReply {
    const step = this.#job(id)?.executions[Number(query.get('filter[execution]'))]?.steps.find(
      ({ num }) => num === Number(query.get('filter[step_num]')),
    );
    if (step === undefined) return problem(404, 'Not found', 'no such step');
    const bytes = path.endsWith('stdout') ? step.stdout : (step.stderr ?? Buffer.alloc(0));
    return { status: 200, body: bytes, ...(step.phase === 'ended' && { headers: { 'x-terminal': 'true' } }) };
  }

  #artifacts(id: string): ApiReply {
    const job = this.#job(id);
    return list(
      (job?.artifacts ?? []).map(({ path }, index) => ({
        id: `${id}-${index}`,
        attributes: { path, url: `${this.url}/api/v3/jobs/${id}/artifacts/${index}` },
      })),
    );
  }

  #artifact({ path }: ApiRequest, id: string): ApiReply {
    const file = this.#job(id)?.artifacts?.[Number(path.split('/').at(-1))];
    return file === undefined ? problem(404, 'Not found', '') : { status: 200, body: file.bytes };
  }

  #rerun({ body }: ApiRequest, id: string, rights: CircleRights): ApiReply {
    if (rights.write !== true) return problem(403, 'Forbidden', 'You may not do that.');
    return this.#withWorkflow(id, (flow, run) => {
      const { is_from_failed: onlyFailed } = (body as { data: { attributes: { is_from_failed: boolean } } })
        .data.attributes;
      const number = this.#next++;
      const again: CircleWorkflow = {
        ...flow,
        id: `99999999-0000-4000-8000-${String(number).padStart(12, '0')}`,
        created_at: new Date(Date.parse(flow.created_at) + 60_000 * number).toISOString(),
        outcome: this.outcomeOfRerun,
        jobs: flow.jobs.map((job) =>
          onlyFailed && job.outcome === 'succeeded'
            ? job
            : {
                ...job,
                id: `${job.id.slice(0, -4)}${String(number).padStart(4, '0')}`,
                outcome: this.outcomeOfRerun,
              },
        ),
      };
      run.workflows.push(again);
      return { status: 202, body: { data: { id: again.id } } };
    });
  }

  #cancel(id: string, rights: CircleRights): ApiReply {
    if (rights.write !== true) return problem(403, 'Forbidden', 'You may not do that.');
    return this.#withWorkflow(id, (flow) => {
      for (const one of [flow, ...flow.jobs])
        if (one.phase !== 'ended') Object.assign(one, { phase: 'ended', outcome: 'canceled' });
      return { status: 202, body: { data: { id } } };
    });
  }

  #job(id: string): CircleJob | undefined {
    return this.runs
      .flatMap(({ workflows }) => workflows)
      .flatMap(({ jobs }) => jobs)
      .find((job) => job.id === id);
  }

  #withWorkflow(id: string, handle: (flow: CircleWorkflow, run: CircleRun) => ApiReply): ApiReply {
    for (const run of this.runs) {
      const flow = run.workflows.find((one) => one.id === id);
      if (flow !== undefined) return handle(flow, run);
    }
    return problem(404, 'Not found', 'Workflow not found');
  }
}

function runData({ id, created_at, branch, tag, revision, event, workflows }: CircleRun): unknown {
  const isOver = workflows.every(({ phase }) => phase === 'ended');
  const bad = workflows.find(({ outcome }) => outcome !== 'succeeded');
  return {
    id,
    attributes: {
      ...{ created_at, phase: isOver ? 'ended' : 'started' },
      ...(isOver && { outcome: bad?.outcome ?? 'succeeded' }),
    },
    references: {
      event: {
        attributes: {
          type: event,
          vcs: {
            branch: branch ?? '',
            tag: tag ?? '',
            revision,
            origin_repository_url: 'https://github.com/octo-org/octo-repo',
          },
        },
      },
      project: { id: PROJECT },
    },
  };
}

function workflowData(flow: CircleWorkflow, run: CircleRun | undefined): unknown {
  const { id, name, phase, outcome, created_at, ended_at } = flow;
  return {
    id,
    attributes: { name, phase, outcome: outcome ?? '', created_at, ended_at: ended_at ?? null },
    references: { run: { id: run?.id }, project: { id: PROJECT } },
  };
}

function progress({ name, type, phase, outcome, started_at, ended_at }: CircleJob): Record<string, unknown> {
  return {
    name,
    type: type ?? 'build',
    phase,
    outcome: outcome ?? '',
    started_at: started_at ?? null,
    ended_at: ended_at ?? null,
  };
}

function jobData(job: CircleJob): { id: string; attributes: Record<string, unknown> } {
  const parallel_executions = job.executions.map(({ steps }) => ({
    steps: steps.map(({ stdout: _, stderr: __, ...step }) => ({ ...step, outcome: step.outcome ?? '' })),
  }));
  return { id: job.id, attributes: { ...progress(job), parallel_executions } };
}

function data(entity: unknown): ApiReply {
  return { status: 200, body: { data: entity } };
}

function list(entries: readonly unknown[]): ApiReply {
  return { status: 200, body: { data: entries, page: { next: null } } };
}

function found<T>(entity: T | undefined, show: (entity: T) => unknown): ApiReply {
  return entity === undefined ? problem(404, 'Not found', '') : data(show(entity));
}

function problem(status: number, title: string, detail: string): ApiReply {
  return { status, body: { error: { id: 'c0de', title, detail } } };
}

function isBetween(time: string, { from, to }: { readonly from: string; readonly to: string }): boolean {
  return Date.parse(from) <= Date.parse(time) && Date.parse(time) < Date.parse(to);
}
