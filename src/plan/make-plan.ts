import type { Toolchain } from '../pipeline/config.ts';
import type {
  EnvEntry,
  JobName,
  MatrixCell,
  Need,
  Pipeline,
  Platform,
  Step,
  Workflow,
  WorkflowName,
} from '../pipeline/pipeline.ts';
import { includesPlatform, platformsOverlap, withNeeds } from '../pipeline/platform-match.ts';
import type { PipelineEvent } from './event.ts';
import { expandLegs, type Leg } from './legs.ts';
import { type EventMatch, matchEvent } from './match-event.ts';
import type {
  Plan,
  PlannedEnvEntry,
  PlannedJob,
  PlannedNeed,
  PlannedStep,
  PlannedToolchain,
  SkippedJob,
} from './plan.ts';

export interface PlanRequest {
  readonly event: PipelineEvent;
  readonly workflow?: WorkflowName | undefined;
  /** Single jobs, with what they need, in place of all jobs of the workflow. */
  readonly jobs?: readonly JobName[] | undefined;
  /** Only legs for these; undefined for all. */
  readonly platforms?: readonly Platform[] | undefined;
}

/** Makes a workflow (or single jobs) executable. The names are known to exist and the pipeline to be free of errors. */
export function makePlan(pipeline: Pipeline, request: PlanRequest): Plan {
  const workflow = pipeline.workflows.find((candidate) => candidate.name === request.workflow);
  const names = request.jobs ?? workflow?.jobs ?? pipeline.jobs.map((job) => job.name);
  const all = expandLegs(withNeeds(pipeline, names), workflow);
  const legs = all.legs.filter((leg) => includesPlatform(request.platforms, leg.platform));
  const { skipped } = all;
  const planner = new Planner(legs, { workflow, env: [...pipeline.env, ...(workflow?.env ?? [])], skipped });
  return {
    version: 1,
    project: pipeline.project,
    workflow: workflow?.name,
    event: request.event,
    jobs: planner.plan(),
    skipped,
    budget: workflow?.budget,
    failFast: workflow?.failFast ?? false,
  };
}

export interface EventPlan {
  readonly workflow: Workflow;
  readonly match: EventMatch;
  /** Undefined when the workflow does not react to the event. */
  readonly plan: Plan | undefined;
}

/** What an event sets off: one entry for every workflow, with the reason why it runs or not. */
export function planEvent(pipeline: Pipeline, event: PipelineEvent): readonly EventPlan[] {
  return pipeline.workflows.map((workflow) => {
    const match = matchEvent(workflow, event);
    return {
      workflow,
      match,
      plan: match.fires
        ? makePlan(pipeline, { event, workflow: workflow.name, platforms: match.platforms })
        : undefined,
    };
  });
}

class Planner {
  readonly #legsByJob = new Map<JobName, Leg[]>();
  readonly #workflow: Workflow | undefined;
  /** Environment of the pipeline and the workflow: what the job itself says comes after it, and wins. */
  readonly #common: readonly EnvEntry[];
  readonly #skipped: SkippedJob[];
  readonly #planned = new Map<Leg, PlannedJob | undefined>();

  constructor(
    legs: readonly Leg[],
    {
      workflow,
      env,
      skipped,
    }: { workflow: Workflow | undefined; env: readonly EnvEntry[]; skipped: SkippedJob[] },
  ) {
    for (const leg of legs)
      this.#legsByJob.set(leg.job.name, [...(this.#legsByJob.get(leg.job.name) ?? []), leg]);
    this.#workflow = workflow;
    this.#common = env;
    this.#skipped = skipped;
  }

  /** Depth first, so that every leg comes after those it needs and the definition's order is otherwise kept. */
  plan(): PlannedJob[] {
    for (const legs of this.#legsByJob.values()) for (const leg of legs) this.#visit(leg);
    return [...this.#planned.values()].filter((job) => job !== undefined);
  }

  #visit(leg: Leg): PlannedJob | undefined {
    if (this.#planned.has(leg)) return this.#planned.get(leg);
    const needs: PlannedNeed[] = [];
    let missing: string | undefined;
    for (const need of leg.job.needs) {
      const found = this.#resolve(leg, need).map((other) => ({ other, planned: this.#visit(other) }));
      if (found.length === 0 || found.some(({ planned }) => planned === undefined)) missing ??= need.job;
      for (const { other } of found) {
        const artifacts = need.artifacts ?? other.job.artifacts.map((artifact) => artifact.name);
        needs.push({ id: other.id, artifacts });
      }
    }
    if (missing !== undefined)
      this.#skipped.push({
        id: leg.id,
        job: leg.job.name,
        reason: `needs ${missing}, which does not run here`,
      });
    const planned = missing === undefined ? this.#plannedJob(leg, needs) : undefined;
    this.#planned.set(leg, planned);
    return planned;
  }

  /** The legs a need means: by platform, then by the matrix axes both have. */
  #resolve(leg: Leg, need: Need): readonly Leg[] {
    const all = this.#legsByJob.get(need.job) ?? [];
    const there = all.filter((other) => {
      if (need.platform === 'all') return true;
      if (need.platform === 'same') return platformsOverlap(other.platform, leg.platform);
      const [os, arch] = need.platform.split('/');
      return other.platform.os === os && (arch === undefined || other.platform.arch === arch);
    });
    const shared = there.filter((other) => sharedAxesAgree(leg.cell, other.cell));
    return shared.length > 0 ? shared : there;
  }

  #plannedJob(leg: Leg, needs: readonly PlannedNeed[]): PlannedJob {
    const { job, platform, cell, shard } = leg;
    const steps = job.steps.filter((step) => includesPlatform(step.platforms, platform));
    return {
      id: leg.id,
      job: job.name,
      title: titleOf(leg),
      category: job.category,
      platform,
      confined: job.platforms !== undefined,
      standsInFor: undefined,
      owner: this.#workflow?.owners.find((owner) => owner.os === platform.os)?.system,
      matrix: cell,
      shard,
      needs,
      when: job.when,
      steps: steps.map((step) => this.#plannedStep(step, leg)),
      env: this.#env([...this.#common, ...job.env], leg),
      inheritEnv: job.inheritEnv,
      passEnv: job.passEnv,
      tty: job.tty,
      secrets: job.secrets.filter((name) => steps.some(({ secrets }) => secrets?.includes(name) ?? true)),
      toolchains: job.toolchains.map((toolchain) => settle(toolchain, cell)),
      requires: job.requires,
      wants: job.wants,
      inputs: job.inputs,
      outputs: job.outputs,
      values: job.values,
      reports: job.reports,
      artifacts: job.artifacts,
      timeout: job.timeout,
      idleTimeout: job.idleTimeout,
      retries: job.retries,
      allowFailure: job.allowFailure,
      locks: job.locks,
      budget: job.budget,
      runner: { ...job.runner, image: settleText(job.runner.image, cell) },
      environment: job.environment,
      approval: job.approval,
      permissions: job.permissions,
      container: job.container,
      services: job.services,
    };
  }

  #plannedStep(step: Step, leg: Leg): PlannedStep {
    const { name, run, shell, cwd, secrets, when, timeout } = step;
    const env = this.#env(step.env, leg);
    return { name, run, shell, cwd, env, ...(secrets !== undefined && { secrets }), when, timeout };
  }

  #env(entries: readonly EnvEntry[], leg: Leg): readonly PlannedEnvEntry[] {
    const last = new Map(entries.map((entry) => [entry.name, entry]));
    return [...last.values()].map((entry): PlannedEnvEntry => {
      const { name } = entry;
      if (entry.kind === 'text') return { name, kind: 'text', text: entry.text };
      if (entry.kind === 'matrix') return { name, kind: 'text', text: leg.cell[entry.axis] ?? '' };
      if (entry.kind === 'tag') return { name, kind: 'tag' };
      if (entry.kind === 'input')
        return { name, kind: 'input', input: entry.input, default: defaultOf(this.#workflow, entry.input) };
      const [from] = this.#resolve(leg, { job: entry.job, platform: 'same', artifacts: [] });
      const source = from ?? this.#legsByJob.get(entry.job)?.[0];
      if (source === undefined)
        throw new Error(`Internal error: ${leg.id} takes a value from ${entry.job}, which is not planned`);
      return { name, kind: 'value', leg: source.id, value: entry.value };
    });
  }
}

/** An input's default, as text; empty when it has none, or the workflow no such input. */
function defaultOf(workflow: Workflow | undefined, name: string): string {
  for (const trigger of workflow?.on ?? []) {
    const preset = trigger.kind === 'manual' ? trigger.inputs?.[name]?.default : undefined;
    if (preset !== undefined) return String(preset);
  }
  return '';
}

function sharedAxesAgree(a: MatrixCell, b: MatrixCell): boolean {
  return Object.entries(a).every(([axis, value]) => !(axis in b) || b[axis] === value);
}

function titleOf(leg: Leg): string {
  const values = Object.values(leg.cell);
  const matrix = values.length === 0 ? '' : ` (${values.join(', ')})`;
  return `${leg.job.title}${matrix}${leg.shard === undefined ? '' : ` ${leg.shard.index}/${leg.shard.total}`}`;
}

function settleText(
  value: string | { readonly matrix: string } | undefined,
  cell: MatrixCell,
): string | undefined {
  return typeof value === 'object' ? cell[value.matrix] : value;
}

function settle(toolchain: Toolchain, cell: MatrixCell): PlannedToolchain {
  const { version: wanted, ...rest } = toolchain;
  const version = settleText(wanted, cell);
  return version === undefined ? rest : { ...rest, version };
}
