import type { SystemName } from '../pipeline/config.ts';

/** Who ran something: a CI system, or this machine. */
export type RunPlace = SystemName | 'local';

/**
 * What has become of a run, a job or a step, in one vocabulary. `waiting`: somebody has to say yes first. `error`: it never got to its
 * own work, or the system gave up; also every word of a system that is not known, since what is not understood has not passed.
 */
export type CiState =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'passed'
  | 'failed'
  | 'timed_out'
  | 'error'
  | 'cancelled'
  | 'skipped';

/** Will it change without anybody starting it again? */
export function isActive(state: CiState): boolean {
  return state === 'queued' || state === 'running' || state === 'waiting';
}

/** Did it end otherwise than it should? Skipped did not: nothing went wrong in it. */
export function isBadEnd(state: CiState): boolean {
  return state === 'failed' || state === 'timed_out' || state === 'error' || state === 'cancelled';
}

/**
 * One attempt of one workflow for one commit: a workflow run of GitHub Actions, a workflow of CircleCI, a run on this machine. Times are
 * milliseconds since 1970. Texts come from the system and are not harmless.
 */
export interface CiRun {
  readonly place: RunPlace;
  /** As the system tells runs apart. */
  readonly id: string;
  /** What is the same for every attempt at this workflow that one thing set off. */
  readonly group: string;
  readonly workflow: string;
  /** The file that says what it does, as far as the system tells. */
  readonly path: string | undefined;
  /** From 1; of systems that do not count, 1. */
  readonly attempt: number;
  /** The system's word for what set it off: `push`, `pull_request`. */
  readonly event: string | undefined;
  /** It is of a commit of another repository. */
  readonly fork: boolean;
  readonly branch: string | undefined;
  readonly commit: string | undefined;
  readonly state: CiState;
  readonly createdAt: number;
  readonly finishedAt: number | undefined;
  readonly url: string | undefined;
}

export interface CiJob {
  readonly place: RunPlace;
  readonly id: string;
  /** The id of its run. */
  readonly run: string;
  readonly name: string;
  readonly state: CiState;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly url: string | undefined;
}

export interface CiStep {
  readonly name: string;
  /** Unique within its job. */
  readonly number: number;
  /** Which machine of a job that runs on several, from 0. */
  readonly machine: number;
  readonly state: CiState;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
}

export interface CiArtifact {
  readonly place: RunPlace;
  readonly run: string;
  /** The job that made it, where the system tells. */
  readonly job: string | undefined;
  /** With forward slashes. Not to be trusted as a path. */
  readonly name: string;
  /** Undefined when the system does not tell. */
  readonly bytes: number | undefined;
  /** What the source needs to fetch it. */
  readonly key: string;
}

export interface RunQuery {
  /** The whole id. */
  readonly commit?: string | undefined;
  readonly branch?: string | undefined;
  /** As many at most. */
  readonly limit: number;
}

/** What a log consists of, in order: where a step begins, and what it printed, in pieces that may end anywhere. */
export type LogPiece =
  | { readonly kind: 'step'; readonly step: CiStep }
  | { readonly kind: 'text'; readonly text: string };

export interface LogRequest {
  /** `failed`: only steps that ended badly; all of them when none did. */
  readonly steps: 'failed' | 'all';
  /** Goes on until the job is finished. */
  readonly follow: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Is waited for, so that a large log never gathers in memory. */
  write(piece: LogPiece): void | Promise<void>;
}

/** The bytes of a file, in order; is waited for. */
export type ByteSink = (chunk: Uint8Array) => void | Promise<void>;

/**
 * Port: something that has run workflows and can be asked about them.
 *
 * Contract, checked for every implementation by `run-source.contract.ts`:
 * - `list` gives the newest first, at most `limit`, and nothing that the query does not name.
 * - What is there is answered, what is not is a refusal of kind `missing`; a refusal never has the token in it.
 * - A log is given once, in order, whatever connections break off on the way.
 * - `rerun` and `cancel` are sent once: they are not repeated when it is unknown whether they were heard. Absent where there is no such thing.
 */
export interface RunSource {
  readonly place: RunPlace;
  /** For people: `GitHub Actions`. */
  readonly title: string;
  list(query: RunQuery): Promise<readonly CiRun[]>;
  run(id: string): Promise<CiRun>;
  /** Of the newest attempt. */
  jobs(run: CiRun): Promise<readonly CiJob[]>;
  steps(job: CiJob): Promise<readonly CiStep[]>;
  log(job: CiJob, request: LogRequest): Promise<void>;
  artifacts(run: CiRun): Promise<readonly CiArtifact[]>;
  download(artifact: CiArtifact, sink: ByteSink): Promise<void>;
  /** The id of the run that this makes, which may be the same. */
  rerun?(run: CiRun, options: { readonly failed: boolean }): Promise<string>;
  cancel?(run: CiRun): Promise<void>;
}

/**
 * Why a source did not do what it was asked for: `token` is wrong or has run out; `permission` is not the token's; what is asked is not set up
 * there (`disabled`); `missing`: it is not there, or not to be seen; `invalid`: what was sent is wrong; `limit`: too many requests;
 * `unreachable`: no answer, or one that makes no sense.
 */
export type SourceRefusalKind =
  | 'token'
  | 'permission'
  | 'disabled'
  | 'missing'
  | 'invalid'
  | 'limit'
  | 'unreachable';

/** What every refusal of a system has: an error that is a sentence for people, and what to do. */
export interface SourceRefusal extends Error {
  readonly kind: SourceRefusalKind;
  readonly status: number | undefined;
  readonly fix: string | undefined;
}

export function isSourceRefusal(error: unknown): error is SourceRefusal {
  return error instanceof Error && 'kind' in error && 'fix' in error && 'status' in error;
}
