import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import type { JobConfig, PipelineConfig, StepConfig } from '../config.ts';
import type { PipelineCode } from '../diagnostic-codes.ts';
import type { Job, Pipeline } from '../pipeline.ts';

/** What every rule is given. Names are looked up in maps, so that a job may be called `constructor`. */
export interface CheckContext {
  readonly pipeline: Pipeline;
  readonly config: PipelineConfig;
  /** The jobs as written, a shorthand text as a job with that command. */
  readonly written: ReadonlyMap<string, JobConfig>;
  readonly jobs: ReadonlyMap<string, Job>;
  /** Was something taken out at this place, above or below it, because its shape is wrong? Then its absence says nothing. */
  damaged(path: PropertyPath): boolean;
}

export type Rule = (context: CheckContext) => readonly Diagnostic[];

export function createContext(
  pipeline: Pipeline,
  config: PipelineConfig,
  damage: readonly PropertyPath[],
): CheckContext {
  return {
    pipeline,
    config,
    written: new Map(
      Object.entries(config.jobs).map(([name, job]) => [name, typeof job === 'string' ? { run: job } : job]),
    ),
    jobs: new Map(pipeline.jobs.map((job) => [job.name, job])),
    damaged: (path) => damage.some((hurt) => isPrefix(hurt, path) || isPrefix(path, hurt)),
  };
}

function isPrefix(prefix: PropertyPath, path: PropertyPath): boolean {
  return prefix.length <= path.length && prefix.every((part, index) => part === path[index]);
}

type More = Pick<Diagnostic, 'atKey' | 'related'> & {
  readonly fix?: string | undefined;
  readonly severity?: Diagnostic['severity'];
};

export function problem(
  code: PipelineCode,
  at: PropertyPath,
  message: string,
  { fix, severity = 'error', ...more }: More = {},
): Diagnostic {
  return { code, severity, message, at, ...more, ...(fix !== undefined && { fix }) };
}

/** `'a', 'b' and 'c'`. */
export function namesOf(names: Iterable<string>): string {
  const quoted = [...names].map((name) => `'${name}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}

/** The steps of a job that are written as objects, with their places. */
export function stepObjects(
  name: string,
  job: JobConfig,
): readonly { readonly step: StepConfig; readonly at: PropertyPath }[] {
  return (job.steps ?? []).flatMap((step, index) =>
    typeof step === 'string' ? [] : [{ step, at: ['jobs', name, 'steps', index] }],
  );
}
