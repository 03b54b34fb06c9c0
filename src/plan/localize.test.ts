import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import { type LocalMachine, localizePlan } from './localize.ts';
import { makePlan } from './make-plan.ts';

const LINUX: LocalMachine = { os: 'linux', arch: 'x64' };
const MAC: LocalMachine = { os: 'macos', arch: 'arm64' };

function local(config: Omit<PipelineConfig, 'project'>, machine: LocalMachine): string[] {
  const pipeline = pipelineOf(config);
  const plan = makePlan(pipeline, { event: { kind: 'local' }, workflow: pipeline.workflows[0]?.name });
  const { plan: here, elsewhere } = localizePlan(plan, machine);
  return [
    ...here.jobs.map((job) => [job.id, ...job.needs.map((need) => need.id)].join(' ← ')),
    ...here.skipped.map((skip) => `${skip.id} skipped: ${skip.reason}`),
    ...elsewhere.map((leg) => `${leg.id} elsewhere: ${leg.owner} ${leg.where}`),
  ];
}

test('legs of other platforms stay with the system that owns them', () => {
  const config: Omit<PipelineConfig, 'project'> = {
    jobs: { unit: 'true', registry: { category: 'platform', platforms: ['windows'], run: 'true' } },
    workflows: {
      ci: { jobs: '*', platforms: ['linux', 'windows'], owner: { linux: 'circleci', windows: 'github' } },
    },
  };
  assert.deepEqual(local(config, LINUX), [
    'unit@linux',
    'unit@windows elsewhere: github windows',
    'registry@windows elsewhere: github windows',
  ]);
});

test('on a machine the workflow has no leg for, a job that may run anywhere stands in for one', () => {
  const config: Omit<PipelineConfig, 'project'> = {
    jobs: {
      build: 'true',
      unit: { run: 'true', needs: ['build'] },
      deb: { category: 'build', platforms: ['linux'], needs: ['build'], run: 'true' },
    },
    workflows: { quick: { jobs: '*', owner: 'circleci' } },
  };
  assert.deepEqual(local(config, MAC), [
    'build@macos',
    'unit@macos ← build@macos',
    'build@linux elsewhere: circleci linux',
    'unit@linux elsewhere: circleci linux',
    'deb@linux elsewhere: circleci linux',
  ]);
});

test('a leg that needs what another machine makes is skipped, and so is what needs it', () => {
  const config: Omit<PipelineConfig, 'project'> = {
    jobs: {
      unit: 'true',
      report: { run: 'true', platforms: ['linux'], needs: [{ job: 'unit', platform: 'all' }] },
      publish: { run: 'true', platforms: ['linux'], needs: ['report'] },
    },
    workflows: { ci: { jobs: '*', platforms: ['linux', 'macos'], owner: 'github' } },
  };
  assert.deepEqual(local(config, LINUX), [
    'unit@linux',
    'report@linux skipped: needs unit@macos, which runs on GitHub Actions (macos)',
    'publish@linux skipped: needs report@linux, which is skipped',
    'unit@macos elsewhere: github macos',
  ]);
});

test('an architecture that is named must be the one at hand', () => {
  const config: Omit<PipelineConfig, 'project'> = {
    jobs: { unit: { run: 'true', platforms: ['linux/arm64', 'linux/x64'] } },
    workflows: { ci: { jobs: '*', platforms: ['linux'], owner: 'github' } },
  };
  assert.deepEqual(local(config, LINUX), [
    'unit@linux/x64',
    'unit@linux/arm64 elsewhere: github linux/arm64',
  ]);
});

test('each toolchain is set up once, before the legs that use it', () => {
  const toolchain = { name: 'node', install: 'npm ci' } as const;
  const config: Omit<PipelineConfig, 'project'> = {
    toolchain,
    jobs: { unit: 'true', lint: 'true', docs: { run: 'true', toolchain: false } },
    workflows: { ci: { jobs: '*' } },
  };
  assert.deepEqual(local(config, LINUX), [
    'setup-node@linux',
    'unit@linux ← setup-node@linux',
    'lint@linux ← setup-node@linux',
    'docs@linux',
  ]);
});

test('legs of one job that write files of the same names take turns, as they share a checkout here', () => {
  const pipeline = pipelineOf({
    jobs: {
      unit: { run: 'true', matrix: { python: ['3.11', '3.12'] }, reports: { tests: 'junit.xml' } },
      lint: { run: 'true', matrix: { tool: ['a', 'b'] } },
    },
  });
  const { plan } = localizePlan(makePlan(pipeline, { event: { kind: 'local' } }), LINUX);
  assert.deepEqual(
    plan.jobs.map((job) => job.locks),
    [['legs-of-unit'], ['legs-of-unit'], [], []],
  );
});

test('what installs a toolchain sees no secret of the job that needs it first', () => {
  const pipeline = pipelineOf({
    secrets: ['TOKEN'],
    toolchain: { name: 'node', install: 'npm ci' },
    jobs: { publish: { run: 'npm publish', secrets: ['TOKEN'] }, unit: 'npm test' },
  });
  const plan = makePlan(pipeline, { event: { kind: 'local' }, workflow: undefined });
  const { plan: here } = localizePlan(plan, LINUX);
  assert.deepEqual(
    here.jobs.map((job) => [job.id, job.secrets]),
    [
      ['setup-node@linux', []],
      ['publish@linux', ['TOKEN']],
      ['unit@linux', []],
    ],
  );
});
