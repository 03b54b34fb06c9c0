import type { LegId, PlannedJob } from '../plan/plan.ts';
import type {
  ArtifactStored,
  JobFinished,
  RunEvent,
  RunFinished,
  RunStarted,
  StepOutcome,
} from './run-event.ts';

/** What is known of a run after some of its events. */
export interface RunState {
  readonly started: RunStarted | undefined;
  /** In the plan's order. */
  readonly jobs: ReadonlyMap<LegId, JobState>;
  readonly warnings: readonly { readonly leg?: LegId; readonly message: string }[];
  readonly artifacts: readonly ArtifactStored[];
  readonly finished: RunFinished | undefined;
  readonly resumes: number;
  /** Time of the newest event. */
  readonly time: number;
}

export interface JobState {
  readonly planned: PlannedJob;
  readonly status: 'waiting' | 'running' | 'finished';
  /** The attempt that runs or ran last; 0 before the first. */
  readonly attempt: number;
  readonly startedAt: number | undefined;
  /** By step index; of the last attempt. */
  readonly steps: readonly StepState[];
  readonly finished: JobFinished | undefined;
}

export interface StepState {
  readonly startedAt: number | undefined;
  readonly outcome: StepOutcome | undefined;
  readonly duration: number;
}

const NOTHING_YET: RunState = {
  started: undefined,
  jobs: new Map(),
  warnings: [],
  artifacts: [],
  finished: undefined,
  resumes: 0,
  time: 0,
};

const WAITING_STEP: StepState = { startedAt: undefined, outcome: undefined, duration: 0 };

/** State is a fold of events: the same events give the same state, however they came. */
export function foldRun(events: Iterable<RunEvent>): RunState {
  const fold = new RunFold();
  for (const event of events) fold.add(event);
  return fold.state;
}

/** The fold, one event at a time, for those who watch a run. */
export class RunFold {
  #state: RunState = NOTHING_YET;
  #jobs = new Map<LegId, JobState>();

  get state(): RunState {
    return this.#state;
  }

  add(event: RunEvent): void {
    const state = { ...this.#state, time: Math.max(this.#state.time, event.time) };
    this.#state = this.#next(state, event);
  }

  #next(state: RunState, event: RunEvent): RunState {
    switch (event.kind) {
      case 'run.started':
        this.#jobs = new Map(event.plan.jobs.map((planned) => [planned.id, waiting(planned)]));
        return { ...state, started: event, jobs: this.#jobs };
      case 'run.resumed':
        // What was running when lockstep died is not running any more.
        for (const [leg, job] of this.#jobs)
          if (job.status === 'running') this.#jobs.set(leg, { ...job, status: 'waiting' });
        return { ...state, resumes: state.resumes + 1, finished: undefined };
      case 'job.started':
        this.#update(event.leg, (job) => startAttempt(job, event.attempt, event.time));
        return state;
      case 'step.started':
        this.#updateStep(event.leg, event.step, (step) => ({ ...step, startedAt: event.time }));
        return state;
      case 'step.finished':
        this.#updateStep(event.leg, event.step, (step) => ({
          ...step,
          outcome: event.outcome,
          duration: event.duration,
        }));
        return state;
      case 'job.finished':
        this.#update(event.leg, (job) => ({ ...job, status: 'finished', finished: event }));
        return state;
      case 'artifact.stored':
        return { ...state, artifacts: [...state.artifacts, event] };
      case 'warning':
        return { ...state, warnings: [...state.warnings, event] };
      case 'run.finished':
        return { ...state, finished: event };
      case 'job.output':
        return state;
      default:
        // A newer lockstep may have written kinds this one does not know.
        event satisfies never;
        return state;
    }
  }

  #update(leg: LegId, change: (job: JobState) => JobState): void {
    const job = this.#jobs.get(leg);
    if (job !== undefined) this.#jobs.set(leg, change(job));
  }

  #updateStep(leg: LegId, index: number, change: (step: StepState) => StepState): void {
    this.#update(leg, (job) => ({
      ...job,
      steps: job.steps.map((step, at) => (at === index ? change(step) : step)),
    }));
  }
}

function waiting(planned: PlannedJob): JobState {
  const steps = planned.steps.map(() => WAITING_STEP);
  return { planned, status: 'waiting', attempt: 0, startedAt: undefined, steps, finished: undefined };
}

/**
 * The same attempt started again is a resumed one: it keeps the steps before the first that has to run again. What came after that
 * one has to be decided again too: it may have been skipped only because that one had failed.
 */
function startAttempt(job: JobState, attempt: number, time: number): JobState {
  const open = job.steps.findIndex(({ outcome }) => outcome !== undefined && !isDone(outcome));
  const kept = attempt !== job.attempt ? 0 : open === -1 ? job.steps.length : open;
  const steps = job.planned.steps.map((_, at) =>
    at < kept ? (job.steps[at] ?? WAITING_STEP) : WAITING_STEP,
  );
  return { ...job, status: 'running', attempt, startedAt: time, steps, finished: undefined };
}

function isDone({ kind }: StepOutcome): boolean {
  return kind === 'passed' || kind === 'skipped';
}
