import type { PlannedJob, PlannedStep } from '../plan/plan.ts';
import { type AppendFile, openAppend } from '../platform/append-file.ts';
import { randomHex } from '../platform/digest.ts';
import { findFailureLocation } from '../run/failure-location.ts';
import type { StepOutcome, Verdict } from '../run/run-event.ts';
import type { JobSession } from './executor.ts';
import { type Environment, jobEnvironment, prependPath, stepEnvironment } from './job-environment.ts';
import type { LegResult } from './leg-result.ts';
import { logNote } from './log-file.ts';
import { maskData } from './masking/mask-data.ts';
import type { RunContext } from './run-context.ts';
import { StepHandover } from './step-handover.ts';
import { StepOutput } from './step-output.ts';
import { runStep, type StepRun } from './step-runner.ts';

export interface Try {
  /** From 1. */
  readonly attempt: number;
  /** Why no earlier result was reused, for the first that tries. */
  readonly because: string | undefined;
  readonly signal: AbortSignal;
}

/** One try of a job. An attempt that an earlier process had begun goes on after its last finished step. */
export async function runAttempt(
  context: RunContext,
  job: PlannedJob,
  tried: Try,
): Promise<Omit<LegResult, 'attempts'>> {
  const log = openAppend(context.store.logPath(context.runId, job.id), { repairLine: true });
  const token = `${context.runId}.${randomHex(6)}`;
  const session = await context.executor.open({ token, workspace: context.workspace, grace: context.grace });
  const run = new Attempt(context, job, tried, session, log);
  try {
    return await run.run();
  } finally {
    await session.close();
    run.end();
    log.close();
  }
}

interface Failure {
  readonly step: number;
  readonly outcome: StepOutcome;
  readonly output: StepOutput | undefined;
}

class Attempt {
  readonly #context: RunContext;
  readonly #job: PlannedJob;
  readonly #attempt: number;
  readonly #signal: AbortSignal;
  readonly #because: string | undefined;
  readonly #session: JobSession;
  readonly #log: AppendFile;
  readonly #handover: StepHandover;
  readonly #deadline: number;
  readonly #base: Environment;
  readonly #outputs: StepOutput[] = [];
  #failure: Failure | undefined;

  constructor(
    context: RunContext,
    job: PlannedJob,
    { attempt, signal, because }: Try,
    session: JobSession,
    log: AppendFile,
  ) {
    this.#context = context;
    this.#job = job;
    this.#attempt = attempt;
    this.#signal = signal;
    this.#because = because;
    this.#session = session;
    this.#log = log;
    this.#handover = new StepHandover(context, job, attempt);
    this.#deadline = context.clock.monotonic() + job.timeout;
    const traceparent = context.traceparent?.(job.id);
    this.#base = {
      ...jobEnvironment(job, context.sources),
      ...(traceparent !== undefined && { TRACEPARENT: traceparent }),
    };
  }

  async run(): Promise<Omit<LegResult, 'attempts'>> {
    const { clock, emit, masker } = this.#context;
    const because = this.#because === undefined ? {} : { because: masker.text(this.#because) };
    emit({ kind: 'job.started', time: clock.now(), leg: this.#job.id, attempt: this.#attempt, ...because });
    logNote(this.#log, clock.now(), `attempt ${this.#attempt}`);
    const done = await this.#handover.open();
    for (const [index, step] of this.#job.steps.entries()) {
      if (done.has(index)) continue;
      const outcome = this.#withoutRunning(step);
      if (outcome === undefined) await this.#runStep(index, step);
      else {
        // A step that was left out because of a cancellation is not done: the leg has not passed, and goes on here when resumed.
        if (outcome.kind === 'cancelled') this.#failure ??= { step: index, outcome, output: undefined };
        this.#finishStep(index, outcome, 0);
      }
    }
    if (this.#failure !== undefined) return this.#failed(this.#failure);
    const values = await this.#handover.values();
    return { verdict: 'passed', ...(Object.keys(values).length > 0 && { values }) };
  }

  /** After the session: gives out what steps that went on in the background had begun to say. */
  end(): void {
    for (const output of this.#outputs) output.end();
  }

  /** What becomes of a step that is not run; undefined for one that is. `always` holds after a cancellation too. */
  #withoutRunning(step: PlannedStep): StepOutcome | undefined {
    if (step.when === 'always') return undefined;
    if (this.#signal.aborted)
      return { kind: 'cancelled', reason: String(this.#signal.reason ?? 'cancelled') };
    const failed = this.#failure !== undefined;
    if (failed === (step.when === 'on_failure')) return undefined;
    return { kind: 'skipped', reason: failed ? 'an earlier step failed' : 'nothing failed' };
  }

  /** A step that cleans up has a little time of its own when the leg's is over, or somebody has cancelled it. */
  #limits(step: PlannedStep): Pick<StepRun, 'allowance' | 'signal'> {
    const total = { limit: 'total', after: this.#job.timeout, deadline: this.#deadline } as const;
    const cleanup = {
      limit: 'cleanup',
      after: CLEANUP,
      deadline: this.#context.clock.monotonic() + CLEANUP,
    } as const;
    if (step.when === 'on_success' || (this.#failure === undefined && !this.#signal.aborted))
      return { allowance: total, signal: this.#signal };
    if (this.#signal.aborted) return { allowance: cleanup, signal: new AbortController().signal };
    return { allowance: cleanup.deadline > total.deadline ? cleanup : total, signal: this.#signal };
  }

  async #runStep(index: number, step: PlannedStep): Promise<void> {
    const { clock, emit, masker } = this.#context;
    const ids = { leg: this.#job.id, attempt: this.#attempt, step: index };
    const began = clock.monotonic();
    emit({ kind: 'step.started', time: clock.now(), ...ids });
    logNote(this.#log, clock.now(), `step ${index + 1}: ${masker.text(step.name)}`);
    const output = new StepOutput({
      file: this.#log,
      masker,
      now: () => clock.now(),
      onLines: (stream, lines) => emit({ kind: 'job.output', time: clock.now(), ...ids, stream, lines }),
    });
    this.#outputs.push(output);
    const outcome = await runStep({
      session: this.#session,
      job: this.#job,
      step,
      env: this.#environment(index, step),
      successMarker: this.#handover.marker(index),
      output,
      clock,
      ...this.#limits(step),
    });
    await this.#handover.read(index);
    if (outcome.kind !== 'passed' && this.#failure === undefined)
      this.#failure = { step: index, outcome, output };
    this.#finishStep(index, outcome, clock.monotonic() - began);
  }

  #environment(index: number, step: PlannedStep): Environment {
    const env = { ...this.#base, ...this.#handover.variables };
    prependPath(env, this.#handover.path);
    return {
      ...stepEnvironment(env, { step, job: this.#job }, this.#context.sources),
      ...this.#handover.files(index),
    };
  }

  #finishStep(index: number, outcome: StepOutcome, duration: number): void {
    const { clock, emit, masker } = this.#context;
    // A step's reason and last line can hold what the step printed.
    const clean = maskData(outcome, masker);
    const time = clock.now();
    emit({
      kind: 'step.finished',
      time,
      leg: this.#job.id,
      attempt: this.#attempt,
      step: index,
      outcome: clean,
      duration: Math.round(duration),
    });
    if (outcome.kind !== 'passed')
      logNote(this.#log, time, `step ${index + 1} ${masker.text(describeOutcome(outcome))}`);
  }

  #failed({ step, outcome, output }: Failure): Omit<LegResult, 'attempts'> {
    const verdict = VERDICTS[outcome.kind];
    const name = this.#job.steps.length > 1 ? ` in '${this.#job.steps[step]?.name}'` : '';
    const reason = describeOutcome(outcome, name);
    if (output === undefined) return { verdict, reason };
    const lines = output.tail;
    const { relativeFile } = this.#context;
    const found = findFailureLocation(lines, relativeFile);
    const location = (found ?? findFailureLocation(output.head, relativeFile))?.location;
    return {
      verdict,
      reason,
      failure: { step, tail: tellingLines(lines, found?.index), ...(location && { location }) },
    };
  }
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}

/** Milliseconds that a step with `when: always` or `on_failure` has after a timeout or a cancellation. */
const CLEANUP = 30_000;

/** Lines of a failing step that every report shows. */
const TAIL_LINES = 20;
/** Of these, the ones before the line that names the fault, and those of the end, when the two are apart. */
const LINES_BEFORE = 4;
const LAST_LINES = 4;

/** The last lines; or, where a tool ends with a long account of its own, those around the fault it names and a few of the end. */
function tellingLines(lines: readonly string[], fault: number | undefined): readonly string[] {
  if (fault === undefined || fault >= lines.length - TAIL_LINES) return lines.slice(-TAIL_LINES);
  const start = Math.max(0, fault - LINES_BEFORE);
  return [...lines.slice(start, start + TAIL_LINES - LAST_LINES - 1), '…', ...lines.slice(-LAST_LINES)];
}

const VERDICTS: Record<StepOutcome['kind'], Verdict> = {
  passed: 'passed',
  failed: 'failed',
  timed_out: 'timed_out',
  cancelled: 'cancelled',
  skipped: 'skipped',
  error: 'error',
};

const LIMITS = {
  total: 'of its time limit',
  cleanup: 'of the time to clean up',
  idle: 'without output',
  step: "of the step's time limit",
};

/** `exit code 1 in 'npm test'`, `no output for 90 s …`: for people, in one line, unmasked. `where` follows what happened. */
function describeOutcome(outcome: StepOutcome, where = ''): string {
  switch (outcome.kind) {
    case 'passed':
      return 'passed';
    case 'failed':
      return `${outcome.signal === undefined ? `exit code ${outcome.exitCode}` : `killed by ${outcome.signal}`}${where}`;
    case 'timed_out': {
      const last = outcome.lastLine === undefined ? '' : `; last said: ${inOneLine(outcome.lastLine)}`;
      const running = outcome.running?.at(-1);
      const command = running === undefined ? '' : `; was running: ${inOneLine(running)}`;
      return `ended after ${outcome.after / 1000} s ${LIMITS[outcome.limit]}${where}${last}${command}`;
    }
    case 'cancelled':
    case 'skipped':
    case 'error':
      return `${outcome.reason}${where}`;
    default:
      return outcome satisfies never;
  }
}
