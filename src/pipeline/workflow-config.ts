import type { Os, PlatformName } from './platform-config.ts';
import type { TriggerConfig } from './trigger-config.ts';
import type { Duration, EnvValue } from './value-config.ts';

/** The CI systems a workflow can belong to. */
export type SystemName = 'github' | 'circleci';

export interface WorkflowConfig {
  /** Shown in the CI systems; the workflow's key when absent. */
  readonly title?: string;
  /** Names of jobs, or `*` for all. What they need comes along. */
  readonly jobs: '*' | readonly string[];
  /** Platforms of the jobs that do not name their own; `linux` unless said. */
  readonly platforms?: readonly PlatformName[];
  /** The one system that runs this workflow, or one per operating system. */
  readonly owner?: SystemName | Readonly<Partial<Record<Os, SystemName>>>;
  /** What starts it: `push('main')`, `pullRequest()`, `tag('v*')`, `schedule('0 3 * * *')`. Without any it runs only by hand. */
  readonly on?: readonly TriggerConfig[];
  /** How long the whole workflow may take; summaries and `lockstep report budgets` compare. */
  readonly budget?: Duration;
  /** What it is when the last runs were over the budget: a warning, or a check that fails; `warn` unless said. */
  readonly overBudget?: 'warn' | 'fail';
  /** Variables of all its jobs; a job's own go before them. */
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** Stop what still runs when a job fails; go on unless said. */
  readonly failFast?: boolean;
}

/**
 * Something that runs twice on purpose. Without it, two owners of the same check on the same platform for the same event are an
 * error; with it, they are shown as an exception wherever the matrix is shown.
 */
export interface OwnershipException {
  /** The jobs it is about, or `*` for all. */
  readonly jobs: '*' | readonly string[];
  readonly platform: PlatformName;
  /** The kind of event. */
  readonly on: TriggerConfig['kind'];
  /** Only for this branch or tag; every one of that kind unless said. */
  readonly ref?: string;
  /** Why it is worth its time. */
  readonly reason: string;
}
