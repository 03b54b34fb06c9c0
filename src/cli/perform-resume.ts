import { planDigest } from '../execution/run-plan.ts';
import { keepJobs } from '../plan/keep-jobs.ts';
import type { RunId } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { readSource, resumeWarnings } from './checkout-source.ts';
import type { Invocation } from './commands/command.ts';
import { sameGiven } from './earlier-run.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { planHere, type RunOptions, startRun } from './perform-run.ts';
import { findRun, isOwn, mustBeOwn, readRun } from './run-lookup.ts';
import type { Selection } from './run-selection.ts';
import { openWorkplace } from './workplace.ts';

/** Goes on with a run whose process is gone. The definition must still lead to the same plan. */
export async function resumeRun(invocation: Invocation, options: RunOptions): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const { store } = workplace;
  const id = await findRun(store, typeof options.resume === 'string' ? options.resume : undefined, {
    accept: isOwn,
    purpose: 'go on with',
  });
  const run = await store.takeOver(id);
  if ('pid' in run) throw new UsageError(`run ${id} is still going on (process ${run.pid})`);
  try {
    const state = await readRun(store, id);
    const { started } = state;
    if (started === undefined)
      throw new UsageError(`run ${id} had not begun when it was killed`, 'Start a new one: lockstep run.');
    mustBeOwn(state, id);
    if (!isUnfinished(state)) throw finishedError(id, typeof options.resume === 'string');
    const selection = started.selection as Selection;
    const warnings = resumeWarnings(started, await readSource(workplace.root), options);
    const local = planHere(workplace, selection, {
      failFast: started.plan.failFast,
      keepGoing: !started.plan.failFast,
    });
    // `--no-needs` and `--no-setup` are remembered by what they left out.
    const before = new Set(started.plan.jobs.map((job) => job.id));
    const plan = keepJobs(local.plan, (job) => before.has(job.id));
    if (planDigest(plan) !== started.planDigest) {
      throw new UsageError(
        `the definition has changed since run ${id} began, so it cannot go on`,
        'Start a new one: lockstep run.',
      );
    }
    const { isolation } = started.workspace;
    const again = {
      ...options,
      ...sameGiven(started, options),
      isolated: isolation === 'none' ? false : isolation,
    };
    const start = { local: { ...local, plan }, selection, resume: { run, state }, warnings };
    return await startRun(workplace, invocation, start, again);
  } finally {
    await run.release();
  }
}

function finishedError(id: RunId, named: boolean): UsageError {
  const older = named ? '' : ' To go on with an older one, name it: lockstep run --resume <run>.';
  return new UsageError(
    `${named ? `run ${id}` : `the newest run, ${id},`} is finished`,
    `lockstep runs rerun --failed runs again what failed.${older}`,
  );
}

function isUnfinished(state: RunState): boolean {
  return state.finished === undefined || state.finished.verdict === 'cancelled';
}
