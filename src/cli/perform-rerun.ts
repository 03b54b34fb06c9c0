import { keepJobs } from '../plan/keep-jobs.ts';
import type { LocalPlan } from '../plan/localize.ts';
import type { LegId } from '../plan/plan.ts';
import { isGood, type JobFinished, type RunStarted } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { commitText, isSameCommit, readSource } from './checkout-source.ts';
import type { Invocation } from './commands/command.ts';
import { givenAgain } from './earlier-run.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { planHere, type RunOptions, startRun } from './perform-run.ts';
import { findRun, isOwn, mustBeOwn, readRun } from './run-lookup.ts';
import type { Selection } from './run-selection.ts';
import { openWorkplace } from './workplace.ts';

/** The options of `lockstep runs rerun`. */
export interface RerunOptions extends Pick<RunOptions, 'jobs' | 'json' | 'input' | 'tag' | 'secrets'> {
  readonly failed?: boolean;
}

/** Runs again what an earlier run was started for; with `failed`, only what did not pass there. */
export async function rerun(
  invocation: Invocation,
  id: string | undefined,
  options: RerunOptions,
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const found = await findRun(workplace.store, id, { accept: isOwn, purpose: 'run again' });
  const state = await readRun(workplace.store, found);
  mustBeOwn(state, found);
  const { started } = state;
  if (started === undefined)
    throw new UsageError(`run ${found} had not begun when it was killed`, 'Start a new one: lockstep run.');
  const selection = started.selection as Selection;
  const names = new Set(workplace.definition.pipeline.jobs.map((job) => job.name));
  const gone = selection.jobs?.find((job) => !names.has(job));
  if (gone !== undefined) throw new UsageError(`the definition has no job '${gone}' any more`);
  const local = sameLegs(planHere(workplace, selection), started);
  const now = await readSource(workplace.root);
  const comparable = isSameCommit(started.source, now);
  const carried = options.failed === true && comparable ? passedLegs(state) : new Map<LegId, JobFinished>();
  const warnings =
    options.failed === true && !comparable
      ? [
          `everything runs again: run ${found} was of ${commitText(started.source)}, this is ${commitText(now)}`,
        ]
      : [];
  if (
    options.failed === true &&
    local.plan.jobs.every((job) => carried.has(job.id) || job.category === 'setup')
  ) {
    invocation.console.print(`Nothing failed in run ${found}.`);
    return EXIT.fine;
  }
  const { isolation } = started.workspace;
  const again = {
    ...options,
    ...givenAgain(started, options),
    isolated: isolation === 'none' ? false : isolation,
  };
  return startRun(workplace, invocation, { local, selection, carried, warnings }, { ...again, force: true });
}

/** What changed then may not be what changed now: such a run is of the same legs again. */
function sameLegs(local: LocalPlan, { selection, plan, elsewhere }: RunStarted): LocalPlan {
  if (selection.changed === undefined) return local;
  const legs = new Set([...plan.jobs, ...elsewhere].map(({ id }) => id));
  return {
    plan: keepJobs(local.plan, ({ id }) => legs.has(id)),
    elsewhere: local.elsewhere.filter(({ id }) => legs.has(id)),
  };
}

function passedLegs(state: RunState): ReadonlyMap<LegId, JobFinished> {
  const passed = new Map<LegId, JobFinished>();
  for (const [leg, { finished, planned }] of state.jobs) {
    if (finished !== undefined && isGood(finished.verdict) && planned.category !== 'setup')
      passed.set(leg, finished);
  }
  return passed;
}
