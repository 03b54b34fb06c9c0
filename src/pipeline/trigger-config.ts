/** What a workflow waits for, as a user writes it. `triggers.ts` has the functions that make these. */

/** Branch names, globs (`release/*`) or regular expressions between slashes (`/^v\d+$/`, RE2 syntax). */
export type Pattern = string;

export interface PushTrigger {
  readonly kind: 'push';
  readonly branches: readonly Pattern[];
  readonly ignoreBranches?: readonly Pattern[];
  /** Only when a changed file matches one of these globs. */
  readonly paths?: readonly string[];
}

export interface PullRequestTrigger {
  readonly kind: 'pull_request';
  /** Branches the pull request wants to go to; every branch when absent. */
  readonly branches?: readonly Pattern[];
  readonly paths?: readonly string[];
}

export interface TagTrigger {
  readonly kind: 'tag';
  readonly tags: readonly Pattern[];
}

export interface ReleaseTrigger {
  readonly kind: 'release';
  /** Only releases of tags like these. */
  readonly tags?: readonly Pattern[];
}

export interface InputConfig {
  readonly type?: 'string' | 'boolean' | 'number' | 'choice';
  readonly description?: string;
  readonly required?: boolean;
  readonly default?: string | number | boolean;
  readonly options?: readonly string[];
}

export interface ManualTrigger {
  readonly kind: 'manual';
  readonly inputs?: Readonly<Record<string, InputConfig>>;
}

export interface ScheduleTrigger {
  readonly kind: 'schedule';
  /** Five fields, UTC: minute, hour, day of month, month, day of week. */
  readonly cron: string;
  readonly branch?: string;
}

export type TriggerConfig =
  | PushTrigger
  | PullRequestTrigger
  | TagTrigger
  | ReleaseTrigger
  | ManualTrigger
  | ScheduleTrigger;
