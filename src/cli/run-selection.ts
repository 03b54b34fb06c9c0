import { didYouMeanOr } from '../diagnostics/suggest.ts';
import type { JobName, Pipeline, WorkflowName } from '../pipeline/pipeline.ts';
import { UsageError } from './exit-code.ts';

/** What somebody asked for on the command line. */
export interface Selection {
  readonly workflow?: WorkflowName;
  readonly jobs?: readonly JobName[];
  /** Without the jobs that those asked for need. */
  readonly needs?: false;
  /** Without the setup of toolchains. */
  readonly setup?: false;
  /** Only what changes since this commit affected. Which legs that were, the run's plan says. */
  readonly changed?: { readonly since: string };
}

/** Names as a workflow, or as jobs; without any, the default workflow, or all jobs where there is none. */
export function selectionOf(pipeline: Pipeline, names: readonly string[]): Selection {
  if (names.length === 0)
    return pipeline.defaultWorkflow === undefined ? {} : { workflow: pipeline.defaultWorkflow };
  const workflows = new Map(pipeline.workflows.map((workflow) => [String(workflow.name), workflow.name]));
  const jobs = new Map(pipeline.jobs.map((job) => [String(job.name), job.name]));
  const [first = ''] = names;
  const workflow = workflows.get(first);
  if (names.length === 1 && workflow !== undefined) return { workflow };
  return {
    jobs: names.map((name) => {
      const job = jobs.get(name);
      if (job !== undefined) return job;
      if (workflows.has(name))
        throw new UsageError(`'${name}' is a workflow: run one workflow, or one or more jobs`);
      const known = [...workflows.keys(), ...jobs.keys()].slice(0, 20).join(', ');
      throw new UsageError(
        `there is no job or workflow '${name}'`,
        didYouMeanOr(name, [...jobs.keys(), ...workflows.keys()], `There are: ${known}.`),
      );
    }),
  };
}
