import type * as z from 'zod';
import { TextOfBytes } from '../../../log-lines.ts';
import {
  type ByteSink,
  type CiArtifact,
  type CiJob,
  type CiRun,
  type CiStep,
  isActive,
  isBadEnd,
  type LogRequest,
  type RunQuery,
  type RunSource,
} from '../../../run-source.ts';
import type { GithubClient } from '../github-client.ts';
import { GithubRefusal, type Purpose } from '../github-refusal.ts';
import {
  type ActionsJobAnswer,
  actionsArtifactAnswer,
  actionsJobAnswer,
  stateOfActions,
  type WorkflowRunAnswer,
  workflowRunAnswer,
} from './actions-answers.ts';
import { JobLogDivider } from './job-log.ts';

const READ = { permission: 'actions: read', scope: 'repo' } as const;
const WRITE = { permission: 'actions: write', scope: 'repo' } as const;
const LISTING: Purpose = { what: 'list runs', ...READ };
const VIEWING: Purpose = { what: 'show the run', ...READ };
const LOGGING: Purpose = { what: 'give the log', ...READ };
const FETCHING: Purpose = { what: 'give the artifacts', ...READ };
const RERUNNING: Purpose = { what: 'run it again', ...WRITE };
const CANCELLING: Purpose = { what: 'cancel the run', ...WRITE };

/** Milliseconds between two looks at a job that still runs: its log is there when it is over, and not before. */
const POLL = 5_000;
const RUNS = 'GET /repos/{owner}/{repo}/actions/runs';

/** Workflow runs of GitHub Actions (docs.github.com/rest/actions/workflow-runs, workflow-jobs, artifacts). */
export class GithubRuns implements RunSource {
  readonly place = 'github';
  readonly title = 'GitHub Actions';
  readonly #client: GithubClient;

  constructor(client: GithubClient) {
    this.#client = client;
  }

  async list({ commit, branch, limit }: RunQuery): Promise<readonly CiRun[]> {
    const entries = await this.#client.list(
      RUNS,
      LISTING,
      {
        per_page: Math.min(100, limit),
        ...(commit !== undefined && { head_sha: commit }),
        ...(branch !== undefined && { branch }),
      },
      limit,
    );
    return entries
      .map((entry) => ciRun(read(workflowRunAnswer, entry)))
      .sort((one, other) => other.createdAt - one.createdAt)
      .slice(0, limit);
  }

  async run(id: string): Promise<CiRun> {
    return ciRun(read(workflowRunAnswer, await this.#client.ask(`${RUNS}/{run_id}`, VIEWING, runId(id))));
  }

  async jobs(run: CiRun): Promise<readonly CiJob[]> {
    const entries = await this.#client.list(`${RUNS}/{run_id}/jobs`, VIEWING, {
      ...runId(run.id),
      filter: 'latest',
    });
    return entries.map((entry) => ciJob(read(actionsJobAnswer, entry)));
  }

  async steps(job: CiJob): Promise<readonly CiStep[]> {
    return stepsOf(await this.#job(job.id));
  }

  async log(job: CiJob, request: LogRequest): Promise<void> {
    const now = await this.#finished(job, request);
    if (now === undefined) return;
    const steps = stepsOf(now);
    const onlyBad = request.steps === 'failed' && steps.some(({ state }) => isBadEnd(state));
    const divider = new JobLogDivider(steps, ({ state }) => !onlyBad || isBadEnd(state));
    const decoder = new TextOfBytes();
    const path = '/repos/{owner}/{repo}/actions/jobs/{job_id}/logs';
    await this.#client.download(path, LOGGING, {
      parameters: { job_id: Number(job.id) },
      signal: request.signal,
      sink: async (chunk) => {
        for (const piece of divider.pieces(decoder.text(chunk))) await request.write(piece);
      },
    });
    for (const piece of divider.pieces(decoder.end())) await request.write(piece);
    for (const piece of divider.end()) await request.write(piece);
  }

  async artifacts(run: CiRun): Promise<readonly CiArtifact[]> {
    const entries = await this.#client.list(`${RUNS}/{run_id}/artifacts`, FETCHING, runId(run.id));
    return entries
      .map((entry) => read(actionsArtifactAnswer, entry))
      .filter(({ expired }) => expired !== true)
      .map(
        ({ id, name, size_in_bytes }): CiArtifact => ({
          ...{ place: this.place, run: run.id, job: undefined, name: `${name}.zip` },
          ...{ bytes: size_in_bytes ?? undefined, key: String(id) },
        }),
      );
  }

  async download(artifact: CiArtifact, sink: ByteSink): Promise<void> {
    const path = '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/zip';
    const parameters = { artifact_id: Number(artifact.key) };
    await this.#client.download(path, FETCHING, { parameters, sink });
  }

  async rerun(run: CiRun, { failed }: { readonly failed: boolean }): Promise<string> {
    const what = failed ? 'rerun-failed-jobs' : 'rerun';
    await this.#client.ask(`POST /repos/{owner}/{repo}/actions/runs/{run_id}/${what}`, RERUNNING, {
      ...runId(run.id),
      request: { once: true },
    });
    return run.id;
  }

  async cancel(run: CiRun): Promise<void> {
    const route = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel';
    await this.#client.ask(route, CANCELLING, { ...runId(run.id), request: { once: true } });
  }

  async #job(id: string): Promise<ActionsJobAnswer> {
    const route = 'GET /repos/{owner}/{repo}/actions/jobs/{job_id}';
    return read(actionsJobAnswer, await this.#client.ask(route, LOGGING, { job_id: Number(id) }));
  }

  /** Undefined when somebody wants an end first. */
  async #finished(job: CiJob, { follow, signal }: LogRequest): Promise<ActionsJobAnswer | undefined> {
    for (;;) {
      const now = await this.#job(job.id);
      if (!isActive(stateOfActions(now.status, now.conclusion))) return now;
      if (!follow)
        throw new GithubRefusal('invalid', 'GitHub did not give the log: the job is not finished', {
          fix: 'GitHub has the log of a job when it is over: wait for it with --follow.',
        });
      if (signal?.aborted === true) return undefined;
      await this.#client.pause(POLL);
    }
  }
}

function runId(id: string): { readonly run_id: number } {
  if (!/^\d{1,15}$/.test(id))
    throw new GithubRefusal('missing', `GitHub has no run '${id}': its ids are numbers`, { status: 404 });
  return { run_id: Number(id) };
}

function ciRun(run: WorkflowRunAnswer): CiRun {
  const state = stateOfActions(run.status, run.conclusion);
  const { repository, head_repository: head } = run;
  return {
    place: 'github',
    id: String(run.id),
    group: String(run.id),
    workflow: run.name ?? run.path ?? String(run.id),
    // A run of a workflow elsewhere has its revision behind: `.github/workflows/a.yml@main`.
    path: run.path?.split('@')[0],
    attempt: run.run_attempt ?? 1,
    event: run.event,
    // A repository that is gone cannot be told from a fork.
    fork: repository != null && head?.id !== repository.id,
    branch: run.head_branch,
    commit: run.head_sha,
    state,
    createdAt: run.run_started_at ?? run.created_at ?? 0,
    finishedAt: isActive(state) ? undefined : run.updated_at,
    url: run.html_url,
  };
}

function ciJob(job: ActionsJobAnswer): CiJob {
  const { id, run_id: run, name, status, conclusion, started_at, completed_at, html_url } = job;
  const state = stateOfActions(status, conclusion);
  return {
    ...{ place: 'github', id: String(id), run: String(run), name, state, url: html_url },
    // GitHub gives jobs that have not begun the time at which they were made.
    startedAt: state === 'queued' || state === 'waiting' ? undefined : started_at,
    finishedAt: completed_at,
  };
}

function stepsOf({ steps }: ActionsJobAnswer): readonly CiStep[] {
  return (steps ?? []).map(
    ({ name, number, status, conclusion, started_at, completed_at }): CiStep => ({
      ...{ name, number, machine: 0, state: stateOfActions(status, conclusion) },
      ...{ startedAt: started_at, finishedAt: completed_at },
    }),
  );
}

function read<S extends z.ZodType>(schema: S, data: unknown): z.output<S> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new GithubRefusal(
    'unreachable',
    `GitHub answers something else than was asked for: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  );
}
