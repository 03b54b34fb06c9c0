import type { PlannedJob } from '../plan/plan.ts';
import { isGood, type StepOutcome, type Verdict } from '../run/run-event.ts';
import type { JobResults } from './cache/job-results.ts';
import { whyNotReusable } from './cache/reusable.ts';
import { firstMissing } from './capabilities.ts';
import { runAttempt } from './job-attempt.ts';
import { withLegLock, withLocks } from './job-locks.ts';
import { keepFiles, reportsBefore } from './kept-files.ts';
import type { LegResult } from './leg-result.ts';
import { keepResult, prepareToKeep, type Reuse, tryToReuse } from './reuse.ts';
import type { RunContext } from './run-context.ts';
import type { LegEnd } from './scheduler.ts';
import { isFresh, rememberSetup, warnOfOtherVersion } from './setup-freshness.ts';
import { removeHandover } from './step-handover.ts';

export interface LegMeans {
  readonly signal: AbortSignal;
  /** Where earlier results are; nothing when every leg is to run. */
  readonly results: JobResults | undefined;
}

/** Runs a leg to its verdict and says so in events. Never rejects: what goes wrong on our side is the verdict `error`. */
export async function runLeg(context: RunContext, job: PlannedJob, means: LegMeans): Promise<LegEnd> {
  const { signal } = means;
  const started = context.clock.monotonic();
  let result: LegResult;
  try {
    const run = job.category === 'setup' ? runSetup : runJob;
    const work = (): Promise<LegResult> => run(context, job, means);
    result = await (job.locks.length === 0 ? work() : withLocks(context, job, signal, work));
  } catch (error) {
    const reason = signal.aborted
      ? String(signal.reason)
      : `lockstep could not run it: ${(error as Error).message}`;
    result = { verdict: signal.aborted ? 'cancelled' : 'error', attempts: 0, reason };
  }
  const allowed = job.allowFailure && !isGood(result.verdict) && result.verdict !== 'skipped';
  if (result.values !== undefined) context.values.set(job.id, result.values);
  context.emit({
    kind: 'job.finished',
    time: context.clock.now(),
    leg: job.id,
    verdict: result.verdict,
    ...(allowed && { allowed: true }),
    attempts: result.attempts,
    duration: result.attempts === 0 ? 0 : Math.round(context.clock.monotonic() - started),
    ...(result.reason !== undefined && { reason: context.masker.text(result.reason) }),
    ...(result.failure !== undefined && { failure: result.failure }),
    ...(result.values !== undefined && { values: result.values }),
  });
  // Only now: a run that is killed before the verdict is written down reads them again. A cancelled leg may be resumed. Nobody
  // waits for it: what is left when the run is over is removed then.
  if (result.attempts > 0 && result.verdict !== 'cancelled')
    void removeHandover(context, job).catch(() => undefined);
  return { verdict: result.verdict, allowed };
}

async function runSetup(context: RunContext, job: PlannedJob, means: LegMeans): Promise<LegResult> {
  const fresh = await isFresh(context, job);
  const result: LegResult = fresh
    ? { verdict: 'reused', attempts: 0, reason: 'lock files unchanged' }
    : await runJob(context, job, means);
  if (!isGood(result.verdict)) return result;
  if (!fresh) await rememberSetup(context, job);
  await warnOfOtherVersion(context, job);
  return result;
}

async function runJob(context: RunContext, job: PlannedJob, means: LegMeans): Promise<LegResult> {
  const hindrance = await whyNotHere(context, job);
  if (hindrance !== undefined) return { ...hindrance, attempts: 0 };
  // What an interrupted run had begun, it goes on with.
  const begun = context.earlier?.jobs.get(job.id)?.startedAt !== undefined;
  const look = (restore: boolean): Promise<Reuse | undefined> =>
    tryToReuse(context, job, begun ? undefined : means.results, { restore });
  const first = await look(false);
  if (first?.kind === 'reused') return first.result;
  if (!mayMeetItself(context, job)) return runAttempts(context, job, means, first);
  return withLegLock(context, job, means.signal, async ({ waited }) => {
    // Whoever was waited for may have come to what is wanted.
    const reuse = waited || first?.kind === 'restorable' ? await look(true) : first;
    return reuse?.kind === 'reused' ? reuse.result : runAttempts(context, job, means, reuse);
  });
}

/** A leg whose result may be reused writes files by name: two runs in one checkout that did so at once would keep a mixture. */
function mayMeetItself({ store, workspace }: RunContext, job: PlannedJob): boolean {
  return whyNotReusable(job) === undefined && store.isOf(workspace);
}

async function runAttempts(
  context: RunContext,
  job: PlannedJob,
  { signal, results }: LegMeans,
  reuse: Reuse | undefined,
): Promise<LegResult> {
  if (reuse !== undefined) await prepareToKeep(context, job, results);
  const began = context.clock.monotonic();
  const earlier = context.earlier?.jobs.get(job.id);
  let attempt = Math.max(1, earlier?.attempt ?? 1);
  // A killed run may have died between a failed attempt and the next.
  if (
    earlier?.steps.some((step) => step.outcome !== undefined && isFailure(step.outcome)) === true &&
    attempt <= job.retries
  )
    attempt++;
  // A leg that goes on with an attempt may have written its reports in the part before.
  const before = earlier?.startedAt === undefined ? await reportsBefore(context, job) : undefined;
  for (; ; attempt++) {
    const because = reuse?.kind === 'none' ? reuse.because : undefined;
    const run = (): ReturnType<typeof runAttempt> => runAttempt(context, job, { attempt, because, signal });
    const result = await (results === undefined ? run() : results.during(run));
    const again = attempt <= job.retries && !signal.aborted && RETRIED.has(result.verdict);
    if (again) continue;
    const kept = await keepFiles(context, job, { passed: isGood(result.verdict), before });
    const end = endOf(result, attempt, kept);
    if (reuse !== undefined && end.verdict !== 'cancelled')
      await keepResult(context, job, results, { result: end, began });
    return end;
  }
}

/** `kept`: why a passed leg fails all the same. */
function endOf(result: Omit<LegResult, 'attempts'>, attempts: number, kept: string | undefined): LegResult {
  if (kept !== undefined && isGood(result.verdict))
    return { ...result, verdict: 'failed', attempts, reason: kept };
  if (result.verdict === 'passed' && attempts > 1)
    return { ...result, verdict: 'flaky', attempts, reason: `passed at attempt ${attempts}` };
  return { ...result, attempts };
}

const RETRIED: ReadonlySet<Verdict> = new Set<Verdict>(['failed', 'timed_out', 'error']);

function isFailure(outcome: StepOutcome): boolean {
  return outcome.kind === 'failed' || outcome.kind === 'timed_out' || outcome.kind === 'error';
}

/** What keeps a leg from running on this machine. */
async function whyNotHere(
  context: RunContext,
  job: PlannedJob,
): Promise<{ verdict: Verdict; reason: string } | undefined> {
  const needed = await firstMissing(context.capabilities, job.requires);
  if (needed !== undefined) return { verdict: 'failed', reason: `required: ${needed}` };
  const wanted = await firstMissing(context.capabilities, job.wants);
  if (wanted !== undefined) return { verdict: 'skipped', reason: wanted };
  if (job.services.length > 0 && !context.assumeServices) {
    const names = job.services.map((service) => `${service.name} (${service.image})`).join(', ');
    return {
      verdict: 'skipped',
      reason: `services are not started here yet: ${names}; start them and use --assume-services`,
    };
  }
  return undefined;
}
