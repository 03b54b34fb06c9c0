import { matrixVariable } from '../../../pipeline/matrix-variable.ts';
import { jobOfLeg } from '../../../plan/legs.ts';
import type { LegId, PlannedJob } from '../../../plan/plan.ts';
import type { Concurrency, JobDocument, Permission, StepDocument, Strategy } from '../document.ts';
import {
  allOf,
  anyOf,
  call,
  context,
  type Expression,
  equal,
  literal,
  not,
  Template,
  type Value,
} from '../expression/expression.ts';
import { downloadSteps, uploadSteps } from './artifact-steps.ts';
import { capabilitySteps } from './capability-steps.ts';
import { checkoutStep } from './checkout-step.ts';
import { environmentName } from './environment-name.ts';
import { sameLegs } from './event-cases.ts';
import { environmentOf, type JobContext, outputName, type WorkflowContext } from './job-context.ts';
import { conjunction, definitionSteps, stepId, whenCondition } from './job-steps.ts';
import { legName } from './leg-name.ts';
import { labelOf } from './runner.ts';
import { toolchainEnvironment, toolchainSteps } from './toolchain-steps.ts';

const MINUTE = 60_000;
/** Bringing the tools onto a fresh machine is no part of a job's own time limit, which is about its steps. */
const SETUP_MINUTES = 10;

export function emitJob(flow: WorkflowContext, job: JobContext): JobDocument {
  const { own } = job;
  const needs = neededJobs(job);
  // Everything that can differ between the legs is asked for before the matrix is made.
  const runsOn = job.matrix.value('runner', (leg) => leg.runner.image ?? labelOf(leg.platform));
  const steps = stepsOf(flow, job);
  const env = jobEnvironment(flow, job);
  const name = titleOf(job);
  const minutes = Math.ceil(own.job.timeout / MINUTE);
  const setsUp = own.job.toolchains.some(
    (toolchain) => toolchain.name !== 'plain' || toolchain.install !== undefined,
  );
  return {
    key: job.name,
    name,
    needs,
    condition: conjunction([eventCondition(flow, job), needsCondition(flow, job)]),
    runsOn,
    strategy: strategyOf(flow, job),
    timeoutMinutes: minutes + (setsUp ? SETUP_MINUTES : 0),
    ...(setsUp && { timeoutReason: `${minutes} of its own, ${SETUP_MINUTES} to set up` }),
    continueOnError: own.job.allowFailure,
    permissions: permissionsOf(job),
    environment: environmentName(flow, job),
    ...(own.job.approval && {
      environmentReason: 'its reviewers, in the settings of the repository, say yes first',
    }),
    concurrency: lockOf(job),
    env,
    outputs: outputsOf(flow, job),
    container: own.job.container,
    services: own.job.services.map(({ name: service, image, env: variables, ports }) => ({
      name: service,
      image,
      env: variables ?? {},
      ports: ports ?? [],
    })),
    steps,
    raw: own.job.github,
  };
}

export function neededJobs({ own }: JobContext): readonly string[] {
  const needed = new Set(own.legs.flatMap((leg) => leg.needs.map((need) => jobOfLeg(need.id))));
  return own.job.needs
    .map((need) => need.job)
    .filter((name, at, all) => needed.has(name) && all.indexOf(name) === at);
}

function stepsOf(flow: WorkflowContext, job: JobContext): readonly StepDocument[] {
  const { steps: capabilities, met } = capabilitySteps(flow, job);
  return [
    checkoutStep(flow, job.own.job),
    ...toolchainSteps(flow, job),
    ...capabilities,
    ...downloadSteps(flow, job),
    ...definitionSteps(flow, job, met),
    ...uploadSteps(flow, job, met),
  ];
}

/** `unit (linux, 3.12) 1/4`. */
function titleOf(job: JobContext): Value {
  const { own, matrix } = job;
  const [first] = own.legs;
  const at = first === undefined ? {} : matrix.coordinates(first.id);
  const axes = Object.keys(at).filter((axis) => axis !== matrix.shardAxis || first?.shard === undefined);
  const shown = axes.filter((axis) => axis !== matrix.platformAxis || own.legs.length > 1);
  const parts: (string | Expression)[] = [own.job.title];
  shown.forEach((axis, index) => {
    parts.push(index === 0 ? ' (' : ', ', context('matrix', axis));
  });
  if (shown.length > 0) parts.push(')');
  if (first?.shard !== undefined)
    parts.push(' ', context('matrix', matrix.shardAxis), `/${first.shard.total}`);
  return parts.length === 1 ? own.job.title : new Template(parts);
}

function jobEnvironment(flow: WorkflowContext, job: JobContext): Record<string, Value> {
  const { own, matrix } = job;
  const axes = new Set(own.legs.flatMap((leg) => Object.keys(leg.matrix)));
  const [first] = own.legs;
  const env: Record<string, Value> = { LOCKSTEP_JOB: job.name };
  // Without the shard, which is a variable of its own, as on CircleCI.
  if (first?.toolchains.some((toolchain) => toolchain.name === 'lockstep')) env.LOCKSTEP_LEG = legName(job);
  for (const axis of axes) env[matrixVariable(axis)] = context('matrix', axis);
  if (first?.shard !== undefined) {
    env.LOCKSTEP_SHARD = context('matrix', matrix.shardAxis);
    env.LOCKSTEP_SHARDS = String(first.shard.total);
  }
  return { ...env, ...toolchainEnvironment(job), ...environmentOf(flow, job, (leg) => leg.env) };
}

/** Holds for the events that start a leg of the job; undefined when all do. */
function eventCondition({ cases }: WorkflowContext, { own }: JobContext): Expression | undefined {
  const mine = cases.filter((one) => own.legs.some((leg) => one.legs.has(leg.id)));
  if (mine.length === cases.length) return undefined;
  const [first, ...more] = mine.map((one) => one.condition).filter((condition) => condition !== undefined);
  return first && anyOf(first, ...more);
}

/**
 * Holds when what came before lets the job run. GitHub's own `success()` looks at all jobs before, near and far, and takes a skipped
 * one for a reason not to run; where a job before runs in other cases than success, its result alone is asked for.
 */
function needsCondition(flow: WorkflowContext, job: JobContext): Expression | undefined {
  const { when } = job.own.job;
  if (when !== 'on_success') return whenCondition(when);
  const needed = neededJobs(job);
  const far = [...ancestors(flow, job)].some((name) => flow.jobs.get(name)?.own.job.when !== 'on_success');
  if (!far) return undefined;
  return allOf(
    not(call('cancelled')),
    ...needed.map((name) => equal(context('needs', name, 'result'), 'success')),
  );
}

function ancestors(flow: WorkflowContext, job: JobContext, found = new Set<string>()): ReadonlySet<string> {
  for (const name of neededJobs(job)) {
    const next = flow.jobs.get(name);
    if (found.has(name) || next === undefined) continue;
    found.add(name);
    ancestors(flow, next, found);
  }
  return found;
}

function strategyOf(flow: WorkflowContext, job: JobContext): Strategy | undefined {
  if (!job.matrix.needed) return undefined;
  const failFast = flow.own.workflow.failFast;
  const chosen = chosenCells(flow, job);
  return {
    failFast,
    matrix: chosen === undefined ? job.matrix.matrix() : { kind: 'chosen', choices: chosen },
  };
}

/** `fromJSON(event is a push && '[…]' || '[…]')`, when what happened decides which legs there are. */
function chosenCells(
  { cases }: WorkflowContext,
  { own, matrix }: JobContext,
): readonly Expression[] | undefined {
  const mine = cases
    .map(({ condition, legs }) => ({ condition, legs: own.legs.filter((leg) => legs.has(leg.id)) }))
    .filter(({ legs }) => legs.length > 0);
  const ids = (legs: readonly PlannedJob[]): ReadonlySet<LegId> => new Set(legs.map((leg) => leg.id));
  if (mine.every(({ legs }) => sameLegs(ids(legs), ids(own.legs)))) return undefined;
  const groups: { conditions: Expression[]; legs: readonly PlannedJob[] }[] = [];
  for (const { condition, legs } of mine) {
    const last = groups.at(-1);
    const same = last !== undefined && sameLegs(ids(last.legs), ids(legs));
    if (same && condition !== undefined) last.conditions.push(condition);
    else groups.push({ conditions: condition === undefined ? [] : [condition], legs });
  }
  const parts = groups.map(({ conditions, legs }, index) => {
    // JSON has its own way to write a brace, so that no text of the definition opens an expression within this one.
    const cells = literal(JSON.stringify(matrix.cells(legs)).replaceAll('${{', '$\\u007b{'));
    const [first, ...more] = conditions;
    return first === undefined || index === groups.length - 1 ? cells : allOf(anyOf(first, ...more), cells);
  });
  return parts;
}

function permissionsOf({ own: { job } }: JobContext): readonly Permission[] {
  const declared = Object.entries(job.permissions).map(
    ([scope, access]): Permission => ({ scope, access, reason: 'declared by the job' }),
  );
  if (declared.some(({ scope }) => scope === 'contents')) return declared;
  return [{ scope: 'contents', access: 'read', reason: 'to check out the code' }, ...declared];
}

/** The same lock is the same group in every run; nobody who waits is dropped (`queue`, since May 2026). */
function lockOf({ own: { job } }: JobContext): Concurrency | undefined {
  const [lock] = job.locks;
  if (lock === undefined || job.locks.length > 1) return undefined;
  return { group: `lock-${lock}`, queue: 'max', reason: 'whoever names this lock waits for the others' };
}

/** From the last step that may have written it to the first; each leg has a name of its own, as GitHub keeps one output of all legs. */
function outputsOf(flow: WorkflowContext, job: JobContext): Readonly<Record<string, Expression>> {
  const used = usedValues(flow);
  const { steps, values } = job.own.job;
  const written = (value: string): Expression => {
    const [first, ...more] = steps
      .map((_, index) => context('steps', stepId(index), 'outputs', value))
      .toReversed();
    return first === undefined ? literal('') : anyOf(first, ...more);
  };
  const single = job.own.legs.length === 1;
  return Object.fromEntries(
    values.flatMap((value) =>
      job.own.legs.flatMap((leg) => {
        if (!used.has(`${leg.id} ${value}`)) return [];
        const here = job.isLeg(leg.id);
        const of = written(value);
        const own = single || here === undefined ? of : anyOf(allOf(here, of), literal(''));
        return [[outputName(job, leg.id, value), own] as const];
      }),
    ),
  );
}

/** What any job asks another for, as `leg value`. */
function usedValues(flow: WorkflowContext): ReadonlySet<string> {
  const legs = [...flow.jobs.values()].flatMap((job) => job.own.legs);
  const entries = legs.flatMap((leg) => [...leg.env, ...leg.steps.flatMap((step) => step.env)]);
  return new Set(entries.flatMap((entry) => (entry.kind === 'value' ? [`${entry.leg} ${entry.value}`] : [])));
}
