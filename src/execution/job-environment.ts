import { matrixVariable } from '../pipeline/matrix-variable.ts';
import { legId } from '../plan/legs.ts';
import type { LegId, PlannedEnvEntry, PlannedJob, PlannedStep } from '../plan/plan.ts';
import { delimiter, join } from '../platform/paths.ts';
import { whyNotReusable } from './cache/reusable.ts';

export type Environment = Record<string, string>;

export interface EnvironmentSources {
  /** The environment lockstep was started in. */
  readonly outer: Readonly<Record<string, string | undefined>>;
  /** Every secret the definition declares: a job sees those it names and no others. */
  readonly declaredSecrets: readonly string[];
  readonly workspace: string;
  readonly os: 'linux' | 'macos' | 'windows';
  /** What was filled in by hand, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The tag the run is for. */
  readonly tag: string | undefined;
  /** The lockstep that runs the jobs, for those that call it; undefined where nothing is really run. */
  readonly lockstep?: OwnProgram;
  /** Values other legs handed on. */
  value(leg: LegId, name: string): string | undefined;
}

export interface OwnProgram {
  /** The folder with a program `lockstep` that starts it. */
  readonly folder: string;
  /** The Node.js it runs with. */
  readonly node: string;
  /** Tells it from any other lockstep, of the same version too. */
  readonly build: string;
}

/** What a program needs to find its way on a machine at all; nothing that could change a result. */
const ESSENTIAL = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'],
  // Windows programs do not start without these.
  ...[
    'Path',
    'PATHEXT',
    'SystemRoot',
    'SystemDrive',
    'ComSpec',
    'WINDIR',
    'TEMP',
    'TMP',
    'USERPROFILE',
    'APPDATA',
    'LOCALAPPDATA',
  ],
  ...[
    'ProgramFiles',
    'ProgramFiles(x86)',
    'ProgramData',
    'HOMEDRIVE',
    'HOMEPATH',
    'NUMBER_OF_PROCESSORS',
    'PROCESSOR_ARCHITECTURE',
  ],
];

/**
 * The environment of a job, before its steps add to it. Later ones win: the outer environment (all of it, or the essential part and
 * what the job names; a job whose result may be reused never sees the rest, or it would depend on what nobody looked at),
 * CI=true as both CI systems set it, toolchains, the matrix, the definition's `env`.
 */
export function jobEnvironment(job: PlannedJob, sources: EnvironmentSources): Environment {
  const env: Environment = {};
  const { outer } = sources;
  const inherits = job.inheritEnv && whyNotReusable(job) !== undefined;
  for (const name of inherits ? Object.keys(outer) : [...ESSENTIAL, ...job.passEnv]) {
    const value = outer[name];
    if (value !== undefined && !sources.declaredSecrets.includes(name)) env[name] = value;
  }
  env.CI = 'true';
  env.LOCKSTEP = 'true';
  env.LOCKSTEP_JOB = job.job;
  for (const [axis, value] of Object.entries(job.matrix)) env[matrixVariable(axis)] = value;
  if (job.shard !== undefined) {
    env.LOCKSTEP_SHARD = String(job.shard.index);
    env.LOCKSTEP_SHARDS = String(job.shard.total);
  }
  for (const toolchain of job.toolchains) {
    Object.assign(env, absolute(toolchain.env ?? {}, sources.workspace));
    const directories = toolchain.path?.[sources.os] ?? [];
    prependPath(
      env,
      directories.map((directory) => join(sources.workspace, directory)),
    );
  }
  if (job.toolchains.some(({ name }) => name === 'lockstep')) {
    env.LOCKSTEP_LEG = legId(job.job, job.platform, job.matrix);
    if (sources.lockstep !== undefined) {
      env.LOCKSTEP_NODE = sources.lockstep.node;
      // In front of all: a project may have another lockstep among its own programs.
      prependPath(env, [sources.lockstep.folder]);
    }
  }
  assignEntries(env, job.env, sources);
  return env;
}

/** A toolchain's value that begins with `./` is a path below the workspace. */
function absolute(values: Readonly<Record<string, string>>, workspace: string): Environment {
  const entries = Object.entries(values);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value.startsWith('./') ? join(workspace, value) : value]),
  );
}

/** Sets the secrets that a step of the job sees, and what it declares, on top of the job's environment. */
export function stepEnvironment(
  base: Environment,
  { step, job }: { readonly step: PlannedStep; readonly job: PlannedJob },
  sources: EnvironmentSources,
): Environment {
  const env = { ...base };
  for (const name of step.secrets ?? job.secrets) {
    const value = sources.outer[name];
    if (value !== undefined) env[name] = value;
  }
  assignEntries(env, step.env, sources);
  return env;
}

function assignEntries(
  env: Environment,
  entries: readonly PlannedEnvEntry[],
  sources: EnvironmentSources,
): void {
  for (const entry of entries) env[entry.name] = settledText(entry, sources);
}

function settledText(entry: PlannedEnvEntry, sources: EnvironmentSources): string {
  switch (entry.kind) {
    case 'text':
      return entry.text;
    case 'value':
      return sources.value(entry.leg, entry.value) ?? '';
    case 'input':
      return sources.inputs[entry.input] ?? entry.default;
    case 'tag':
      return sources.tag ?? '';
    default:
      return entry satisfies never;
  }
}

/** Puts directories in front of PATH, under the name the environment has for it (`Path` on Windows). */
export function prependPath(env: Environment, directories: readonly string[]): void {
  if (directories.length === 0) return;
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  env[name] = [...directories, ...(env[name] ? [env[name]] : [])].join(delimiter);
}
