import type { Os, SystemName, WorkflowConfig } from '../../pipeline/config.ts';
import type { TriggerConfig } from '../../pipeline/trigger-config.ts';
import type { DraftJob } from './draft-jobs.ts';
import type { Survey } from './survey.ts';

export interface DraftWorkflow {
  readonly name: string;
  readonly config: WorkflowConfig;
  readonly comment?: string;
}

/** Quick enough to run before every push. */
const QUICK = new Set(['lint', 'types', 'unit']);

/**
 * Which checks run when. Every pull request is checked on Linux by one workflow and on the other systems by `test-matrix`;
 * what is pushed to the main branch is checked in full. No check runs twice for an event.
 */
export function draftWorkflows(survey: Survey, jobs: readonly DraftJob[]): readonly DraftWorkflow[] {
  const { main, develop } = survey.branches;
  const owner: SystemName = survey.existing.some(({ system }) => system === 'circleci')
    ? 'circleci'
    : 'github';
  const targets = develop === undefined ? [main] : [main, develop];
  const pull: TriggerConfig = { kind: 'pull_request', branches: targets };
  const push = (...branches: readonly string[]): TriggerConfig => ({ kind: 'push', branches });
  const quick = jobs.filter((job) => QUICK.has(job.category));
  const full = jobs.filter((job) => job.category !== 'benchmark');
  const all = full.length === jobs.length ? ('*' as const) : namesOf(full);
  const hasQuick = quick.length > 0 && quick.length < full.length;
  const first = hasQuick ? namesOf(quick) : all;
  const base = basePlatform(jobs);
  const pushes: readonly TriggerConfig[] = hasQuick
    ? develop === undefined
      ? []
      : [push(develop)]
    : targets.map((name) => push(name));
  const workflows: DraftWorkflow[] = [];
  // CircleCI does not build pull requests from forks by itself; GitHub does, so those are its.
  const pullsApart = owner === 'circleci' && pushes.length > 0;
  const quickOwner = owner === 'circleci' && pushes.length === 0 ? 'github' : owner;
  const quickTriggers = pullsApart ? pushes : [...pushes, pull];
  if (hasQuick)
    workflows.push({ name: 'ci-quick', config: workflow(first, base, quickOwner, quickTriggers) });
  const fullTriggers = hasQuick ? [push(main)] : joined(quickTriggers);
  workflows.push({ name: 'ci', config: workflow(all, base, owner, [...fullTriggers, { kind: 'manual' }]) });
  if (pullsApart) workflows.push({ name: 'pull-request', config: workflow(first, base, 'github', [pull]) });
  const linux = pullsApart ? 'pull-request' : hasQuick ? 'ci-quick' : 'ci';
  workflows.push(...matrixWorkflow(jobs, base, linux, pull));
  if (all !== '*') {
    const benchmarks = namesOf(jobs.filter((job) => job.category === 'benchmark'));
    workflows.push({ name: 'benchmark', config: workflow(benchmarks, base, 'github', [{ kind: 'manual' }]) });
  }
  return workflows;
}

function namesOf(jobs: readonly DraftJob[]): readonly string[] {
  return jobs.map((job) => job.name);
}

/** Linux, unless the project says that it does not run there. */
function basePlatform(jobs: readonly DraftJob[]): Os {
  const systems = jobs.find((job) => job.matrix.length > 0)?.matrix ?? ['linux'];
  return systems.includes('linux') ? 'linux' : (systems[0] ?? 'linux');
}

function workflow(
  jobs: '*' | readonly string[],
  platform: Os,
  owner: SystemName,
  on: readonly TriggerConfig[],
): WorkflowConfig {
  return { jobs, ...(platform !== 'linux' && { platforms: [platform] }), owner, on };
}

/** Pushes to several branches as one trigger. */
function joined(triggers: readonly TriggerConfig[]): readonly TriggerConfig[] {
  const branches = triggers.flatMap((trigger) => (trigger.kind === 'push' ? trigger.branches : []));
  return [{ kind: 'push', branches }, ...triggers.filter((trigger) => trigger.kind !== 'push')];
}

/** The tests of a library, on the systems that the other workflows do not have. */
function matrixWorkflow(
  jobs: readonly DraftJob[],
  base: Os,
  linux: string,
  pull: TriggerConfig,
): readonly DraftWorkflow[] {
  const tests = jobs.filter((job) => job.category === 'unit' && job.matrix.length > 0);
  const obstacle = tests.find((job) => job.notOnWindows !== undefined)?.notOnWindows;
  const platforms = (['linux', 'macos', 'windows'] as const).filter(
    (os) =>
      os !== base &&
      tests.every((job) => job.matrix.includes(os)) &&
      (os !== 'windows' || obstacle === undefined),
  );
  if (tests.length === 0 || platforms.length === 0) return [];
  const why = obstacle === undefined ? '' : ` Windows is left out: ${obstacle}.`;
  const comment = base === 'linux' ? `On Linux, ${linux} runs them.${why}` : undefined;
  const config: WorkflowConfig = { jobs: namesOf(tests), platforms, owner: 'github', on: [pull] };
  return [{ name: 'test-matrix', config, ...(comment !== undefined && { comment }) }];
}
