import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../../test/support/pipeline-of.ts';
import type { JobConfig, WorkflowConfig } from '../../pipeline/config.ts';
import type { Job, Workflow } from '../../pipeline/pipeline.ts';
import { circleci } from './circleci.ts';
import type { CircleCode } from './diagnostic-codes.ts';

/** What becomes of a property: it stands in the file, it is told, or it is no business of a CI system's file. */
type Fate<Config> =
  | { readonly given: Partial<Config>; readonly shows: RegExp }
  | { readonly given: Partial<Config>; readonly tells: CircleCode }
  | { readonly elsewhere: string };

const other = { first: { run: 'echo first', artifacts: { x: 'x/**' }, values: ['v'] } };

const JOB: Record<keyof Job, Fate<JobConfig>> = {
  name: { given: {}, shows: /^ {2}sample:$/m },
  title: { given: { title: 'A title' }, shows: /description: A title/ },
  category: {
    given: { category: 'release', toolchain: { name: 'node', install: 'npm ci', cache: ['c'] } },
    shows: /^(?![\s\S]*_cache)/,
  },
  steps: {
    given: { steps: [{ run: 'one', when: 'always', cwd: 'in', env: { E: 'x' } }] },
    shows: /working_directory: in\n\s+environment:\n\s+E: x\n\s+when: always\n\s+command: one/,
  },
  fix: { elsewhere: 'lockstep fix runs it' },
  needs: { given: { needs: ['first'] }, shows: /requires: \[first\][\s\S]*|take first@linux x/ },
  matrix: { given: { matrix: { a: ['1', '2'] } }, shows: /matrix:\n\s+alias: sample\n/ },
  platforms: { given: { platforms: ['linux/arm64'] }, shows: /resource_class: arm\.medium/ },
  requires: { given: { requires: [{ tool: 'jq' }] }, shows: /command -v jq/ },
  wants: { given: { wants: ['docker'] }, shows: /image: ubuntu-2404:current/ },
  toolchains: {
    given: { toolchain: { name: 'go', version: '1.26', install: 'go mod download' } },
    shows: /cimg\/go:1\.26[\s\S]*go mod download/,
  },
  inputs: { elsewhere: 'decides what lockstep run reuses' },
  outputs: { elsewhere: 'decides what lockstep run restores; what is handed on are artifacts' },
  values: { given: { values: ['v'] }, shows: /LOCKSTEP_OUTPUT/ },
  reports: { given: { reports: { tests: 'a.xml' } }, shows: /store_test_results/ },
  artifacts: { given: { artifacts: { dist: 'dist/**' } }, shows: /store_artifacts/ },
  env: { given: { env: { E: 'x' } }, shows: /^ {6}E: x$/m },
  inheritEnv: { elsewhere: 'a machine of CircleCI has nobody’s environment to pass on' },
  passEnv: { elsewhere: 'a machine of CircleCI has nobody’s environment to pass on' },
  tty: { given: { tty: true }, tells: 'terminal-not-expressible' },
  secrets: { given: { secrets: ['TOKEN'] }, shows: /context:\n\s+- ctx # TOKEN/ },
  timeout: { given: { timeout: '5m' }, tells: 'timeout-not-expressible' },
  idleTimeout: { given: { idleTimeout: '95s' }, shows: /no_output_timeout: 95s/ },
  retries: { given: { retries: 2 }, shows: /max_auto_reruns: 2/ },
  allowFailure: { given: { allowFailure: true }, tells: 'allow-failure-not-expressible' },
  locks: { given: { locks: ['one'] }, shows: /serial-group: << pipeline\.id >>\/one/ },
  shards: { given: { shards: 3 }, shows: /parallelism: 3/ },
  when: { given: { when: 'always', needs: ['first'] }, shows: /- first: terminal/ },
  budget: { elsewhere: 'the summary compares' },
  runner: {
    given: {
      requires: ['docker'],
      runner: { image: 'cimg/base:2026.01', size: 'large', dockerLayerCaching: true },
    },
    shows:
      /cimg\/base:2026\.01\n\s+resource_class: large[\s\S]*setup_remote_docker:\n\s+docker_layer_caching: true/,
  },
  environment: { given: { environment: 'production' }, tells: 'environment-not-expressible' },
  approval: {
    given: { approval: true, needs: ['first'] },
    shows:
      /- approve-sample:\n\s+type: approval\n\s+requires: \[first\]\n\s+- sample:\n\s+requires: \[approve-sample, first\]/,
  },
  permissions: { given: { permissions: { contents: 'write' } }, tells: 'permissions-not-expressible' },
  container: { given: { container: 'alpine:3' }, shows: /image: alpine:3/ },
  services: {
    given: { services: { db: { image: 'postgres:17', env: { P: 'x' }, ports: [5432] } } },
    shows: /image: postgres:17[\s\S]*P: x[\s\S]*wait_for db 5432/,
  },
  github: { elsewhere: 'for GitHub Actions' },
  circleci: { given: { circleci: { resource_class: 'xlarge' } }, shows: /resource_class: xlarge/ },
};

const WORKFLOW: Record<keyof Workflow, Fate<WorkflowConfig>> = {
  name: { given: {}, shows: /^ {2}ci:$/m },
  title: { given: { title: 'All of it' }, shows: /# All of it: push to main/ },
  jobs: { given: { jobs: ['first'] }, shows: /jobs:\n\s+- first\n$/ },
  platforms: { given: { platforms: ['macos'], owner: { macos: 'circleci' } }, shows: /macos:\n\s+xcode/ },
  owners: { given: { owner: 'circleci' }, shows: /executors/ },
  on: { given: { on: [{ kind: 'tag', tags: ['v*'] }] }, shows: /when: pipeline\.git\.tag matches/ },
  budget: { elsewhere: 'the summary compares' },
  overBudget: { elsewhere: 'what `lockstep report budgets` ends with' },
  env: { given: { env: { W: 'z' } }, shows: /^ {6}W: z$/m },
  failFast: { given: { failFast: true }, tells: 'fail-fast-not-expressible' },
};

function emission(job: Partial<JobConfig>, workflow: Partial<WorkflowConfig>) {
  const { secrets = [] } = job;
  const pipeline = pipelineOf({
    jobs: { ...other, sample: { ...('steps' in job ? {} : { run: 'true' }), ...job } },
    ...(secrets.length > 0 && { secrets: { TOKEN: { context: 'ctx' } } }),
    workflows: {
      ci: { jobs: '*', owner: 'circleci', on: [{ kind: 'push', branches: ['main'] }], ...workflow },
    },
  });
  return circleci.emit(pipeline, { source: { path: 'x', digest: '' }, actions: {} });
}

function check<Config>(
  what: string,
  fate: Fate<Config>,
  emitted: (given: Partial<Config>) => ReturnType<typeof emission>,
): void {
  if ('elsewhere' in fate) return;
  test(`${what} is ${'shows' in fate ? 'in the file' : 'told'}`, () => {
    const { files, diagnostics } = emitted(fate.given);
    if ('shows' in fate) assert.match(files[0]?.text ?? '', fate.shows);
    else assert.ok(diagnostics.some(({ code, at, fix }) => code === fate.tells && at && fix));
  });
}

for (const [name, fate] of Object.entries(JOB))
  check(`${name} of a job`, fate, (given) => emission(given, {}));
for (const [name, fate] of Object.entries(WORKFLOW))
  check(`${name} of a workflow`, fate, (given) => emission({}, given));
