import { upwardRanks } from '../plan/critical-path.ts';
import type { ElsewhereLeg } from '../plan/localize.ts';
import type { LegId, Plan } from '../plan/plan.ts';
import { sha256 } from '../platform/digest.ts';
import type { Host } from '../platform/host.ts';
import {
  isBad,
  type JobFinished,
  type RunEvent,
  type RunFinished,
  type RunStarted,
} from '../run/run-event.ts';
import { RunFold, type RunState } from '../run/run-state.ts';
import { legTraceparent, traceContext } from '../run/trace-context.ts';
import type { JobResults } from './cache/job-results.ts';
import { historyEntry, takenPath } from './history.ts';
import { runLeg } from './job-runner.ts';
import { Journal } from './journal.ts';
import { maskData } from './masking/mask-data.ts';
import type { RunContext } from './run-context.ts';
import { type LegEnd, schedule } from './scheduler.ts';
import type { Withdrawals } from './withdrawals.ts';

/** A run about to be started: what, with what, and who listens. */
export interface RunRequest {
  readonly plan: Plan;
  readonly elsewhere: readonly ElsewhereLeg[];
  readonly selection: RunStarted['selection'];
  readonly definition: RunStarted['definition'];
  readonly source: RunStarted['source'];
  readonly isolation: RunStarted['workspace']['isolation'];
  readonly host: Host;
  /** Version of lockstep. */
  readonly version: string;
  readonly pid: number;
  readonly slots: number;
  /** By leg; see `expectedDurations`. */
  readonly expected: ReadonlyMap<LegId, number>;
  /** Steps are told the trace they belong to; `parent` is the `TRACEPARENT` of whoever started lockstep. */
  readonly trace?: { readonly parent: string | undefined } | undefined;
  /** Legs taken over from an earlier run, with how they ended there: they are not run. */
  readonly carried: ReadonlyMap<LegId, JobFinished>;
  /** What is worth knowing before anything runs. */
  readonly warnings?: readonly string[] | undefined;
  /** Aborted, with a reason, to end the run early. */
  readonly signal: AbortSignal;
  /** For who wants to end single legs early. */
  readonly withdrawals?: Withdrawals | undefined;
  readonly context: Omit<RunContext, 'emit' | 'values' | 'plan'>;
  /** Results that may be reused; nothing when everything is to run and nothing is to be kept. */
  readonly results?: JobResults | undefined;
  listen(event: RunEvent, state: RunState): void;
}

/** A leg nobody has run yet is expected to take this long, so that unknown chains are not left to the end. */
const UNKNOWN_DURATION = 10_000;

/** The digest a resumed run is compared by. */
export function planDigest(plan: Plan): string {
  return sha256(JSON.stringify(plan));
}

/** Runs a plan to its end, or goes on with one that was cut short. Rejects only for faults of ours or of the disk. */
export async function runPlan(request: RunRequest): Promise<RunFinished> {
  const { context, plan } = request;
  const { clock, store, runId, earlier } = context;
  const journal = new Journal(store.journalPath(runId));
  const fold = new RunFold();
  const { emit, fault } = recorder(journal, fold, request);
  try {
    const values = new Map<LegId, Readonly<Record<string, string>>>();
    const done = new Map<LegId, LegEnd>();
    if (earlier?.started === undefined) {
      emit(startedEvent(request));
      takeOver(request, { values, done, emit });
    } else restore(earlier, { fold, values, done, emit, request });
    for (const message of request.warnings ?? [])
      emit({ kind: 'warning', time: clock.now(), message: context.masker.text(message) });
    const began = clock.monotonic() - timeAlreadyTaken(earlier);
    const sources = { ...context.sources, value: (leg: LegId, name: string) => values.get(leg)?.[name] };
    const full: RunContext = { ...context, plan, sources, values, emit, ...tracing(request) };
    const ranks = upwardRanks(plan.jobs, (leg) => request.expected.get(leg) ?? UNKNOWN_DURATION);
    const ends = await schedule({
      jobs: plan.jobs,
      done,
      slots: request.slots,
      rank: (leg) => ranks.get(leg) ?? 0,
      failFast: plan.failFast,
      signal: AbortSignal.any([request.signal, fault]),
      withdrawals: request.withdrawals,
      start: (job, signal) => runLeg(full, job, { signal, results: request.results }),
      leave: (job, verdict, reason) =>
        emit({
          kind: 'job.finished',
          time: clock.now(),
          leg: job.id,
          verdict,
          attempts: 0,
          duration: 0,
          reason,
        }),
    });
    fault.throwIfAborted();
    const finished = finishedEvent([...ends.values()], fold.state, request, clock.monotonic() - began);
    emit(finished);
    fault.throwIfAborted();
    // Only a run that was cut short as a whole can go on, and read them again.
    if (!request.signal.aborted) await context.files.remove(store.runPath(runId, 'steps'));
    const entry = historyEntry(fold.state, request.carried.size > 0);
    if (entry !== undefined) store.appendHistory(JSON.stringify(entry));
    return finished;
  } finally {
    journal.close();
  }
}

/**
 * Writes events down, then tells them. What is not written down has not happened to those who resume, so when the journal cannot be
 * written `fault` is aborted with the reason: the run ends, with its processes.
 */
function recorder(
  journal: Journal,
  fold: RunFold,
  request: RunRequest,
): { readonly emit: (event: RunEvent) => void; readonly fault: AbortSignal } {
  const fault = new AbortController();
  const emit = (event: RunEvent): void => {
    try {
      if (!fault.signal.aborted) journal.append(event);
    } catch (error) {
      fault.abort(error);
    }
    fold.add(event);
    request.listen(event, fold.state);
  };
  return { emit, fault: fault.signal };
}

function tracing({ context, plan, source, trace }: RunRequest): Pick<RunContext, 'traceparent'> {
  if (trace === undefined) return {};
  const { runId } = context;
  const root = traceContext({ plan, source, runId }, sha256, trace.parent);
  return { traceparent: (leg) => legTraceparent(runId, leg, root, sha256) };
}

function startedEvent(request: RunRequest): RunStarted {
  const { context, plan, host } = request;
  const known = plan.jobs.filter((job) => request.expected.has(job.id));
  return {
    kind: 'run.started',
    time: context.clock.now(),
    runId: context.runId,
    lockstep: request.version,
    format: 1,
    plan: maskData(plan, context.masker),
    planDigest: planDigest(plan),
    selection: request.selection,
    ...given(request),
    elsewhere: maskData(request.elsewhere, context.masker),
    host: { os: host.os, arch: host.arch, cpus: host.cpus, name: host.name },
    definition: request.definition,
    source: maskData(request.source, context.masker),
    workspace: { path: context.workspace, isolation: request.isolation },
    slots: request.slots,
    expected: Object.fromEntries(known.map((job) => [job.id, request.expected.get(job.id) ?? 0])),
    pid: request.pid,
  };
}

function given({ context }: RunRequest): Pick<RunStarted, 'inputs' | 'tag'> {
  const { sources, masker } = context;
  const { inputs, tag } = maskData({ inputs: sources.inputs, tag: sources.tag }, masker);
  return { ...(Object.keys(inputs).length > 0 && { inputs }), ...(tag !== undefined && { tag }) };
}

/** Legs that passed in another run are written down as reused, with the values they handed on. */
function takeOver(
  request: RunRequest,
  { values, done, emit }: Pick<Restoration, 'values' | 'done' | 'emit'>,
): void {
  for (const job of request.plan.jobs) {
    const before = request.carried.get(job.id);
    if (before === undefined) continue;
    emit({
      ...before,
      time: request.context.clock.now(),
      verdict: 'reused',
      attempts: 0,
      duration: 0,
      reason: 'passed in the run before',
    });
    done.set(job.id, { verdict: 'reused', allowed: false });
    if (before.values !== undefined) values.set(job.id, before.values);
  }
}

interface Restoration {
  readonly fold: RunFold;
  readonly values: Map<LegId, Readonly<Record<string, string>>>;
  readonly done: Map<LegId, LegEnd>;
  readonly request: RunRequest;
  emit(event: RunEvent): void;
}

/** Takes the earlier part of a run as it is: legs with a verdict are done, except those that were cancelled or waited for one that was. */
function restore(earlier: RunState, { fold, values, done, request, emit }: Restoration): void {
  for (const [leg, job] of earlier.jobs) {
    const { finished } = job;
    if (finished === undefined || finished.verdict === 'cancelled' || waitsForCancelled(earlier, leg))
      continue;
    done.set(leg, { verdict: finished.verdict, allowed: finished.allowed ?? false });
    if (finished.values !== undefined) values.set(leg, finished.values);
  }
  // Who watches the rest has to know what was before; the journal has it already.
  for (const event of replay(earlier, done)) {
    fold.add(event);
    request.listen(event, fold.state);
  }
  emit({ kind: 'run.resumed', time: request.context.clock.now(), pid: request.pid });
}

function waitsForCancelled(state: RunState, leg: LegId): boolean {
  const job = state.jobs.get(leg);
  if (job?.finished?.verdict !== 'skipped' || job.finished.attempts > 0) return false;
  return job.planned.needs.some((need) => {
    const verdict = state.jobs.get(need.id)?.finished?.verdict;
    return verdict === 'cancelled' || waitsForCancelled(state, need.id);
  });
}

/** Events that lead to a state, as far as those who watch the rest of the run need them. */
function* replay(state: RunState, done: ReadonlyMap<LegId, LegEnd>): Iterable<RunEvent> {
  if (state.started !== undefined) yield state.started;
  for (const [leg, job] of state.jobs) {
    if (job.attempt > 0)
      yield { kind: 'job.started', time: job.startedAt ?? state.time, leg, attempt: job.attempt };
    for (const [step, { startedAt, outcome, duration }] of job.steps.entries()) {
      const ids = { leg, attempt: job.attempt, step };
      if (startedAt !== undefined) yield { kind: 'step.started', time: startedAt, ...ids };
      if (outcome !== undefined)
        yield { kind: 'step.finished', time: startedAt ?? state.time, ...ids, outcome, duration };
    }
    if (job.finished !== undefined && done.has(leg)) yield job.finished;
  }
  yield* state.artifacts;
}

/** Wall time of the part before a resume; what lay between is not counted. */
function timeAlreadyTaken(earlier: RunState | undefined): number {
  return earlier?.started === undefined ? 0 : Math.max(0, earlier.time - earlier.started.time);
}

function finishedEvent(
  ends: readonly LegEnd[],
  state: RunState,
  request: RunRequest,
  duration: number,
): RunFinished {
  const failed = ends.some((end) => isBad(end.verdict) && !end.allowed);
  const aborted = request.signal.aborted;
  // A run that only skipped has checked nothing, and must not look like one that did.
  const idle = ends.length > 0 && ends.every((end) => end.verdict === 'skipped');
  // Legs that were withdrawn have shown nothing, good or bad.
  const withdrawn = !failed && ends.some((end) => end.verdict === 'cancelled');
  const verdict = aborted || withdrawn ? 'cancelled' : failed || idle ? 'failed' : 'passed';
  return {
    kind: 'run.finished',
    time: request.context.clock.now(),
    verdict,
    duration: Math.round(duration),
    criticalPath: takenPath(state),
    ...(aborted && { reason: String(request.signal.reason ?? 'cancelled') }),
    ...(withdrawn && !aborted && { reason: 'what it works on has changed' }),
    ...(idle && !aborted && { reason: 'nothing was checked: every job was skipped' }),
  };
}
