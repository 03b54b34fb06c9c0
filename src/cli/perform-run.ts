import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { planDigest } from '../execution/run-plan.ts';
import { type LocalPlan, localizePlan } from '../plan/localize.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { LegId } from '../plan/plan.ts';
import { thisHost } from '../platform/host.ts';
import { isGood, type JobFinished, type RunId } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { readInputs } from './manual-inputs.ts';
import { renderPlan } from './render/plan-view.ts';
import { findRun, readRun } from './run-lookup.ts';
import { type Selection, selectionOf } from './run-selection.ts';
import { runSession, type SessionOptions } from './run-session.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** The options of `lockstep run`. */
export interface RunOptions {
  readonly jobs?: number;
  readonly json?: boolean;
  readonly resume?: string | boolean;
  readonly isolated?: 'head' | 'worktree' | boolean;
  readonly keep?: boolean;
  readonly failFast?: boolean;
  readonly keepGoing?: boolean;
  readonly needs: boolean;
  readonly setup: boolean;
  readonly freshSetup?: boolean;
  readonly assumeServices?: boolean;
  readonly secrets?: string;
  readonly dryRun?: boolean;
  readonly otel?: string | boolean;
  readonly input?: readonly string[];
  readonly tag?: string;
}

export async function performRun(
  invocation: Invocation,
  names: readonly string[],
  options: RunOptions,
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  if (options.resume !== undefined) return resumeRun(workplace, invocation, options);
  const selection = selectionOf(workplace.definition.pipeline, names);
  const local = planHere(workplace, selection, options);
  if (options.dryRun === true) return showPlan(invocation, local, options);
  return startRun(workplace, invocation, { local, selection }, options);
}

/** The plan for this machine, as the options shape it. */
export function planHere(
  workplace: Workplace,
  selection: Selection,
  options: Partial<RunOptions>,
): LocalPlan {
  const plan = makePlan(workplace.definition.pipeline, { event: { kind: 'local' }, ...selection });
  const local = localizePlan(plan, thisHost());
  let { jobs } = local.plan;
  if (options.setup === false) jobs = jobs.filter((job) => job.category !== 'setup');
  if (options.needs === false && selection.jobs !== undefined) {
    jobs = jobs.filter((job) => job.category === 'setup' || selection.jobs?.includes(job.job));
  }
  const kept = new Set(jobs.map((job) => job.id));
  jobs = jobs.map((job) => ({ ...job, needs: job.needs.filter((need) => kept.has(need.id)) }));
  const failFast = options.failFast === true || (local.plan.failFast && options.keepGoing !== true);
  return { plan: { ...local.plan, jobs, failFast }, elsewhere: local.elsewhere };
}

function showPlan(invocation: Invocation, local: LocalPlan, { json }: RunOptions): ExitCode {
  const { console } = invocation;
  if (json === true) {
    console.print(JSON.stringify(local, null, 2));
    return EXIT.fine;
  }
  console.print(
    renderPlan(local.plan, {
      style: console.style,
      columns: console.screen.columns,
      elsewhere: local.elsewhere,
    }),
  );
  return EXIT.fine;
}

type Start = Pick<SessionOptions, 'local' | 'selection' | 'resume' | 'carried'>;

/** Runs, then writes the trace that was asked for. */
export async function startRun(
  workplace: Workplace,
  invocation: Invocation,
  start: Start,
  options: Partial<RunOptions>,
): Promise<ExitCode> {
  const { local } = start;
  if (!local.plan.jobs.some((job) => job.category !== 'setup')) {
    const [first] = local.elsewhere;
    const reason =
      local.plan.skipped[0]?.reason ??
      (first === undefined ? 'no job is selected' : `${first.title} runs on ${first.where}`);
    throw new UsageError(
      `nothing of this runs on this machine: ${reason}`,
      'lockstep plan shows what runs where.',
    );
  }
  const { exitCode, events } = await runSession(workplace, invocation.console, {
    ...start,
    slots: options.jobs,
    json: options.json,
    inputs: readInputs(workplace.definition.pipeline, start.selection.workflow, options.input ?? []),
    tag: options.tag,
    traced: options.otel !== undefined,
    isolation: options.isolated === true ? 'head' : options.isolated || 'none',
    keepWorkspace: options.keep,
    assumeServices: options.assumeServices,
    forceSetup: options.freshSetup,
    variables: options.secrets === undefined ? undefined : await readSecrets(options.secrets),
  });
  if (options.otel !== undefined) {
    const { exportTrace } = await import('./export-trace.ts');
    await exportTrace(events, options.otel, workplace, invocation.console);
  }
  return exitCode;
}

async function readSecrets(path: string): Promise<Readonly<Record<string, string | undefined>>> {
  try {
    return parseEnv(await readFile(resolve(path), 'utf8'));
  } catch (error) {
    throw new UsageError(`cannot read the secrets: ${(error as Error).message}`);
  }
}

/** Goes on with a run whose process is gone. The definition must still lead to the same plan. */
async function resumeRun(
  workplace: Workplace,
  invocation: Invocation,
  options: RunOptions,
): Promise<ExitCode> {
  const { store } = workplace;
  const id = await findRun(
    store,
    typeof options.resume === 'string' ? options.resume : undefined,
    (state) => isUnfinished(state) && isOwn(state),
  );
  const run = await store.takeOver(id);
  if ('pid' in run) throw new UsageError(`run ${id} is still going on (process ${run.pid})`);
  try {
    const state = await readRun(store, id);
    const { started } = state;
    if (started === undefined)
      throw new UsageError(`run ${id} had not begun when it was killed`, 'Start a new one: lockstep run.');
    mustBeOwn(state, id);
    if (!isUnfinished(state))
      throw new UsageError(`run ${id} is finished`, 'lockstep runs rerun --failed runs again what failed.');
    const selection = started.selection as Selection;
    const local = planHere(workplace, selection, {
      ...options,
      failFast: started.plan.failFast,
      keepGoing: !started.plan.failFast,
    });
    const same = restrict(
      local,
      started.plan.jobs.map((job) => job.id),
    );
    if (planDigest(same.plan) !== started.planDigest) {
      throw new UsageError(
        `the definition has changed since run ${id} began, so it cannot go on`,
        'Start a new one: lockstep run.',
      );
    }
    const { isolation } = started.workspace;
    const again = { ...options, isolated: isolation === 'none' ? false : isolation };
    return await startRun(workplace, invocation, { local: same, selection, resume: { run, state } }, again);
  } finally {
    await run.release();
  }
}

/** The legs the run was started with: `--no-needs` and `--no-setup` are remembered by what they left out. */
function restrict(local: LocalPlan, ids: readonly LegId[]): LocalPlan {
  const kept = new Set(ids);
  const jobs = local.plan.jobs
    .filter((job) => kept.has(job.id))
    .map((job) => ({ ...job, needs: job.needs.filter((need) => kept.has(need.id)) }));
  return { ...local, plan: { ...local.plan, jobs } };
}

/** Was the run started by `lockstep run`? Those of `fix` and `setup` are started again by these. */
function isOwn(state: RunState): boolean {
  return state.started?.selection.command === undefined;
}

function mustBeOwn(state: RunState, id: RunId): void {
  if (!isOwn(state))
    throw new UsageError(
      `run ${id} was a lockstep ${state.started?.selection.command}`,
      'Use that command again.',
    );
}

function isUnfinished(state: RunState): boolean {
  return state.finished === undefined || state.finished.verdict === 'cancelled';
}

/** Runs again what an earlier run was started for; with `failed`, only what did not pass there. */
export async function rerun(
  invocation: Invocation,
  id: string | undefined,
  options: Partial<RunOptions> & { readonly failed?: boolean },
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const found = await findRun(workplace.store, id, isOwn);
  const state = await readRun(workplace.store, found);
  mustBeOwn(state, found);
  const selection = (state.started?.selection ?? {}) as Selection;
  const names = new Set(workplace.definition.pipeline.jobs.map((job) => job.name));
  const gone = selection.jobs?.find((job) => !names.has(job));
  if (gone !== undefined) throw new UsageError(`the definition has no job '${gone}' any more`);
  const local = planHere(workplace, selection, options);
  const carried = options.failed === true ? passedLegs(state) : new Map<LegId, JobFinished>();
  if (
    options.failed === true &&
    local.plan.jobs.every((job) => carried.has(job.id) || job.category === 'setup')
  ) {
    invocation.console.print(`Nothing failed in run ${found}.`);
    return EXIT.fine;
  }
  return startRun(workplace, invocation, { local, selection, carried }, options);
}

function passedLegs(state: RunState): ReadonlyMap<LegId, JobFinished> {
  const passed = new Map<LegId, JobFinished>();
  for (const [leg, { finished, planned }] of state.jobs) {
    if (finished !== undefined && isGood(finished.verdict) && planned.category !== 'setup')
      passed.set(leg, finished);
  }
  return passed;
}
