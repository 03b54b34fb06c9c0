import type { Os, PipelineConfig, WorkflowConfig } from './config.ts';
import { normalizeJob } from './normalize/job.ts';
import { environmentOf, milliseconds } from './normalize/steps.ts';
import {
  type Documents,
  type JobName,
  type Pipeline,
  parsePlatform,
  type Secret,
  type Workflow,
  type WorkflowName,
} from './pipeline.ts';

const SYSTEMS: readonly Os[] = ['linux', 'macos', 'windows'];

/** A definition of the right shape, spelled out. What its parts mean to each other is `check/`'s concern. */
export function normalize(config: PipelineConfig): Pipeline {
  const workflows = Object.entries(config.workflows ?? {}).map(([name, given]) =>
    normalizeWorkflow(name, given),
  );
  return {
    project: config.project,
    jobs: Object.entries(config.jobs).map(([name, given]) => normalizeJob(name, given, config)),
    workflows,
    defaultWorkflow: (config.defaultWorkflow as WorkflowName | undefined) ?? workflows[0]?.name,
    env: environmentOf(config.env),
    exceptions: config.exceptions ?? [],
    documents: documentsOf(config),
    coverage: config.coverage ?? {},
    findings: config.findings ?? {},
    hooks: config.hooks,
    secrets: secretsOf(config),
    release: config.release ?? {},
    notify: config.notify ?? { receivers: {}, routes: [] },
    github: config.github ?? {},
    circleci: config.circleci ?? {},
  };
}

function normalizeWorkflow(name: string, workflow: WorkflowConfig): Workflow {
  return {
    name: name as WorkflowName,
    title: workflow.title ?? name,
    jobs: workflow.jobs === '*' ? undefined : (workflow.jobs as readonly JobName[]),
    platforms: (workflow.platforms ?? ['linux']).map(parsePlatform),
    owners: ownersOf(workflow.owner),
    on: workflow.on ?? [],
    budget: milliseconds(workflow.budget),
    overBudget: workflow.overBudget ?? 'warn',
    env: environmentOf(workflow.env),
    failFast: workflow.failFast ?? false,
  };
}

/** One system owns every operating system; or each its own, in a fixed order. */
function ownersOf(owner: WorkflowConfig['owner']): Workflow['owners'] {
  return SYSTEMS.flatMap((os) => {
    const system = typeof owner === 'object' ? owner[os] : owner;
    return system === undefined ? [] : [{ os, system }];
  });
}

function documentsOf({ documents = {} }: PipelineConfig): Documents {
  const { repository, files = ['README.md', 'docs/**/*.md'], makefile = false } = documents;
  const path = makefile === true ? 'Makefile' : makefile;
  return { repository, files, makefile: path === false ? undefined : path };
}

function secretsOf({ secrets = [] }: PipelineConfig): readonly Secret[] {
  if (Array.isArray(secrets)) return (secrets as readonly string[]).map((name) => ({ name, policy: {} }));
  return Object.entries(secrets).map(([name, policy]) => ({ name, policy }));
}
