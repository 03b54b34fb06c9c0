/** What can begin, last, and be over. */
export type CauseKind =
  | 'workflow-failed'
  | 'release-stuck'
  | 'benchmark-regressed'
  | 'secret-old'
  | 'budget-exceeded';

export const CAUSE_KINDS: readonly CauseKind[] = [
  'workflow-failed',
  'release-stuck',
  'benchmark-regressed',
  'secret-old',
  'budget-exceeded',
];

/** A web page with what it is called. */
export interface Link {
  readonly text: string;
  /** http or https. */
  readonly url: string;
}

/**
 * Something that people are told of: a cause that is there (`firing`), or is no longer (`resolved`). Plain data, as `lockstep notify send --events` reads
 * it. All texts are from outside: each medium escapes them its own way.
 */
export interface NotifyEvent {
  readonly kind: CauseKind;
  readonly status: 'firing' | 'resolved';
  readonly project: string;
  /** What it is about: the name of a workflow, a benchmark, a secret, a version with its channel. */
  readonly subject: string;
  readonly branch?: string;
  /** The workflow it happened in. */
  readonly workflow?: string;
  /** All of it, in hexadecimal. */
  readonly commit?: string;
  readonly pullRequest?: number;
  /**
   * What tells one time that it happened from another, such as a run's id: the same occurrence is told once, however often it is sent. The commit
   * unless there is one; without either each is another.
   */
  readonly occurrence?: string;
  /** One sentence, with the numbers that decide. */
  readonly summary: string;
  /** Lines of a log, say. */
  readonly details?: string;
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
  readonly links?: readonly Link[];
}
