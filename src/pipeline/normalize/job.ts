import type {
  ArtifactConfig,
  JobConfig,
  MatrixConfig,
  NeedConfig,
  PipelineConfig,
  Toolchain,
} from '../config.ts';
import { LOCKSTEP_VERSION } from '../lockstep-version.ts';
import {
  type Artifact,
  type Job,
  type JobName,
  type Matrix,
  type MatrixCell,
  type Need,
  parsePlatform,
  type ReportFile,
} from '../pipeline.ts';
import { DEFAULT_TIMEOUT, defaultIdleTimeout } from '../time-limits.ts';
import { categoryOfName } from './category.ts';
import { environmentOf, fixStepsOf, listOf, milliseconds, stepsOf } from './steps.ts';

/** A job with every shorthand spelled out and every default filled in. */
export function normalizeJob(name: string, given: string | JobConfig, config: PipelineConfig): Job {
  const job: JobConfig = typeof given === 'string' ? { run: given } : given;
  const defaults = config.defaults ?? {};
  const category = job.category ?? categoryOfName(name);
  return {
    name: name as JobName,
    title: job.title ?? name,
    category,
    steps: stepsOf(job, defaults.shell ?? 'bash'),
    fix: fixStepsOf(job, defaults.shell ?? 'bash'),
    matrix: job.matrix && normalizeMatrix(job.matrix),
    env: environmentOf(job.env),
    environment: job.environment,
    approval: job.approval ?? false,
    permissions: job.permissions ?? {},
    tty: job.tty ?? false,
    inheritEnv: job.inheritEnv ?? defaults.inheritEnv ?? true,
    passEnv: job.passEnv ?? [],
    timeout: milliseconds(job.timeout ?? defaults.timeout) ?? DEFAULT_TIMEOUT,
    idleTimeout: milliseconds(job.idleTimeout ?? defaults.idleTimeout) ?? defaultIdleTimeout(category),
    retries: job.retries ?? defaults.retries ?? 0,
    toolchains: toolchainsOf(job.toolchain ?? config.toolchain),
    ...machineOf(job),
    ...filesOf(job),
    ...orderOf(job),
  };
}

function machineOf(job: JobConfig) {
  return {
    platforms: job.platforms?.map(parsePlatform),
    requires: job.requires ?? [],
    wants: job.wants ?? [],
    secrets: job.secrets ?? [],
    runner: {
      image: job.runner?.image,
      size: job.runner?.size,
      dockerLayerCaching: job.runner?.dockerLayerCaching ?? false,
    },
    container: job.container,
    services: Object.entries(job.services ?? {}).map(([name, service]) => ({
      ...(typeof service === 'string' ? { image: service } : service),
      name,
    })),
    github: job.github ?? {},
    circleci: job.circleci ?? {},
  };
}

function filesOf(job: JobConfig) {
  return {
    inputs: job.inputs ?? [],
    outputs: job.outputs ?? [],
    values: job.values ?? [],
    reports: reportsOf(job),
    artifacts: Object.entries(job.artifacts ?? {}).map(([name, given]) => artifactOf(name, given)),
  };
}

function orderOf(job: JobConfig) {
  return {
    needs: (job.needs ?? []).map(needOf),
    allowFailure: job.allowFailure ?? false,
    locks: job.locks ?? [],
    shards: job.shards ?? 1,
    when: job.when ?? 'on_success',
    budget: milliseconds(job.budget),
  } as const;
}

function toolchainsOf(given: Toolchain | readonly Toolchain[] | false | undefined): readonly Toolchain[] {
  if (given === undefined || given === false) return [];
  return ('name' in given ? [given] : given).map(withVersion);
}

/** The CI systems install the lockstep that wrote their files: another one might know nothing of the definition. */
function withVersion(toolchain: Toolchain): Toolchain {
  return toolchain.name === 'lockstep' ? { version: LOCKSTEP_VERSION, ...toolchain } : toolchain;
}

function needOf(given: string | NeedConfig): Need {
  const need: NeedConfig = typeof given === 'string' ? { job: given } : given;
  return { job: need.job as JobName, platform: need.platform ?? 'same', artifacts: need.artifacts };
}

function reportsOf(job: JobConfig): readonly ReportFile[] {
  const kinds = ['tests', 'coverage', 'benchmarks', 'findings'] as const;
  return kinds.flatMap((kind) => listOf(job.reports?.[kind]).map((path) => ({ kind, path })));
}

function artifactOf(key: string, given: string | readonly string[] | ArtifactConfig): Artifact {
  const artifact: ArtifactConfig =
    typeof given === 'object' && 'paths' in given ? given : { paths: given as string | readonly string[] };
  return {
    name: artifact.name ?? key,
    paths: listOf(artifact.paths),
    retention: milliseconds(artifact.retention),
    ifMissing: artifact.ifMissing ?? 'error',
  };
}

type CellConfig = Readonly<Record<string, string | number | boolean>>;

function normalizeMatrix(matrix: MatrixConfig): Matrix {
  const { include, exclude, ...axes } = matrix;
  return {
    axes: Object.entries(axes).map(([name, values]) => ({
      name,
      values: ((values ?? []) as readonly (string | number | boolean)[]).map(String),
    })),
    include: (include ?? []).map(cellOf),
    exclude: (exclude ?? []).map(cellOf),
  };
}

function cellOf(cell: CellConfig): MatrixCell {
  return Object.fromEntries(Object.entries(cell).map(([axis, value]) => [axis, String(value)]));
}
