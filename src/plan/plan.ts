import type {
  CapabilityConfig,
  Category,
  ServiceConfig,
  ShellName,
  SystemName,
  Toolchain,
  When,
} from '../pipeline/config.ts';
import type {
  Artifact,
  JobName,
  Milliseconds,
  Platform,
  ReportFile,
  WorkflowName,
} from '../pipeline/pipeline.ts';
import type { PipelineEvent } from './event.ts';

/**
 * The executable form of a workflow for one event: no matrix, no defaults, edges by id. Plain data: it can be written as JSON,
 * compared, drawn, run here (`execution/`) or emitted (`providers/`).
 */
export interface Plan {
  readonly version: 1;
  readonly project: string;
  /** Undefined when single jobs were asked for, or nothing but jobs is defined. */
  readonly workflow: WorkflowName | undefined;
  readonly event: PipelineEvent;
  /** In an order in which every job comes after those it needs. */
  readonly jobs: readonly PlannedJob[];
  /** What the selection names and this plan leaves out. */
  readonly skipped: readonly SkippedJob[];
  readonly budget: Milliseconds | undefined;
  readonly failFast: boolean;
}

/** A leg: `unit@linux`, `unit@linux(python=3.12)`, `unit@linux#2of4`. Unique within a plan. */
export type LegId = string & { readonly brand: 'LegId' };

export interface PlannedJob {
  readonly id: LegId;
  readonly job: JobName;
  /** For people: the job's title with its matrix values and shard. */
  readonly title: string;
  readonly category: Category | 'setup';
  readonly platform: Platform;
  /** The job itself names its platforms, so no other platform will do. */
  readonly confined: boolean;
  /** The platform the workflow wanted, when this leg was moved to the machine at hand. */
  readonly standsInFor: Platform | undefined;
  /** The system that runs this leg when the event happens there; undefined when no workflow owns it. */
  readonly owner: SystemName | undefined;
  readonly matrix: Readonly<Record<string, string>>;
  readonly shard: { readonly index: number; readonly total: number } | undefined;
  readonly needs: readonly PlannedNeed[];
  /** Needs that make files and are not part of the plan: what they made earlier is there all the same. */
  readonly leftOut?: readonly { readonly id: LegId; readonly outputs: readonly string[] }[];
  readonly when: When;
  readonly steps: readonly PlannedStep[];
  readonly env: readonly PlannedEnvEntry[];
  readonly inheritEnv: boolean;
  readonly passEnv: readonly string[];
  /** The steps run in a terminal of their own. */
  readonly tty: boolean;
  readonly secrets: readonly string[];
  readonly toolchains: readonly PlannedToolchain[];
  readonly requires: readonly CapabilityConfig[];
  readonly wants: readonly CapabilityConfig[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly values: readonly string[];
  readonly reports: readonly ReportFile[];
  readonly artifacts: readonly Artifact[];
  readonly timeout: Milliseconds;
  readonly idleTimeout: Milliseconds;
  readonly retries: number;
  readonly allowFailure: boolean;
  readonly locks: readonly string[];
  readonly budget: Milliseconds | undefined;
  readonly runner: {
    readonly image: string | undefined;
    readonly size: string | undefined;
    readonly dockerLayerCaching: boolean;
  };
  readonly environment: string | undefined;
  readonly approval: boolean;
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly container: string | undefined;
  readonly services: readonly (ServiceConfig & { readonly name: string })[];
}

export interface PlannedNeed {
  readonly id: LegId;
  /** Names of artifacts handed on. */
  readonly artifacts: readonly string[];
}

export type PlannedEnvEntry =
  | { readonly name: string; readonly kind: 'text'; readonly text: string }
  /** Known only when the leg named here has run. */
  | { readonly name: string; readonly kind: 'value'; readonly leg: LegId; readonly value: string }
  /** What was filled in by hand, or the default. */
  | { readonly name: string; readonly kind: 'input'; readonly input: string; readonly default: string }
  /** The tag of the event; empty when it has none. */
  | { readonly name: string; readonly kind: 'tag' };

export interface PlannedStep {
  readonly name: string;
  readonly run: string;
  readonly shell: ShellName;
  readonly cwd: string;
  readonly env: readonly PlannedEnvEntry[];
  /** Of those of its leg; absent: all. */
  readonly secrets?: readonly string[];
  readonly when: When;
  readonly timeout: Milliseconds | undefined;
}

/** A toolchain whose version is settled. */
export type PlannedToolchain = Omit<Toolchain, 'version'> & { readonly version?: string };

/** A leg or job that was selected and will not run anywhere in this plan. */
export interface SkippedJob {
  readonly id: string;
  readonly job: JobName;
  readonly reason: string;
}
