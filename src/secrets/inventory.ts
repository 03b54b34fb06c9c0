import type { SystemName } from '../pipeline/config.ts';
import type { Job, Pipeline } from '../pipeline/pipeline.ts';
import type { PipelineEvent } from '../plan/event.ts';
import type { ReadWorkflow } from '../providers/provider.ts';
import { joinedOperations, operationOf, type SecretOperation } from './operations.ts';
import { ownOperations } from './own-operations.ts';
import { RUN_TOKEN, type SecretPlace, wantedPlace } from './secret-place.ts';

/**
 * Whether a pull request from a fork can have it. `no`: never run on pull requests, or not given to forks. `read-only`: the token of the run, without the
 * right to write. `setting`: when the project on CircleCI passes secrets to forks.
 */
export type ForkReach = 'no' | 'read-only' | 'setting';

/** That a job of a system gets a secret. */
export interface SecretUse {
  readonly secret: string;
  readonly job: string;
  readonly system: SystemName;
  /** Names of workflows, each once. */
  readonly workflows: readonly string[];
  readonly place: SecretPlace;
  readonly forks: ForkReach;
  readonly operation: SecretOperation | undefined;
  /** Also in the definition; what only the emitted files have comes of a raw block. */
  readonly declared: boolean;
}

export interface InventorySources {
  readonly pipeline: Pipeline;
  /** The emitted files, read back. */
  readonly workflows: readonly ReadWorkflow[];
  /** Events that stand for all. */
  readonly events: readonly PipelineEvent[];
}

/** Every secret × job × system, from what the emitted files give to jobs. Sorted by secret, system and job. */
export function inventoryOf({ pipeline, workflows, events }: InventorySources): readonly SecretUse[] {
  const jobs = new Map<string, Job>(pipeline.jobs.map((job) => [job.name, job]));
  const found = new Map<string, { use: SecretUse; workflows: Set<string>; onPull: boolean }>();
  for (const event of events)
    for (const workflow of workflows)
      for (const leg of workflow.react(event).runs)
        for (const secret of leg.secrets) {
          const key = JSON.stringify([secret, workflow.system, leg.job]);
          const entry = found.get(key) ?? {
            use: useOf(pipeline, { secret, system: workflow.system, job: leg.job, of: jobs.get(leg.job) }),
            workflows: new Set<string>(),
            onPull: false,
          };
          entry.workflows.add(workflow.name);
          entry.onPull ||= event.kind === 'pull_request';
          found.set(key, entry);
        }
  return [...found.values()]
    .map(({ use, workflows: names, onPull }) => ({
      ...{ ...use, workflows: [...names].sort() },
      forks: onPull ? forksReach(use) : ('no' as const),
    }))
    .sort((one, other) => keyOf(one).localeCompare(keyOf(other), 'en'));
}

function keyOf({ secret, system, job }: SecretUse): string {
  return `${secret} ${system} ${job}`;
}

interface Found {
  readonly secret: string;
  readonly system: SystemName;
  readonly job: string;
  readonly of: Job | undefined;
}

function useOf(pipeline: Pipeline, { secret, system, job, of }: Found): SecretUse {
  const policy = pipeline.secrets.find(({ name }) => name === secret)?.policy;
  const seeing = of?.steps.filter((step) => step.secrets?.includes(secret) ?? true);
  const commands = seeing?.map(({ run }) => run) ?? [];
  const environment = of?.environment ?? policy?.environment;
  return {
    ...{ secret, job, system, workflows: [], forks: 'no' },
    place: wantedPlace(system, secret, { environment, context: policy?.context }),
    operation:
      (of && joinedOperations(ownOperations(secret, pipeline, of))) ??
      operationOf(secret, { commands, alone: of?.secrets.length === 1 }),
    declared: of?.secrets.includes(secret) === true,
  };
}

/**
 * docs.github.com, "Using secrets in GitHub Actions": but for GITHUB_TOKEN, none are passed to workflows of forks. circleci.com/docs/oss: whether forks
 * get them is a setting.
 */
function forksReach({ system, secret }: SecretUse): ForkReach {
  if (system === 'circleci') return 'setting';
  return secret === RUN_TOKEN ? 'read-only' : 'no';
}
