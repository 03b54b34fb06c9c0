/** A length of time with its unit: `250ms`, `90s`, `5m`, `1h30m`, `14d`. */
export type Duration = string;

/** The value of a matrix axis for the leg at hand. Made by `matrix('python')`. */
export interface MatrixReference {
  /** Name of the axis. */
  readonly matrix: string;
}

/** A small value that another job handed on. Made by `value('build', 'version')`. */
export interface ValueReference {
  /** The job that wrote it; it must be among the needs. */
  readonly job: string;
  /** Its name in that job's `values`. */
  readonly value: string;
}

/** What somebody filled in who started the workflow by hand; its default otherwise. Made by `input('version')`. */
export interface InputReference {
  /** Name of the input, in the manual trigger of the job's workflow. */
  readonly input: string;
}

/** The tag that was pushed or released; empty for every other event. Made by `tagName()`. */
export interface TagReference {
  /** What of the event is meant: its tag. */
  readonly event: 'tag';
}

/** An environment variable's value. Numbers and booleans are written as text. */
export type EnvValue =
  | string
  | number
  | boolean
  | MatrixReference
  | ValueReference
  | InputReference
  | TagReference;
