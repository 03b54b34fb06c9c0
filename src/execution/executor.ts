import type { ShellName } from '../pipeline/config.ts';

/**
 * Port: where the steps of a job run.
 *
 * Lifecycle. `open` is called once per attempt of a job, then `run` once per step, one after another, then `close` exactly once,
 * also after a failure. Sessions of different jobs live at the same time; an executor keeps them apart.
 *
 * Contract, checked for every implementation by `executor.contract.ts`:
 * - `run` settles only when the step's own process is gone and what it had written has been given to `onOutput`.
 * - `run` never rejects for what the step does; a step that cannot be started is `{kind: 'error'}`.
 * - When `signal` is aborted the step is asked to end, and after the grace period made to, with all its descendants.
 * - What a step leaves running in the background goes on during the session's later steps and is gone after `close`.
 * - When `onOutput` throws, the step is ended and its result is `{kind: 'error'}` with the reason.
 * - `close` is idempotent; when it settles nothing that the session started is alive, and `onOutput` is not called any more.
 */
export interface Executor {
  readonly name: string;
  open(job: JobRequest): Promise<JobSession>;
  /** Ends what this executor keeps for itself; no session is open any more. */
  dispose(): Promise<void>;
}

export interface JobRequest {
  /** Unique over all runs on this machine: marks every process of the attempt. */
  readonly token: string;
  /** Absolute path of the checkout. */
  readonly workspace: string;
  /** From the request to end until it is enforced, in milliseconds. */
  readonly grace: number;
}

export interface JobSession {
  run(step: StepRequest): Promise<StepResult>;
  /** Command lines of what runs now, as far as the system tells; for the report of a timeout. */
  processes(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface StepRequest {
  readonly script: string;
  readonly shell: ShellName;
  /** The step gets a terminal: standard output and standard error are then one stream. An executor without one gives an error. */
  readonly tty: boolean;
  /** Relative to the workspace. */
  readonly cwd: string;
  /** The whole environment of the step. */
  readonly env: Readonly<Record<string, string>>;
  /** Made by the step itself when it has succeeded, so that a success is known even if lockstep dies at that moment. */
  readonly successMarker?: string;
  readonly signal: AbortSignal;
  /** Called in order; a promise holds the step's output back until it settles (backpressure). */
  onOutput(chunk: Uint8Array, stream: 'stdout' | 'stderr'): void | Promise<void>;
}

export type StepResult =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'error'; readonly reason: string };
