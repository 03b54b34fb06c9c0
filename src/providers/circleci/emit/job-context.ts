import type { EnvEntry, Job, Pipeline, Step, Workflow } from '../../../pipeline/pipeline.ts';
import { includesPlatform } from '../../../pipeline/platform-match.ts';
import type { PlannedJob, PlannedStep } from '../../../plan/plan.ts';
import { type Template, template } from '../document.ts';
import { circleName, Names } from '../names.ts';

/** A leg with all that decides what becomes of it. Shards are one job here: the leg stands for all of them. */
export interface JobContext {
  readonly leg: PlannedJob;
  readonly job: Job;
  readonly workflow: Workflow;
  readonly pipeline: Pipeline;
  /** A release restores nothing that another job could have spoiled. */
  readonly cached: boolean;
  /** Another leg on CircleCI takes artifacts or values of this job. */
  readonly handsOn: boolean;
  /** The tag of the pipeline parameter that asks for an input. */
  input(name: string): Template | undefined;
  /** The tag that stands for an axis' value, when one job is emitted for all of them. */
  parameter(axis: string): Template | undefined;
  /** The values an axis takes in this workflow on this platform. */
  axisValues(axis: string): readonly string[];
}

/** Names of job parameters for the axes. */
export function parameterNames(axes: readonly string[]): ReadonlyMap<string, string> {
  const names = new Names();
  // Words that a workflow's job entry keeps for itself (circleci.com/docs/configuration-reference, "jobs in workflow").
  for (const word of RESERVED) names.take(word);
  return new Map(axes.map((axis) => [axis, names.take(circleName(axis))]));
}

const RESERVED = [
  'name',
  'requires',
  'context',
  'type',
  'filters',
  'matrix',
  'pre-steps',
  'post-steps',
  'serial-group',
  'override-with',
];

export function parameterTag(name: string): Template {
  return template({ tag: `parameters.${name}` });
}

/** What the job's environment declares, by name: what comes later wins, as in the plan. */
export function declaredEnvironment({ pipeline, workflow, job }: JobContext): ReadonlyMap<string, EnvEntry> {
  return byName([...pipeline.env, ...workflow.env, ...job.env]);
}

export function byName(entries: readonly EnvEntry[]): ReadonlyMap<string, EnvEntry> {
  return new Map(entries.map((entry) => [entry.name, entry]));
}

/** Each planned step with the one it came from. */
export function stepsOf({ leg, job }: JobContext): readonly { planned: PlannedStep; declared: Step }[] {
  const declared = job.steps.filter((step) => includesPlatform(step.platforms, leg.platform));
  return leg.steps.flatMap((planned, index) => {
    const step = declared[index];
    return step === undefined ? [] : [{ planned, declared: step }];
  });
}
