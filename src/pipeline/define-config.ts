import type { JobConfig, NeedConfig, PipelineConfig, WorkflowConfig } from './config.ts';

/** A job's name, offered by editors; any other text is let through, and lockstep's own check says what is wrong with it. */
type Offered<Name extends string> = NoInfer<Name> | (string & {});

type NeedOf<Name extends string> =
  | Offered<Name>
  | (Omit<NeedConfig, 'job'> & { readonly job: Offered<Name> });

/** `PipelineConfig`, where `needs` and `workflows.*.jobs` complete to the names of the jobs at hand. */
export type NamedPipelineConfig<Name extends string> = Omit<PipelineConfig, 'jobs' | 'workflows'> & {
  /** The jobs by name. A text alone is a job with that one command. */
  readonly jobs: Readonly<
    Record<Name, string | (Omit<JobConfig, 'needs'> & { readonly needs?: readonly NeedOf<Name>[] })>
  >;
  readonly workflows?: Readonly<
    Record<
      string,
      Omit<WorkflowConfig, 'jobs'> & {
        /** Names of jobs, or `*` for all. What they need comes along. */
        readonly jobs: '*' | readonly Offered<Name>[];
      }
    >
  >;
};

/**
 * Gives back what it is given, and editors the names and the descriptions of everything that can be written in it.
 *
 * @example
 * export default defineConfig({ project: 'weather', jobs: { unit: 'npm test' } });
 */
export function defineConfig<Name extends string>(config: NamedPipelineConfig<Name>): PipelineConfig {
  return config as PipelineConfig;
}
