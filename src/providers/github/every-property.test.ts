import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../../test/support/pipeline-of.ts';
import type { JobConfig, StepConfig, WorkflowConfig } from '../../pipeline/config.ts';
import type { Job, Pipeline, Step, Workflow } from '../../pipeline/pipeline.ts';
import { emitOptions } from '../provider.contract.ts';
import { GITHUB_ACTIONS } from './actions.ts';
import { githubProvider } from './provider.ts';

/** What is asked for must show in the files, or be said; or it is nothing that a CI system has to do, for the reason given. */
type Treatment<Config> = { readonly shows: Config } | { readonly elsewhere: string };

const JOB: Readonly<Record<keyof Job, Treatment<Partial<JobConfig>>>> = {
  name: { elsewhere: 'every job has one; the key of the job' },
  title: { shows: { title: 'Unit tests' } },
  // The idle timeout is given, as it would else follow from the category and be what shows.
  category: { shows: { category: 'release', idleTimeout: '5s', toolchain: { name: 'go', version: '1.26' } } },
  steps: { shows: { run: ['one', 'two'] } },
  fix: { elsewhere: "lockstep fix, on a developer's machine" },
  needs: { shows: { needs: ['first'] } },
  matrix: { shows: { matrix: { db: ['a', 'b'] } } },
  platforms: { shows: { platforms: ['macos'] } },
  requires: { shows: { requires: ['display'] } },
  wants: { shows: { wants: [{ tool: 'jq' }] } },
  toolchains: { shows: { toolchain: { name: 'node', version: '22' } } },
  inputs: { elsewhere: 'decides whether a result is reused, here and in the ledger' },
  outputs: { elsewhere: 'restored with a reused result; artifacts are what is handed on' },
  values: { shows: { values: ['v'] } },
  reports: { shows: { reports: { tests: 'junit.xml' } } },
  artifacts: { shows: { artifacts: { dist: 'dist/**' } } },
  env: { shows: { env: { A: 'b' } } },
  inheritEnv: { shows: { inheritEnv: false } },
  passEnv: { elsewhere: 'what a job of a CI system sees is the machine’s' },
  tty: { shows: { tty: true } },
  secrets: { shows: { secrets: ['TOKEN', 'BASE'] } },
  timeout: { shows: { timeout: '7m' } },
  idleTimeout: { shows: { idleTimeout: '5s' } },
  retries: { shows: { retries: 1 } },
  allowFailure: { shows: { allowFailure: true } },
  locks: { shows: { locks: ['one'] } },
  shards: { shows: { shards: 2 } },
  when: { shows: { needs: ['first'], when: 'always' } },
  budget: { elsewhere: 'the summary compares, and nothing fails' },
  runner: { shows: { runner: { image: 'big' } } },
  environment: { shows: { environment: 'production' } },
  approval: { shows: { approval: true } },
  permissions: { shows: { permissions: { packages: 'write' } } },
  container: { shows: { container: 'node:22' } },
  services: { shows: { services: { db: 'postgres:17' } } },
  github: { shows: { github: { 'max-parallel': 1 } } },
  circleci: { elsewhere: 'for CircleCI' },
};

const STEP: Readonly<Record<keyof Step, Treatment<Partial<StepConfig>>>> = {
  name: { shows: { name: 'a name' } },
  run: { shows: { run: 'another' } },
  shell: { shows: { shell: 'pwsh' } },
  cwd: { shows: { cwd: 'src' } },
  env: { shows: { env: { A: 'b' } } },
  secrets: { shows: { secrets: [] } },
  when: { shows: { when: 'always' } },
  timeout: { shows: { timeout: '90s' } },
  platforms: { shows: { platforms: ['macos'] } },
};

const WORKFLOW: Readonly<Record<keyof Workflow, Treatment<Partial<WorkflowConfig>>>> = {
  name: { elsewhere: 'every workflow has one; the name of the file' },
  title: { shows: { title: 'Everything' } },
  jobs: { shows: { jobs: ['first'] } },
  platforms: { shows: { platforms: ['windows', 'linux'] } },
  owners: { shows: { owner: { linux: 'github', macos: 'circleci' } } },
  on: { shows: { on: [{ kind: 'manual' }] } },
  budget: { elsewhere: 'the summary compares, and nothing fails' },
  overBudget: { elsewhere: 'what `lockstep report budgets` ends with' },
  env: { shows: { env: { A: 'b' } } },
  failFast: { shows: { failFast: true } },
};

interface Change {
  readonly job?: Partial<JobConfig>;
  readonly step?: Partial<StepConfig>;
  readonly workflow?: Partial<WorkflowConfig>;
}

function pipelineWith({ job, step, workflow }: Change): Pipeline {
  return pipelineOf({
    secrets: { TOKEN: {}, BASE: {} },
    jobs: {
      first: { run: 'true', secrets: ['TOKEN'], environment: 'e' },
      unit: {
        secrets: ['BASE'],
        ...(job?.run === undefined && {
          steps: [{ run: 'test', ...step }, ...(step?.secrets ? ['another'] : [])],
        }),
        ...job,
      },
      // Takes what is handed on, where something is.
      ...(job?.values && {
        taker: { needs: ['unit'], run: 'true', env: { V: { job: 'unit', value: 'v' } } },
      }),
    },
    workflows: {
      ci: {
        jobs: '*',
        owner: 'github',
        platforms: ['linux', 'macos'],
        on: [{ kind: 'push', branches: ['main'] }],
        ...workflow,
      },
    },
  });
}

function emitted(pipeline: Pipeline): unknown {
  return githubProvider.emit(pipeline, emitOptions(GITHUB_ACTIONS));
}

/** Gives one part of a pipeline the named property of another one's, so that two pipelines differ in that property alone. */
type Swap = (pipeline: Pipeline, name: string, from: Pipeline) => Pipeline;

const jobIn = ({ jobs }: Pipeline): Job => jobs.find((job) => job.name === 'unit') as Job;

const swapInJob: Swap = (pipeline, name, from) => ({
  ...pipeline,
  jobs: pipeline.jobs.map((job) =>
    job.name === 'unit' ? { ...job, [name]: jobIn(from)[name as keyof Job] } : job,
  ),
});

const swapInStep: Swap = (pipeline, name, from) => {
  const others = jobIn(from).steps;
  const steps = jobIn(pipeline).steps.map((step, at) => ({
    ...step,
    [name]: others[at]?.[name as keyof Step],
  }));
  return swapInJob(pipeline, 'steps', { ...pipeline, jobs: [{ ...jobIn(pipeline), steps }] });
};

const swapInWorkflow: Swap = (pipeline, name, from) => ({
  ...pipeline,
  workflows: pipeline.workflows.map((workflow, at) => ({
    ...workflow,
    [name]: from.workflows[at]?.[name as keyof Workflow],
  })),
});

interface Walk<Config> {
  readonly table: Readonly<Record<string, Treatment<Config>>>;
  readonly change: (config: Config) => Change;
  readonly swap: Swap;
}

function walk<Config>(what: string, { table, change, swap }: Walk<Config>): void {
  for (const [name, treatment] of Object.entries(table)) {
    if ('elsewhere' in treatment) continue;
    test(`${what} '${name}' shows in the files or is said to be missing there`, () => {
      const pipeline = pipelineWith(change(treatment.shows));
      assert.deepEqual(emitted(swap(pipeline, name, pipeline)), emitted(pipeline));
      assert.notDeepEqual(emitted(pipeline), emitted(swap(pipeline, name, pipelineWith({}))));
    });
  }
}

walk("a job's", { table: JOB, change: (job) => ({ job }), swap: swapInJob });
walk("a step's", { table: STEP, change: (step) => ({ step }), swap: swapInStep });
walk("a workflow's", { table: WORKFLOW, change: (workflow) => ({ workflow }), swap: swapInWorkflow });
