import type { PlannedJob, PlannedStep } from '../plan/plan.ts';
import type { Clock } from '../platform/clock.ts';
import type { StepOutcome } from '../run/run-event.ts';
import type { JobSession, StepResult } from './executor.ts';
import type { StepOutput } from './step-output.ts';

/** The time that is left: the attempt's, or what a step that cleans up has of its own. */
export interface Allowance {
  readonly limit: 'total' | 'cleanup';
  /** Milliseconds that it was in all. */
  readonly after: number;
  /** `clock.monotonic()` at which it is over. */
  readonly deadline: number;
}

export interface StepRun {
  readonly session: JobSession;
  readonly job: PlannedJob;
  readonly step: PlannedStep;
  readonly env: Readonly<Record<string, string>>;
  readonly successMarker: string;
  readonly output: StepOutput;
  readonly clock: Clock;
  readonly allowance: Allowance;
  /** Cancels the leg; its reason is what the screen shows. */
  readonly signal: AbortSignal;
}

type TimedOut = Extract<StepOutcome, { kind: 'timed_out' }>;

/** Why a step was ended from outside. */
type Cause = TimedOut | Extract<StepOutcome, { kind: 'cancelled' }>;

/** Runs one step under its time limits. */
export async function runStep(run: StepRun): Promise<StepOutcome> {
  const stop = new AbortController();
  let cause: Cause | undefined;
  const end = (why: Cause): void => {
    if (cause !== undefined) return;
    cause = why;
    stop.abort();
  };
  const limits = new TimeLimits(run, end);
  const cancel = (): void => end({ kind: 'cancelled', reason: String(run.signal.reason ?? 'cancelled') });
  if (run.signal.aborted) cancel();
  else run.signal.addEventListener('abort', cancel, { once: true });
  try {
    const result = await run.session.run({
      script: run.step.run,
      shell: run.step.shell,
      tty: run.job.tty,
      cwd: run.step.cwd,
      env: run.env,
      successMarker: run.successMarker,
      signal: stop.signal,
      onOutput(chunk, stream) {
        limits.sawOutput();
        run.output.write(chunk, stream);
      },
    });
    run.output.end();
    return cause ?? outcomeOf(result);
  } finally {
    limits.clear();
    run.signal.removeEventListener('abort', cancel);
  }
}

function outcomeOf(result: StepResult): StepOutcome {
  switch (result.kind) {
    case 'exited':
      return result.code === 0 ? { kind: 'passed' } : { kind: 'failed', exitCode: result.code };
    case 'signalled':
      return { kind: 'failed', signal: result.signal };
    case 'error':
      return { kind: 'error', reason: result.reason };
    default:
      return result satisfies never;
  }
}

class TimeLimits {
  readonly #run: StepRun;
  readonly #end: (cause: Cause) => void;
  readonly #started: number;
  readonly #timers: (() => void)[] = [];
  #lastOutput: number;
  #idleTimer: () => void = () => undefined;

  constructor(run: StepRun, end: (cause: Cause) => void) {
    this.#run = run;
    this.#end = end;
    this.#started = run.clock.monotonic();
    this.#lastOutput = this.#started;
    const { job, step, clock } = run;
    const { limit: whole, after, deadline } = run.allowance;
    this.#timers.push(clock.after(Math.max(0, deadline - this.#started), () => this.#timeOut(whole, after)));
    if (step.timeout !== undefined) {
      const limit = step.timeout;
      this.#timers.push(clock.after(limit, () => this.#timeOut('step', limit)));
    }
    this.#watchIdle(job.idleTimeout);
  }

  /** Cheap, as it is called for every chunk: the timer looks at the time of the last output when it fires. */
  sawOutput(): void {
    this.#lastOutput = this.#run.clock.monotonic();
  }

  clear(): void {
    for (const clear of this.#timers) clear();
    this.#idleTimer();
  }

  #watchIdle(wait: number): void {
    const { clock, job } = this.#run;
    this.#idleTimer = clock.after(wait, () => {
      const left = job.idleTimeout - (clock.monotonic() - this.#lastOutput);
      if (left <= 0) this.#timeOut('idle', job.idleTimeout);
      else this.#watchIdle(left);
    });
  }

  #timeOut(limit: TimedOut['limit'], after: number): void {
    // The line is read now: what the process says while it dies is not what it was doing.
    const lastLine = this.#run.output.lastLine;
    void this.#run.session.processes().then((running) => {
      this.#end({ kind: 'timed_out', limit, after, running, ...(lastLine !== undefined && { lastLine }) });
    });
  }
}
