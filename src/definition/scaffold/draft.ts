import type { JobConfig, PipelineConfig, WorkflowConfig } from '../../pipeline/config.ts';
import { type DraftJob, draftJobs, languagesOf } from './draft-jobs.ts';
import { draftWorkflows } from './draft-workflows.ts';
import type { FoundToolchain } from './ecosystem.ts';
import type { Survey } from './survey.ts';

/** A definition that is not text yet: the data, and what only a text can say. */
export interface Draft {
  readonly config: PipelineConfig;
  readonly jobs: readonly DraftJob[];
  /** The preset behind each toolchain object in `config`. */
  readonly toolchains: readonly FoundToolchain[];
  /** Remarks by the property they stand above: `workflows.test-matrix`. */
  readonly comments: ReadonlyMap<string, string>;
}

export function draftDefinition(survey: Survey): Draft {
  const jobs = draftJobs(survey);
  const workflows = draftWorkflows(survey, jobs);
  const toolchains = languagesOf(survey).flatMap((language) => language.toolchain ?? []);
  const comments = new Map<string, string>();
  for (const job of jobs) if (job.comment !== undefined) comments.set(`jobs.${job.name}`, job.comment);
  for (const { name, comment } of workflows)
    if (comment !== undefined) comments.set(`workflows.${name}`, comment);
  const [only] = toolchains;
  const config: PipelineConfig = {
    project: survey.project,
    ...(toolchains.length === 1 && only && { toolchain: only.expanded }),
    jobs: Object.fromEntries(jobs.map((job): [string, string | JobConfig] => [job.name, job.config])),
    workflows: Object.fromEntries(workflows.map((one): [string, WorkflowConfig] => [one.name, one.config])),
  };
  return { config, jobs, toolchains, comments };
}
