import type { CoverageConfig, FindingsConfig } from './demands-config.ts';
import type { DocumentsConfig } from './documents-config.ts';
import type { HooksConfig } from './hooks-config.ts';
import type { NotifyConfig } from './notify-config.ts';
import type { PlatformName } from './platform-config.ts';
import type { ReleaseConfig } from './release-config.ts';
import type { Toolchain } from './toolchain-config.ts';
import type { Duration, EnvValue, MatrixReference } from './value-config.ts';
import type { OwnershipException, WorkflowConfig } from './workflow-config.ts';

export type { CoverageConfig, FindingsConfig } from './demands-config.ts';
export type { DocumentsConfig } from './documents-config.ts';
export type * from './notify-config.ts';
export type { Arch, Os, PlatformName } from './platform-config.ts';
export type * from './release-build-config.ts';
export type * from './release-config.ts';
export type { Toolchain } from './toolchain-config.ts';
export type {
  Duration,
  EnvValue,
  InputReference,
  MatrixReference,
  TagReference,
  ValueReference,
} from './value-config.ts';
export type { OwnershipException, SystemName, WorkflowConfig } from './workflow-config.ts';

/**
 * What a user writes. These interfaces are the reference of the format: editors show them, and the descriptions in
 * `schema/lockstep.schema.json` are taken from them.
 */

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

export interface StepConfig {
  /** Shown on the screen; the command itself when absent. */
  readonly name?: string;
  /** Shell text, or several that run one after another in one shell. */
  readonly run: string | readonly string[];
  /** The shell that reads `run`; `bash` (with `-eo pipefail`) unless said. */
  readonly shell?: ShellName;
  /** Directory relative to the folder of the definition. */
  readonly cwd?: string;
  /** Variables of this step; they go before those of the job. */
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** Of the secrets of the job those that this step sees; all of them unless said, none with `[]`. */
  readonly secrets?: readonly string[];
  /** `on_success` (default): all earlier steps passed. `on_failure`: one failed. `always`: in any case. */
  readonly when?: When;
  /** The longest this step may take. */
  readonly timeout?: Duration;
  /** Only on these platforms; skipped visibly elsewhere. */
  readonly platforms?: readonly PlatformName[];
}

/** A job that must be done first. A name alone means the leg on the same platform. */
export interface NeedConfig {
  /** Name of the job that must be done first. */
  readonly job: string;
  /** `same` (default): the leg on this leg's platform. `all`: every leg. Or one platform by name. */
  readonly platform?: 'same' | 'all' | PlatformName;
  /** Names of the artifacts to hand on; all of them unless said. */
  readonly artifacts?: readonly string[];
}

/** Axes with their values. `include` adds combinations or properties to them, `exclude` takes combinations away. */
export interface MatrixConfig {
  /** Combinations to add, or properties to add to those that match. */
  readonly include?: readonly Readonly<Record<string, string | number | boolean>>[];
  /** Combinations to leave out. */
  readonly exclude?: readonly Readonly<Record<string, string | number | boolean>>[];
  readonly [axis: string]:
    | readonly (string | number | boolean)[]
    | readonly Readonly<Record<string, string | number | boolean>>[]
    | undefined;
}

/** A program that must be there, optionally in a range of versions. */
export interface ToolCapability {
  /** The program's name, as it stands on PATH. */
  readonly tool: string;
  /** A semver range, compared with what `<tool> --version` prints. */
  readonly version?: string;
}

/** Something a machine has or has not. */
export type CapabilityConfig = 'docker' | 'display' | 'network' | ToolCapability;

export interface ArtifactConfig {
  /** Shown by the CI system; the artifact's key when absent. */
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
  /** Globs of test results, such as JUnit XML. */
  readonly tests?: string | readonly string[];
  /** Globs of coverage reports, such as Cobertura XML or LCOV. */
  readonly coverage?: string | readonly string[];
  /** Globs of benchmark results. */
  readonly benchmarks?: string | readonly string[];
  /** Globs of what scanners found, such as SARIF. */
  readonly findings?: string | readonly string[];
}

export interface ServiceConfig {
  /** Container image: `postgres:17`. */
  readonly image: string;
  /** Variables the service is started with. */
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
  /** Layers of images that docker builds are kept for the next run. CircleCI charges for it. */
  readonly dockerLayerCaching?: boolean;
}

export interface JobConfig {
  /** Shown on the screen and in the CI systems; the job's key when absent. */
  readonly title?: string;
  /** What kind of check this is; told from the job's name when absent. */
  readonly category?: Category;
  /** Shell text, or several steps' text, each a step of its own. Use `steps` for more control. */
  readonly run?: string | readonly string[];
  /** Commands one after another: a text, or an object for more control. In place of `run`. */
  readonly steps?: readonly (string | StepConfig)[];
  /** Shell text that mends what this job complains of: `lockstep fix` runs it. */
  readonly fix?: string | readonly string[];
  /** Jobs that must be done first: a name for the leg on the same platform, or an object to say which. */
  readonly needs?: readonly (string | NeedConfig)[];
  /** Runs the job once for each combination of the axes' values. */
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
  /** Files that tools write about this job; they become checks and summaries. */
  readonly reports?: ReportsConfig;
  /** What is kept of this job, by name: globs, or an object for more control. */
  readonly artifacts?: Readonly<Record<string, string | readonly string[] | ArtifactConfig>>;
  /** Variables of every step. `matrix('axis')` and `value('job', 'name')` stand for what is known only when it runs. */
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** `true` (default): the environment lockstep was started in is passed on. `false`: only what is declared. */
  readonly inheritEnv?: boolean;
  /** Names of variables that are passed on all the same: a job with `inputs` sees no others, and runs again when one of these changes. */
  readonly passEnv?: readonly string[];
  /** `true`: the steps get a terminal, for tools that print nothing without one; not on Windows. Unless asked they get pipes. */
  readonly tty?: boolean;
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
  /** `on_success` (default): all needs passed. `on_failure`: one failed. `always`: in any case. */
  readonly when?: When;
  /** The shell of steps that do not say theirs; `bash` unless said. */
  readonly shell?: ShellName;
  /** Directory of steps that do not say theirs, relative to the folder of the definition. */
  readonly cwd?: string;
  /** How long it should take at most; the summary compares, and nothing fails. */
  readonly budget?: Duration;
  /** The machine to ask the CI system for, where the default of the platform will not do. */
  readonly runner?: RunnerConfig;
  /** The environment of GitHub Actions that guards this job: its secrets, reviewers and wait. */
  readonly environment?: string;
  /** A person has to say yes in the CI system before it starts: on GitHub a reviewer of its environment. */
  readonly approval?: boolean;
  /** What the job's token may do on GitHub beside reading the code: `{ 'security-events': 'write' }`. */
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
  /** Container image the job runs in, in the CI systems. */
  readonly container?: string;
  /** Containers that run beside the job: an image, or an object for more control. */
  readonly services?: Readonly<Record<string, string | ServiceConfig>>;
  /** Merged into the job that is emitted for GitHub Actions. */
  readonly github?: Readonly<Record<string, unknown>>;
  /** Merged into the job that is emitted for CircleCI. */
  readonly circleci?: Readonly<Record<string, unknown>>;
}

export interface SecretConfig {
  /** What it is for, and where a new one comes from. */
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
  /** The longest a whole job may take, per attempt. */
  readonly timeout?: Duration;
  /** The longest a job may print nothing. */
  readonly idleTimeout?: Duration;
  /** How many more times a failed job is tried. */
  readonly retries?: number;
  /** The shell of steps that do not say theirs. */
  readonly shell?: ShellName;
  /** Whether the environment lockstep was started in is passed on. */
  readonly inheritEnv?: boolean;
}

export interface PipelineConfig {
  /** For editors: where the JSON Schema is. */
  readonly $schema?: string;
  /** The project's name. */
  readonly project: string;
  /** What every job's tools are, unless a job says otherwise. Made by `python()`, `node()`, `go()`, `rust()`, `plain()` or `lockstep()`. */
  readonly toolchain?: Toolchain | readonly Toolchain[];
  /** The jobs by name. A text alone is a job with that one command. */
  readonly jobs: Readonly<Record<string, string | JobConfig>>;
  /** Which jobs run when, where, and by which CI system. The first is the default. */
  readonly workflows?: Readonly<Record<string, WorkflowConfig>>;
  /** What `lockstep run` runs; the first workflow unless said. */
  readonly defaultWorkflow?: string;
  /** Variables of every job; a job's own go before them. */
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** Every secret a job may ask for, by name. */
  readonly secrets?: readonly string[] | Readonly<Record<string, SecretConfig>>;
  /** Values for jobs that do not say their own. */
  readonly defaults?: DefaultsConfig;
  /** What runs twice on purpose, and why. */
  readonly exceptions?: readonly OwnershipException[];
  /** Documents that tell of the pipeline: marked sections of Markdown files, and targets of a Makefile. */
  readonly documents?: DocumentsConfig;
  /** What coverage must reach; less of it is a check that fails. */
  readonly coverage?: CoverageConfig;
  /** What findings of scanners come to. */
  readonly findings?: FindingsConfig;
  /** What is checked before a commit is made, and before it is pushed. */
  readonly hooks?: HooksConfig;
  /** How a tag becomes a release. */
  readonly release?: ReleaseConfig;
  /** Who is told of what. */
  readonly notify?: NotifyConfig;
  /** Merged into what is emitted for GitHub Actions. */
  readonly github?: Readonly<Record<string, unknown>>;
  /** Merged into what is emitted for CircleCI. */
  readonly circleci?: Readonly<Record<string, unknown>>;
}
