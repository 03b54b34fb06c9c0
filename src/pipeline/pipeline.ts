import type {
  Arch,
  CapabilityConfig,
  Category,
  CoverageConfig,
  FindingsConfig,
  MatrixReference,
  Os,
  OwnershipException,
  PlatformName,
  ReleaseConfig,
  SecretConfig,
  ServiceConfig,
  ShellName,
  SystemName,
  Toolchain,
  When,
} from './config.ts';
import type { HooksConfig } from './hooks-config.ts';
import type { NotifyConfig } from './notify-config.ts';
import type { TriggerConfig } from './trigger-config.ts';

/**
 * The declared pipeline: what `config.ts` lets a user write, with every shorthand spelled out and every default filled in,
 * but nothing expanded. Lists keep the order of the definition. `plan/` makes it executable.
 */
export interface Pipeline {
  readonly project: string;
  readonly jobs: readonly Job[];
  readonly workflows: readonly Workflow[];
  /** Undefined when there are no workflows: then all jobs are run. */
  readonly defaultWorkflow: WorkflowName | undefined;
  /** For every job, unless its workflow or the job itself says otherwise. */
  readonly env: readonly EnvEntry[];
  readonly secrets: readonly Secret[];
  readonly exceptions: readonly OwnershipException[];
  readonly documents: Documents;
  readonly coverage: CoverageConfig;
  readonly findings: FindingsConfig;
  /** Undefined when nothing is said about them. */
  readonly hooks: HooksConfig | undefined;
  readonly release: ReleaseConfig;
  readonly notify: NotifyConfig;
  readonly github: Readonly<Record<string, unknown>>;
  readonly circleci: Readonly<Record<string, unknown>>;
}

/** Where the pipeline is told of. */
export interface Documents {
  /** `owner/name` on GitHub. */
  readonly repository: string | undefined;
  /** Globs of Markdown files. */
  readonly files: readonly string[];
  /** Path of the Makefile that gets targets; undefined for none. */
  readonly makefile: string | undefined;
}

export type JobName = string & { readonly brand: 'JobName' };
export type WorkflowName = string & { readonly brand: 'WorkflowName' };
export type Milliseconds = number;

export interface Platform {
  readonly os: Os;
  /** Undefined: any architecture will do. */
  readonly arch: Arch | undefined;
}

export type EnvEntry =
  | { readonly name: string; readonly kind: 'text'; readonly text: string }
  | { readonly name: string; readonly kind: 'matrix'; readonly axis: string }
  | { readonly name: string; readonly kind: 'value'; readonly job: JobName; readonly value: string }
  | { readonly name: string; readonly kind: 'input'; readonly input: string }
  | { readonly name: string; readonly kind: 'tag' };

export interface Step {
  readonly name: string;
  readonly run: string;
  readonly shell: ShellName;
  /** Relative to the folder of the definition, with forward slashes; `.` for that folder itself. */
  readonly cwd: string;
  readonly env: readonly EnvEntry[];
  /** Of those of its job; absent: all. */
  readonly secrets?: readonly string[];
  readonly when: When;
  readonly timeout: Milliseconds | undefined;
  readonly platforms: readonly Platform[] | undefined;
}

export interface Need {
  readonly job: JobName;
  readonly platform: 'same' | 'all' | PlatformName;
  /** Undefined: every artifact of that job. */
  readonly artifacts: readonly string[] | undefined;
}

export type MatrixCell = Readonly<Record<string, string>>;

export interface Matrix {
  readonly axes: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly include: readonly MatrixCell[];
  readonly exclude: readonly MatrixCell[];
}

export interface Artifact {
  readonly name: string;
  readonly paths: readonly string[];
  readonly retention: Milliseconds | undefined;
  readonly ifMissing: 'error' | 'ignore';
}

export type ReportKind = 'tests' | 'coverage' | 'benchmarks' | 'findings';

export interface ReportFile {
  readonly kind: ReportKind;
  readonly path: string;
}

export interface Job {
  readonly name: JobName;
  readonly title: string;
  readonly category: Category;
  readonly steps: readonly Step[];
  readonly fix: readonly Step[];
  readonly needs: readonly Need[];
  readonly matrix: Matrix | undefined;
  readonly platforms: readonly Platform[] | undefined;
  readonly requires: readonly CapabilityConfig[];
  readonly wants: readonly CapabilityConfig[];
  readonly toolchains: readonly Toolchain[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly values: readonly string[];
  readonly reports: readonly ReportFile[];
  readonly artifacts: readonly Artifact[];
  readonly env: readonly EnvEntry[];
  readonly inheritEnv: boolean;
  readonly passEnv: readonly string[];
  readonly tty: boolean;
  readonly secrets: readonly string[];
  readonly timeout: Milliseconds;
  readonly idleTimeout: Milliseconds;
  readonly retries: number;
  readonly allowFailure: boolean;
  readonly locks: readonly string[];
  readonly shards: number;
  readonly when: When;
  readonly budget: Milliseconds | undefined;
  readonly runner: {
    readonly image: string | MatrixReference | undefined;
    readonly size: string | undefined;
    readonly dockerLayerCaching: boolean;
  };
  /** GitHub environment that guards the job. */
  readonly environment: string | undefined;
  /** A person has to say yes before it starts. */
  readonly approval: boolean;
  /** What its token may do beside reading the code. */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly container: string | undefined;
  readonly services: readonly (ServiceConfig & { readonly name: string })[];
  readonly github: Readonly<Record<string, unknown>>;
  readonly circleci: Readonly<Record<string, unknown>>;
}

export type Trigger = TriggerConfig;

export interface Workflow {
  readonly name: WorkflowName;
  readonly title: string;
  /** Names as written; `undefined` for all. */
  readonly jobs: readonly JobName[] | undefined;
  readonly platforms: readonly Platform[];
  readonly owners: readonly { readonly os: Os; readonly system: SystemName }[];
  readonly on: readonly Trigger[];
  readonly budget: Milliseconds | undefined;
  readonly overBudget: 'warn' | 'fail';
  readonly env: readonly EnvEntry[];
  readonly failFast: boolean;
}

export interface Secret {
  readonly name: string;
  readonly policy: SecretConfig;
}

/** `linux`, or `linux/arm64`. */
export function formatPlatform(platform: Platform): PlatformName {
  return platform.arch === undefined ? platform.os : `${platform.os}/${platform.arch}`;
}

export function parsePlatform(name: PlatformName): Platform {
  const [os, arch] = name.split('/') as [Os, Arch | undefined];
  return { os, arch };
}
