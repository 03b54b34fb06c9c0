import type { LegId, Plan } from '../plan/plan.ts';
import type { Clock } from '../platform/clock.ts';
import type { Files } from '../platform/files.ts';
import type { RunEvent, RunId } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import type { Capabilities } from './capabilities.ts';
import type { FindFiles } from './collect-files.ts';
import type { Executor } from './executor.ts';
import type { Environment, EnvironmentSources } from './job-environment.ts';
import type { Masker } from './masking/masker.ts';
import type { RunStore } from './run-store.ts';

/** What is needed to know what a leg depends on, without running it. */
export type LookupContext = Pick<RunContext, 'plan' | 'sources' | 'workspace' | 'values' | 'files' | 'store'>;

/** What the legs of one run share. */
export interface RunContext {
  readonly runId: RunId;
  readonly plan: Plan;
  readonly store: RunStore;
  readonly files: Files;
  readonly clock: Clock;
  readonly executor: Executor;
  readonly capabilities: Capabilities;
  readonly masker: Masker;
  readonly find: FindFiles;
  readonly sources: EnvironmentSources;
  /** Absolute path of the checkout the steps run in. */
  readonly workspace: string;
  /** Values that legs have handed on, by leg. */
  readonly values: Map<LegId, Readonly<Record<string, string>>>;
  /** A path in a tool's output as a file of the workspace, relative with forward slashes; undefined when it is none. */
  readonly relativeFile: (path: string) => string | undefined;
  /** What a setup leg depends on, as text; see setup-freshness.ts. */
  readonly toolIdentity: (tool: string) => string;
  /** The version a tool tells when it is looked for on that environment's PATH; undefined when it is not there or does not tell. */
  readonly toolVersion: (tool: string, env: Environment) => Promise<string | undefined>;
  /** What a leg's processes get as `TRACEPARENT`, when the run is traced. */
  readonly traceparent?: (leg: LegId) => string;
  /** Milliseconds from the request to end until it is enforced. */
  readonly grace: number;
  /** Services are up already, says the user. */
  readonly assumeServices: boolean;
  /** Install toolchains even when nothing has changed. */
  readonly forceSetup: boolean;
  /** The earlier part of this run, when it is resumed. */
  readonly earlier: RunState | undefined;
  emit(event: RunEvent): void;
}
