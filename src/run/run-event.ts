import type { SystemName } from '../pipeline/config.ts';
import type { Milliseconds } from '../pipeline/pipeline.ts';
import type { LegId, Plan } from '../plan/plan.ts';

/**
 * Everything that can happen during a run. The journal is a file of these but for `job.output`, one JSON object a line; every screen
 * of a run is made from them. `time` is milliseconds since 1970 (UTC). Text that a definition, a step or a person gave has passed the
 * masker, but for names by which the program tells things apart (`execution/masking/mask-data.ts`). Readers must ignore kinds and
 * properties they do not know.
 */
export type RunEvent =
  | RunStarted
  | RunResumed
  | JobStarted
  | StepStarted
  | JobOutput
  | StepFinished
  | ArtifactStored
  | RunWarning
  | JobFinished
  | RunFinished;

export interface RunStarted {
  readonly kind: 'run.started';
  readonly time: number;
  readonly runId: RunId;
  /** The version of lockstep, and the version of this format. */
  readonly lockstep: string;
  readonly format: 1;
  /** What runs here: legs for this machine only, toolchain setup included. Masked, so a secret written into it is `***`. */
  readonly plan: Plan;
  /** SHA-256 of the unmasked plan as JSON: a resumed run must be the same. */
  readonly planDigest: string;
  /** What was asked for, to plan it again. */
  readonly selection: {
    readonly workflow?: string;
    readonly jobs?: readonly string[];
    readonly needs?: false;
    readonly setup?: false;
    /** Only what changes since this commit affected: the legs of the plan, and no others, are run again. */
    readonly changed?: { readonly since: string };
    readonly command?: 'fix' | 'setup' | 'watch';
  };
  /** What was given by hand: `--input` and `--tag`. Absent when nothing was. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly tag?: string;
  /** Legs of the same selection that other machines run. */
  readonly elsewhere: readonly {
    readonly id: LegId;
    readonly title: string;
    readonly where: string;
    readonly owner?: SystemName;
  }[];
  readonly host: { readonly os: string; readonly arch: string; readonly cpus: number; readonly name: string };
  readonly definition: { readonly path: string; readonly digest: string };
  readonly source: { readonly commit?: string; readonly branch?: string; readonly dirty?: boolean };
  /** Directory the jobs ran in, and why it is not the user's own when it is not. */
  readonly workspace: { readonly path: string; readonly isolation: 'none' | 'head' | 'worktree' };
  readonly slots: number;
  /** Expected durations the order was chosen by; legs nobody has run before are absent. */
  readonly expected: Readonly<Record<string, Milliseconds>>;
  readonly pid: number;
}

export type RunId = string & { readonly brand: 'RunId' };

/** The run was taken up again after lockstep had been killed. */
export interface RunResumed {
  readonly kind: 'run.resumed';
  readonly time: number;
  readonly pid: number;
}

export interface JobStarted {
  readonly kind: 'job.started';
  readonly time: number;
  readonly leg: LegId;
  /** From 1. */
  readonly attempt: number;
  /** Why an earlier result was not reused: `src/a.ts changed`. Absent for a job that always runs. */
  readonly because?: string;
}

export interface StepStarted {
  readonly kind: 'step.started';
  readonly time: number;
  readonly leg: LegId;
  readonly attempt: number;
  /** Index into the planned job's steps. */
  readonly step: number;
}

/** Masked output. Given to whoever listens; the journal leaves it to the log files. */
export interface JobOutput {
  readonly kind: 'job.output';
  readonly time: number;
  readonly leg: LegId;
  readonly attempt: number;
  readonly step: number;
  readonly stream: 'stdout' | 'stderr';
  /** Whole lines, without the line break; invalid UTF-8 is replaced. */
  readonly lines: readonly string[];
}

export type StepOutcome =
  | { readonly kind: 'passed' }
  /** `exitCode` or `signal`, never both. */
  | {
      readonly kind: 'failed';
      readonly exitCode?: number;
      readonly signal?: string;
      readonly reason?: string;
    }
  /** `running`: command lines of the processes that were alive then. */
  | {
      readonly kind: 'timed_out';
      /** `cleanup`: what a step with `when: always` or `on_failure` has of its own when the leg's time is over or it was cancelled. */
      readonly limit: 'total' | 'cleanup' | 'idle' | 'step';
      readonly after: Milliseconds;
      readonly lastLine?: string;
      readonly running?: readonly string[];
    }
  | { readonly kind: 'cancelled'; readonly reason: string }
  | { readonly kind: 'skipped'; readonly reason: string }
  /** Not the user's doing: no such shell, no disk. */
  | { readonly kind: 'error'; readonly reason: string };

export interface StepFinished {
  readonly kind: 'step.finished';
  readonly time: number;
  readonly leg: LegId;
  readonly attempt: number;
  readonly step: number;
  readonly outcome: StepOutcome;
  readonly duration: Milliseconds;
}

export interface ArtifactStored {
  readonly kind: 'artifact.stored';
  readonly time: number;
  readonly leg: LegId;
  readonly name: string;
  /** Relative to the run's directory. */
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

export interface RunWarning {
  readonly kind: 'warning';
  readonly time: number;
  readonly leg?: LegId;
  readonly message: string;
}

export type Verdict =
  | 'passed'
  /** Passed, but not at the first attempt. */
  | 'flaky'
  /** Not run again, because nothing it depends on has changed. */
  | 'reused'
  | 'failed'
  | 'timed_out'
  | 'error'
  | 'cancelled'
  | 'skipped';

export interface JobFinished {
  readonly kind: 'job.finished';
  readonly time: number;
  readonly leg: LegId;
  readonly verdict: Verdict;
  /** A failure that does not fail the run. */
  readonly allowed?: true;
  readonly attempts: number;
  /** All attempts, and the wait for locks that another run holds; 0 for what was not run. */
  readonly duration: Milliseconds;
  /** Why, whenever the verdict is not `passed`. */
  readonly reason?: string;
  /** The failing step: its index, its last lines, and the place in a source file it named. */
  readonly failure?: {
    readonly step: number;
    readonly tail: readonly string[];
    readonly location?: {
      readonly path: string;
      readonly line: number;
      readonly column?: number;
      readonly message?: string;
    };
  };
  /** Small values handed on. */
  readonly values?: Readonly<Record<string, string>>;
}

export interface RunFinished {
  readonly kind: 'run.finished';
  readonly time: number;
  readonly verdict: 'passed' | 'failed' | 'cancelled';
  readonly duration: Milliseconds;
  /** The longest chain of needs, by what its jobs took in this run. */
  readonly criticalPath: { readonly legs: readonly LegId[]; readonly duration: Milliseconds };
  readonly reason?: string;
}

/** Does this verdict let the jobs that need it go on? */
export function isGood(verdict: Verdict): boolean {
  return verdict === 'passed' || verdict === 'flaky' || verdict === 'reused';
}

/** Does this verdict fail the run? A skipped job does not; a cancelled one is the run's own doing. */
export function isBad(verdict: Verdict): boolean {
  return verdict === 'failed' || verdict === 'timed_out' || verdict === 'error';
}
