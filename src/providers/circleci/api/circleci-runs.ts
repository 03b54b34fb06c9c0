import { atOnce } from '../../at-once.ts';
import { resumedDownload } from '../../resumed-download.ts';
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
} from '../../run-source.ts';
import {
  artifactAnswer,
  dataOf,
  type JobAnswer,
  jobAnswer,
  projectAnswer,
  type RunAnswer,
  readAnswer,
  runAnswer,
  stateOfPhase,
  stepsOf,
  type WorkflowAnswer,
  workflowAnswer,
} from './circleci-answers.ts';
import { type CircleciClient, readText } from './circleci-client.ts';
import { CircleciRefusal, type CirclePurpose } from './circleci-refusal.ts';
import { streamStep } from './step-log.ts';

const SEE = 'see the project (read access to the repository)';
const ACT = 'run jobs of the project (write access to the repository)';
const LISTING: CirclePurpose = { what: 'list runs', right: SEE };
const VIEWING: CirclePurpose = { what: 'show the run', right: SEE };
const LOGGING: CirclePurpose = { what: 'give the log', right: SEE };
const FETCHING: CirclePurpose = { what: 'give the artifacts', right: SEE };
const RERUNNING: CirclePurpose = { what: 'run the workflow again', right: ACT };
const CANCELLING: CirclePurpose = { what: 'cancel the workflow', right: ACT };

/** More is refused (CircleCI-Public/circleci-cli, internal/apiclient/run.go, "Invalid page size"). */
const LARGEST_PAGE = 20;
/** How far back is looked: what insights go back to as well. Milliseconds. */
const WINDOW = 90 * 86_400_000;
const DAY = 86_400_000;
/** Milliseconds between two looks at what still grows. */
const POLL = 2_000;

export interface CircleciRunsOptions {
  /** `gh/owner/name`, or `circleci/<org>/<project>` of the GitHub App: opaque. */
  readonly slug: string;
  /** Of the project, when it is known already. */
  readonly projectId?: string | undefined;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * Workflows of CircleCI by version 3 of its API. There a *run* is what set off workflows; a `CiRun` is one workflow of it, as that is what
 * has a verdict and can be run again.
 */
export class CircleciRuns implements RunSource {
  readonly place = 'circleci';
  readonly title = 'CircleCI';
  readonly #client: CircleciClient;
  readonly #options: CircleciRunsOptions;
  #project: string | undefined;

  constructor(client: CircleciClient, options: CircleciRunsOptions) {
    this.#client = client;
    this.#options = options;
    this.#project = options.projectId;
  }

  async list(query: RunQuery): Promise<readonly CiRun[]> {
    const found: CiRun[] = [];
    let cursor: string | undefined;
    for (let last = false; !last && found.length < query.limit; ) {
      const page = await this.#search(query, cursor);
      const workflows = await atOnce(page.runs, (run) => this.#workflowsOf(run));
      found.push(...workflows.flat());
      cursor = page.next;
      last = cursor === undefined;
    }
    return found.sort((one, other) => other.createdAt - one.createdAt).slice(0, query.limit);
  }

  async run(id: string): Promise<CiRun> {
    const workflow = readAnswer(
      workflowAnswer,
      dataOf(await this.#client.ask('GET', `/api/v3/workflows/${encodeURIComponent(id)}`, VIEWING)),
    );
    const runId = workflow.references?.run?.id;
    const run =
      runId === undefined
        ? undefined
        : readAnswer(
            runAnswer,
            dataOf(await this.#client.ask('GET', `/api/v3/runs/${encodeURIComponent(runId)}`, VIEWING)),
          );
    return this.#ciRun(workflow, run);
  }

  async jobs(run: CiRun): Promise<readonly CiJob[]> {
    const entries = await this.#client.list('/api/v3/jobs', VIEWING, {
      query: { 'filter[workflow_id]': run.id },
    });
    return entries.map((entry) => this.#ciJob(readAnswer(jobAnswer, entry), run));
  }

  async steps(job: CiJob): Promise<readonly CiStep[]> {
    return stepsOf(await this.#job(job.id));
  }

  async log(job: CiJob, request: LogRequest): Promise<void> {
    for (const given = new Set<string>(); ; ) {
      const now = await this.#job(job.id);
      const isOver = !isActive(stateOfPhase(now.attributes.phase, now.attributes.outcome));
      const steps = stepsOf(now);
      const bad = steps.filter(({ state }) => isBadEnd(state));
      const wanted = request.steps === 'failed' && isOver && bad.length > 0 ? bad : steps;
      for (const step of wanted) {
        const key = `${step.machine} ${step.number}`;
        if (given.has(key) || step.state === 'queued' || step.state === 'skipped') continue;
        if (request.signal?.aborted === true) return;
        given.add(key);
        await request.write({ kind: 'step', step });
        await streamStep(this.#client, { job: job.id, step, request, purpose: LOGGING });
      }
      if (isOver || !request.follow || request.signal?.aborted === true) return;
      await this.#client.pause(POLL);
    }
  }

  async artifacts(run: CiRun): Promise<readonly CiArtifact[]> {
    const jobs = await this.jobs(run);
    const lists = await atOnce(jobs, async (job) => {
      const path = `/api/v3/jobs/${encodeURIComponent(job.id)}/artifacts`;
      const entries = await this.#client.list(path, FETCHING);
      return entries.map((entry): CiArtifact => {
        const { attributes } = readAnswer(artifactAnswer, entry);
        return {
          ...{ place: this.place, run: run.id, job: job.name },
          ...{ name: attributes.path, bytes: undefined, key: attributes.url },
        };
      });
    });
    return lists.flat();
  }

  async download(artifact: CiArtifact, sink: ByteSink): Promise<void> {
    const client = this.#client;
    await resumedDownload({
      open: (from, receive) => client.fetch(artifact.key, from, receive),
      sink,
      pause: (ms) => client.pause(ms),
      refuse: async ({ status }, body) => client.refusal({ status, text: await readText(body) }, FETCHING),
      unreachable: (reason) => client.unreachable(reason, FETCHING),
    });
  }

  /** Version 2 takes no notice of `from_failed` and runs everything again; version 3 has `is_from_failed`. */
  async rerun(run: CiRun, { failed }: { readonly failed: boolean }): Promise<string> {
    const path = `/api/v3/workflows/${encodeURIComponent(run.id)}/rerun`;
    const body = { data: { attributes: { is_from_failed: failed } } };
    const answer = dataOf(await this.#client.ask('POST', path, RERUNNING, { body, once: true }));
    const { id } = readAnswer(projectAnswer, answer);
    return id;
  }

  async cancel(run: CiRun): Promise<void> {
    const path = `/api/v3/workflows/${encodeURIComponent(run.id)}/cancel`;
    await this.#client.ask('POST', path, CANCELLING, { once: true });
  }

  async #search(
    query: RunQuery,
    cursor: string | undefined,
  ): Promise<{ readonly runs: readonly RunAnswer[]; readonly next: string | undefined }> {
    const now = this.#options.now();
    const body = {
      scope: {
        project_ids: [await this.#projectId()],
        from: new Date(now - WINDOW).toISOString(),
        to: new Date(now + DAY).toISOString(),
      },
      filter: filterOf(query),
      page: { cursor: cursor ?? '', limit: Math.min(LARGEST_PAGE, query.limit) },
    };
    const answer = await this.#client.ask('POST', '/api/v3/runs/search', LISTING, { body });
    const { data, page } = (answer ?? {}) as { data?: unknown; page?: { next?: unknown } | null };
    const runs = (Array.isArray(data) ? data : []).map((entry) => readAnswer(runAnswer, entry));
    const next = page?.next;
    const goesOn = typeof next === 'string' && next !== '' && next !== cursor && runs.length > 0;
    return { runs, next: goesOn ? next : undefined };
  }

  async #workflowsOf(run: RunAnswer): Promise<readonly CiRun[]> {
    const entries = await this.#client.list('/api/v3/workflows', LISTING, {
      query: { 'filter[run_id]': run.id },
    });
    const workflows = entries
      .map((entry) => readAnswer(workflowAnswer, entry))
      .sort((one, other) => (one.attributes.created_at ?? 0) - (other.attributes.created_at ?? 0));
    const attempts = new Map<string, number>();
    return workflows.map((workflow) => {
      const attempt = (attempts.get(workflow.attributes.name) ?? 0) + 1;
      attempts.set(workflow.attributes.name, attempt);
      return { ...this.#ciRun(workflow, run), attempt };
    });
  }

  #ciRun(workflow: WorkflowAnswer, run: RunAnswer | undefined): CiRun {
    const { name, phase, outcome, created_at, ended_at } = workflow.attributes;
    const event = run?.references?.event?.attributes;
    const branch = event?.vcs?.branch;
    return {
      place: this.place,
      id: workflow.id,
      group: `${run?.id ?? workflow.references?.run?.id ?? workflow.id} ${name}`,
      workflow: name,
      path: '.circleci/config.yml',
      attempt: 1,
      event: event?.type,
      // The branch of a pull request from another repository is called so (circleci.com/docs/oss, "Build pull requests from forked repositories").
      fork: /^pull\/\d+(?:\/(?:head|merge))?$/.test(branch ?? ''),
      branch: branch ?? event?.vcs?.tag,
      commit: event?.vcs?.revision,
      state: stateOfPhase(phase, outcome),
      createdAt: created_at ?? run?.attributes.created_at ?? 0,
      finishedAt: ended_at,
      url: this.#page(workflow.id),
    };
  }

  #ciJob({ id, attributes }: JobAnswer, run: CiRun): CiJob {
    const { name, phase, outcome, type, started_at, ended_at } = attributes;
    const state = stateOfPhase(phase, outcome, type === 'approval');
    return {
      ...{ place: this.place, id, run: run.id, name, state },
      ...{ startedAt: started_at, finishedAt: ended_at, url: run.url },
    };
  }

  async #job(id: string): Promise<JobAnswer> {
    const answer = await this.#client.ask('GET', `/api/v3/jobs/${encodeURIComponent(id)}`, LOGGING);
    return readAnswer(jobAnswer, dataOf(answer));
  }

  async #projectId(): Promise<string> {
    this.#project ??= await this.#findProject();
    return this.#project;
  }

  /** A slug that fits nothing is an empty list. */
  async #findProject(): Promise<string> {
    const { slug } = this.#options;
    const [first] = await this.#client.list('/api/v3/projects', LISTING, { query: { 'filter[slug]': slug } });
    if (first === undefined)
      throw new CircleciRefusal('missing', `CircleCI did not ${LISTING.what}: there is no project ${slug}`, {
        status: 404,
        fix: 'Name it as its settings do, under "Project Slug": --circleci-project gh/owner/name, or circleci/<organisation>/<project>. What the account of the token may not see is not there for it.',
      });
    return readAnswer(projectAnswer, first).id;
  }

  #page(workflow: string): string {
    const { origin } = this.#client;
    const app = origin.hostname === 'circleci.com' ? 'https://app.circleci.com' : origin.origin;
    return `${app}/pipelines/workflows/${workflow}`;
  }
}

/** In the language of CircleCI's own expressions. */
function filterOf({ commit, branch }: RunQuery): string {
  return [
    ...(commit === undefined ? [] : [`pipeline.git.revision == ${JSON.stringify(commit)}`]),
    ...(branch === undefined ? [] : [`pipeline.git.branch == ${JSON.stringify(branch)}`]),
  ].join(' and ');
}
