import type { TriggerConfig } from './trigger-config.ts';

/**
 * What a user writes. These interfaces are the reference of the format: editors show them, and the descriptions in
 * `schema/lockstep.schema.json` are taken from them.
 */

/** A length of time with its unit: `250ms`, `90s`, `5m`, `1h30m`, `14d`. */
export type Duration = string;

/** Operating systems a job can run on. */
export type Os = 'linux' | 'macos' | 'windows';

export type Arch = 'x64' | 'arm64';

/** An operating system, with an architecture where it matters: `linux`, `windows`, `linux/arm64`. */
export type PlatformName = Os | `${Os}/${Arch}`;

/** The CI systems a workflow can belong to. */
export type SystemName = 'github' | 'circleci';

/** What kind of check a job is. The test execution matrix has a row for each. */
export type Category =
  | 'lint'
  | 'types'
  | 'unit'
  | 'integration'
  | 'regression'
  | 'e2e'
  | 'platform'
  | 'benchmark'
  | 'docker'
  | 'build'
  | 'security'
  | 'release';

export type ShellName = 'bash' | 'sh' | 'pwsh' | 'powershell' | 'cmd';

/** When a step or job runs, given what came before it. */
export type When = 'on_success' | 'on_failure' | 'always';

/** The value of a matrix axis for the leg at hand. Made by `matrix('python')`. */
export interface MatrixReference {
  readonly matrix: string;
}

/** A small value that another job handed on. Made by `value('build', 'version')`. */
export interface ValueReference {
  readonly job: string;
  readonly value: string;
}

/** An environment variable's value. Numbers and booleans are written as text. */
export type EnvValue = string | number | boolean | MatrixReference | ValueReference;

export interface StepConfig {
  /** Shown on the screen; the command itself when absent. */
  readonly name?: string;
  /** Shell text, or several that run one after another in one shell. */
  readonly run: string | readonly string[];
  /** The shell that reads `run`; `bash` (with `-eo pipefail`) unless said. */
  readonly shell?: ShellName;
  /** Directory relative to the repository's root. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** `on_success` (default): all earlier steps passed. `on_failure`: one failed. `always`: in any case. */
  readonly when?: When;
  /** The longest this step may take. */
  readonly timeout?: Duration;
  /** Only on these platforms; skipped visibly elsewhere. */
  readonly platforms?: readonly PlatformName[];
}

/** A job that must be done first. A name alone means the leg on the same platform. */
export interface NeedConfig {
  readonly job: string;
  /** `same` (default): the leg on this leg's platform. `all`: every leg. Or one platform by name. */
  readonly platform?: 'same' | 'all' | PlatformName;
  /** Names of the artifacts to hand on; all of them unless said. */
  readonly artifacts?: readonly string[];
}

/** Axes with their values. `include` adds combinations or properties to them, `exclude` takes combinations away. */
export interface MatrixConfig {
  readonly include?: readonly Readonly<Record<string, string | number | boolean>>[];
  readonly exclude?: readonly Readonly<Record<string, string | number | boolean>>[];
  readonly [axis: string]:
    | readonly (string | number | boolean)[]
    | readonly Readonly<Record<string, string | number | boolean>>[]
    | undefined;
}

/** A program that must be there, optionally in a range of versions. */
export interface ToolCapability {
  readonly tool: string;
  /** A semver range, compared with what `<tool> --version` prints. */
  readonly version?: string;
}

/** Something a machine has or has not. */
export type CapabilityConfig = 'docker' | 'display' | 'network' | ToolCapability;

/** How a language's tools come to be on a machine. `python()`, `node()`, `go()` and `rust()` make these; so can you. */
export interface Toolchain {
  /** Decides the setup steps that a CI system offers natively. */
  readonly name: 'python' | 'node' | 'go' | 'rust' | 'plain';
  /** Version wanted, as the CI systems' setup steps take it: `3.12`, `22`, `1.26`, `stable`. */
  readonly version?: string | MatrixReference;
  /**
   * Shell text that runs in front of `install` on a developer's machine only, such as what makes a virtual environment.
   * CI systems bring their own clean machine and leave it out.
   */
  readonly prepare?: string;
  /** Shell text that installs dependencies. Runs again when a lock file, this text or the tool's version changes. */
  readonly install?: string;
  /** Files whose content decides whether `install` must run again. */
  readonly lockFiles?: readonly string[];
  /** Directories a CI system keeps between runs. */
  readonly cache?: readonly string[];
  /** What `install` must have made; when one of these is missing it runs again. */
  readonly provides?: readonly string[];
  /** Directories put in front of PATH for every job that uses this toolchain, per operating system. */
  readonly path?: Readonly<Partial<Record<Os, readonly string[]>>>;
  /** Variables set for every job that uses this toolchain. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ArtifactConfig {
  readonly name?: string;
  /** Globs of the files to keep. */
  readonly paths: string | readonly string[];
  /** How long the CI system keeps it: `7d`, `90d`. */
  readonly retention?: Duration;
  /** What to do when no file matches: `error` (default) or `ignore`. */
  readonly ifMissing?: 'error' | 'ignore';
}

/** Files that tools write about a job, by what they tell. */
export interface ReportsConfig {
  readonly tests?: string | readonly string[];
  readonly coverage?: string | readonly string[];
  readonly benchmarks?: string | readonly string[];
  readonly findings?: string | readonly string[];
}

export interface ServiceConfig {
  readonly image: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `5432` or `5432:5432`. */
  readonly ports?: readonly (string | number)[];
}

/** What a job asks to run on, where the default of its platform will not do. */
export interface RunnerConfig {
  /** The label or image in the CI system: `ubuntu-24.04`, `cimg/python:3.12`. */
  readonly image?: string | MatrixReference;
  /** CircleCI's resource class, or the size of a larger GitHub runner. */
  readonly size?: string;
}

export interface JobConfig {
  /** Shown on the screen and in the CI systems; the job's key when absent. */
  readonly title?: string;
  /** What kind of check this is; told from the job's name when absent. */
  readonly category?: Category;
  /** Shell text, or several steps' text, each a step of its own. Use `steps` for more control. */
  readonly run?: string | readonly string[];
  readonly steps?: readonly (string | StepConfig)[];
  /** Shell text that mends what this job complains of: `lockstep fix` runs it. */
  readonly fix?: string | readonly string[];
  readonly needs?: readonly (string | NeedConfig)[];
  readonly matrix?: MatrixConfig;
  /** Only on these platforms. Without it, on every platform of the workflow. */
  readonly platforms?: readonly PlatformName[];
  /** What the machine must have; without it the job fails. */
  readonly requires?: readonly CapabilityConfig[];
  /** What the machine should have; without it the job is skipped, visibly. */
  readonly wants?: readonly CapabilityConfig[];
  /** In place of the pipeline's toolchain; `false` for none. */
  readonly toolchain?: Toolchain | readonly Toolchain[] | false;
  /** Globs of the files that can change this job's result. */
  readonly inputs?: readonly string[];
  /** Globs of the files this job makes. */
  readonly outputs?: readonly string[];
  /** Names of small values the job writes to the file `$LOCKSTEP_OUTPUT`, for jobs that need it. */
  readonly values?: readonly string[];
  readonly reports?: ReportsConfig;
  readonly artifacts?: Readonly<Record<string, string | readonly string[] | ArtifactConfig>>;
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** `true` (default): the environment lockstep was started in is passed on. `false`: only what is declared. */
  readonly inheritEnv?: boolean;
  /** Names of the secrets this job may see. */
  readonly secrets?: readonly string[];
  /** The longest the whole job may take, per attempt; 30 minutes unless said. */
  readonly timeout?: Duration;
  /** The longest it may print nothing; 90 seconds for tests, 10 minutes for the rest, unless said. */
  readonly idleTimeout?: Duration;
  /** How many more times a failed job is tried. A pass on a retry is `flaky`, not `passed`. */
  readonly retries?: number;
  /** A failure is shown and does not fail the run. */
  readonly allowFailure?: boolean;
  /** Jobs that name the same lock never run at the same time. */
  readonly locks?: readonly string[];
  /** Split over this many legs; each sees `LOCKSTEP_SHARD` (from 1) and `LOCKSTEP_SHARDS`. */
  readonly shards?: number;
  readonly when?: When;
  readonly shell?: ShellName;
  readonly cwd?: string;
  readonly budget?: Duration;
  readonly runner?: RunnerConfig;
  /** Container image the job runs in, in the CI systems. */
  readonly container?: string;
  readonly services?: Readonly<Record<string, string | ServiceConfig>>;
  /** Merged into the job that is emitted for GitHub Actions. */
  readonly github?: Readonly<Record<string, unknown>>;
  /** Merged into the job that is emitted for CircleCI. */
  readonly circleci?: Readonly<Record<string, unknown>>;
}

export interface WorkflowConfig {
  readonly title?: string;
  /** Names of jobs, or `*` for all. What they need comes along. */
  readonly jobs: '*' | readonly string[];
  /** Platforms of the jobs that do not name their own; `linux` unless said. */
  readonly platforms?: readonly PlatformName[];
  /** The one system that runs this workflow, or one per operating system. */
  readonly owner?: SystemName | Readonly<Partial<Record<Os, SystemName>>>;
  readonly on?: readonly TriggerConfig[];
  /** How long the whole workflow may take; the summary compares. */
  readonly budget?: Duration;
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** Stop what still runs when a job fails; go on unless said. */
  readonly failFast?: boolean;
}

export interface SecretConfig {
  readonly description?: string;
  /** How old it may become: `90d`. */
  readonly rotate?: Duration;
  /** CircleCI context that holds it. */
  readonly context?: string;
  /** GitHub environment that holds it. */
  readonly environment?: string;
}

/** Values for jobs that do not say their own. */
export interface DefaultsConfig {
  readonly timeout?: Duration;
  readonly idleTimeout?: Duration;
  readonly retries?: number;
  readonly shell?: ShellName;
  readonly inheritEnv?: boolean;
}

export interface PipelineConfig {
  /** For editors: where the JSON Schema is. */
  readonly $schema?: string;
  /** The project's name. */
  readonly project: string;
  readonly toolchain?: Toolchain | readonly Toolchain[];
  /** The jobs by name. A text alone is a job with that one command. */
  readonly jobs: Readonly<Record<string, string | JobConfig>>;
  readonly workflows?: Readonly<Record<string, WorkflowConfig>>;
  /** What `lockstep run` runs; the first workflow unless said. */
  readonly defaultWorkflow?: string;
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** Every secret a job may ask for, by name. */
  readonly secrets?: readonly string[] | Readonly<Record<string, SecretConfig>>;
  readonly defaults?: DefaultsConfig;
  /** How a tag becomes a release. */
  readonly release?: Readonly<Record<string, unknown>>;
  /** Who is told of what. */
  readonly notify?: Readonly<Record<string, unknown>>;
  /** Merged into what is emitted for GitHub Actions. */
  readonly github?: Readonly<Record<string, unknown>>;
  /** Merged into what is emitted for CircleCI. */
  readonly circleci?: Readonly<Record<string, unknown>>;
}
