import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import type { JobName, WorkflowName } from '../pipeline/pipeline.ts';
import { matrix, value } from '../pipeline/references.ts';
import { push, tag } from '../pipeline/triggers.ts';
import { makePlan, planEvent } from './make-plan.ts';
import type { Plan } from './plan.ts';

const LOCAL = { kind: 'local' } as const;

function planOf(config: Omit<PipelineConfig, 'project'>, workflow?: string, jobs?: readonly string[]): Plan {
  return makePlan(pipelineOf(config), {
    event: LOCAL,
    workflow: workflow as WorkflowName | undefined,
    jobs: jobs as readonly JobName[] | undefined,
  });
}

/** `unit@linux ← build@linux`: one line a leg, as a person would draw it. */
function edges(plan: Plan): string[] {
  const lines = plan.jobs.map((job) => [job.id, ...job.needs.map((need) => need.id)].join(' ← '));
  return [...lines, ...plan.skipped.map((skip) => `${skip.id} skipped: ${skip.reason}`)];
}

test('a workflow brings along what its jobs need, each after its needs', () => {
  const plan = planOf(
    {
      jobs: { unit: { run: 'true', needs: ['build'] }, docs: 'true', build: 'true' },
      workflows: { ci: { jobs: ['unit'] } },
    },
    'ci',
  );
  assert.deepEqual(edges(plan), ['build@linux', 'unit@linux ← build@linux']);
});

test('legs need the legs of the same platform; a job with platforms of its own has only those both allow', () => {
  const plan = planOf(
    {
      jobs: {
        build: 'true',
        unit: { run: 'true', needs: ['build'] },
        registry: { category: 'platform', platforms: ['windows'], run: 'true' },
      },
      workflows: { ci: { jobs: '*', platforms: ['linux', 'macos'] } },
    },
    'ci',
  );
  assert.deepEqual(edges(plan), [
    'build@linux',
    'build@macos',
    'unit@linux ← build@linux',
    'unit@macos ← build@macos',
    'registry skipped: only on windows; ci is for linux, macos',
  ]);
});

test('a need of all platforms joins every leg, one of a named platform just that', () => {
  const plan = planOf(
    {
      jobs: {
        unit: 'true',
        report: { run: 'true', platforms: ['linux'], needs: [{ job: 'unit', platform: 'all' }] },
        note: { run: 'true', platforms: ['linux'], needs: [{ job: 'unit', platform: 'macos' }] },
      },
      workflows: { ci: { jobs: '*', platforms: ['linux', 'macos'] } },
    },
    'ci',
  );
  assert.deepEqual(edges(plan).slice(2), [
    'report@linux ← unit@linux ← unit@macos',
    'note@linux ← unit@macos',
  ]);
});

test('a matrix leg needs the leg with the same values on the axes both have', () => {
  const plan = planOf({
    jobs: {
      build: { run: 'true', matrix: { python: ['3.11', '3.12'] } },
      unit: { run: 'true', needs: ['build'], matrix: { python: ['3.11', '3.12'], db: ['pg'] } },
      lint: { run: 'true', needs: ['build'] },
    },
  });
  assert.deepEqual(edges(plan), [
    'build@linux(python=3.11)',
    'build@linux(python=3.12)',
    'unit@linux(python=3.11,db=pg) ← build@linux(python=3.11)',
    'unit@linux(python=3.12,db=pg) ← build@linux(python=3.12)',
    'lint@linux ← build@linux(python=3.11) ← build@linux(python=3.12)',
  ]);
});

test('shards are legs that know which part they are', () => {
  const plan = planOf({ jobs: { unit: { run: 'true', shards: 3 } } });
  assert.deepEqual(
    plan.jobs.map((job) => [job.id, job.title, job.shard?.index, job.shard?.total]),
    [
      ['unit@linux#1of3', 'unit 1/3', 1, 3],
      ['unit@linux#2of3', 'unit 2/3', 2, 3],
      ['unit@linux#3of3', 'unit 3/3', 3, 3],
    ],
  );
});

test('matrix values and values of other jobs are settled as far as they can be', () => {
  const plan = planOf({
    toolchain: { name: 'python', version: matrix('python') },
    jobs: {
      build: { run: 'true', values: ['version'], matrix: { python: ['3.12'] } },
      unit: {
        run: 'true',
        needs: ['build'],
        matrix: { python: ['3.12'] },
        env: { PY: matrix('python'), VERSION: value('build', 'version') },
      },
    },
  });
  const unit = plan.jobs.at(-1);
  assert.equal(unit?.toolchains[0]?.version, '3.12');
  assert.deepEqual(unit?.env, [
    { name: 'PY', kind: 'text', text: '3.12' },
    { name: 'VERSION', kind: 'value', leg: 'build@linux(python=3.12)', value: 'version' },
  ]);
});

test('steps for other platforms are not in the leg', () => {
  const plan = planOf(
    {
      jobs: { unit: { steps: ['one', { run: 'two', platforms: ['windows'] }] } },
      workflows: { ci: { jobs: '*', platforms: ['linux', 'windows'] } },
    },
    'ci',
  );
  assert.deepEqual(
    plan.jobs.map((job) => job.steps.map((step) => step.run)),
    [['one'], ['one', 'two']],
  );
});

test('an event plans the workflows that react to it and says why the others do not', () => {
  const pipeline = pipelineOf({
    jobs: { unit: 'true' },
    workflows: {
      quick: { jobs: '*', on: [push('develop')], owner: 'circleci' },
      full: { jobs: '*', on: [push('main')], owner: { linux: 'circleci' } },
      ship: { jobs: '*', on: [tag('v*')], owner: 'github' },
    },
  });
  const lines = planEvent(pipeline, { kind: 'push', branch: 'main' }).map(
    ({ workflow, match, plan }) =>
      `${workflow.name}: ${plan?.jobs.map((job) => `${job.id} on ${job.owner}`).join() ?? match.reason}`,
  );
  assert.deepEqual(lines, [
    'quick: branch main is not develop',
    'full: unit@linux on circleci',
    'ship: no push trigger',
  ]);
});

test('a plan is plain data: written as JSON and read again it is the same', () => {
  const plan = planOf(
    {
      secrets: { TOKEN: {} },
      jobs: {
        build: { run: 'true', values: ['version'], artifacts: { out: 'x' }, when: 'always' },
        unit: {
          toolchain: { name: 'python', version: matrix('python') },
          steps: [{ run: 'true', timeout: '1m', env: { A: 'b' } }],
          needs: ['build'],
          matrix: { python: ['3.11', '3.12'] },
          env: { VERSION: value('build', 'version'), PY: matrix('python') },
          secrets: ['TOKEN'],
          services: { db: { image: 'postgres:17', env: { P: 'x' }, ports: [5432] } },
          reports: { tests: 'junit.xml' },
          wants: [{ tool: 'jq' }],
          shards: 2,
          retries: 1,
        },
        registry: { platforms: ['windows'], run: 'true' },
      },
      workflows: { ci: { jobs: '*', owner: 'github', budget: '5m', on: [push('main')] } },
    },
    'ci',
  );
  assert.deepEqual([plan.jobs.length, plan.skipped.length], [5, 1]);
  assert.deepEqual(JSON.parse(JSON.stringify(plan)), withoutUndefined(plan));
});

/** JSON leaves out what is undefined, and nothing else may be lost: no map, set or class, no NaN, no undefined in a list. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutUndefined(inner)]));
}
