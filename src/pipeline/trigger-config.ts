/** What a workflow waits for, as a user writes it. `triggers.ts` has the functions that make these. */

import type { PlatformName } from './platform-config.ts';

/** Branch names, globs (`release/*`) or regular expressions between slashes (`/^v\d+$/`, RE2 syntax). */
export type Pattern = string;

interface TriggerPlatforms {
  /**
   * Only these of the workflow's platforms when this trigger fires: where the other system owns the rest of the event.
   * All of them unless said.
   */
  readonly platforms?: readonly PlatformName[];
}

export interface PushTrigger extends TriggerPlatforms {
  readonly kind: 'push';
  /** Branches whose pushes count: names, globs or regular expressions between slashes. */
  readonly branches: readonly Pattern[];
  /** Of those branches the ones that do not count. */
  readonly ignoreBranches?: readonly Pattern[];
  /** Only when a changed file matches one of these globs. */
  readonly paths?: readonly string[];
}

export interface PullRequestTrigger extends TriggerPlatforms {
  readonly kind: 'pull_request';
  /** Branches the pull request wants to go to; every branch when absent. */
  readonly branches?: readonly Pattern[];
  /** Only when a changed file matches one of these globs. */
  readonly paths?: readonly string[];
}

export interface TagTrigger extends TriggerPlatforms {
  readonly kind: 'tag';
  /** Tags that count: names, globs or regular expressions between slashes. */
  readonly tags: readonly Pattern[];
}

export interface ReleaseTrigger extends TriggerPlatforms {
  readonly kind: 'release';
  /** Only releases of tags like these. */
  readonly tags?: readonly Pattern[];
}

export interface InputConfig {
  /** What can be filled in; `string` unless said. */
  readonly type?: 'string' | 'boolean' | 'number' | 'choice';
  /** The question. */
  readonly description?: string;
  /** Must be filled in. */
  readonly required?: boolean;
  /** What is filled in already. */
  readonly default?: string | number | boolean;
  /** What there is to choose from, for `choice`. */
  readonly options?: readonly string[];
}

export interface ManualTrigger extends TriggerPlatforms {
  readonly kind: 'manual';
  /** What the person who starts it is asked, by name. */
  readonly inputs?: Readonly<Record<string, InputConfig>>;
}

export interface ScheduleTrigger extends TriggerPlatforms {
  readonly kind: 'schedule';
  /** Five fields, UTC: minute, hour, day of month, month, day of week. */
  readonly cron: string;
  /** The branch it runs on; the default branch unless said. */
  readonly branch?: string;
}

export type TriggerConfig =
  | PushTrigger
  | PullRequestTrigger
  | TagTrigger
  | ReleaseTrigger
  | ManualTrigger
  | ScheduleTrigger;
