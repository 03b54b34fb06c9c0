import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PipelineConfig } from './config.ts';
import { categoryOfName } from './normalize/category.ts';
import { normalize } from './normalize.ts';
import { platformsIn } from './platform-match.ts';

function jobOf(config: Partial<PipelineConfig> & Pick<PipelineConfig, 'jobs'>) {
  const [job] = normalize({ project: 'weather', ...config }).jobs;
  assert.ok(job);
  return job;
}

test('a text alone is a job with one step and every default', () => {
  assert.deepEqual(jobOf({ jobs: { unit: 'npm test' } }), {
    name: 'unit',
    title: 'unit',
    category: 'unit',
    steps: [
      {
        name: 'npm test',
        run: 'npm test',
        shell: 'bash',
        cwd: '.',
        env: [],
        when: 'on_success',
        timeout: undefined,
        platforms: undefined,
      },
    ],
    fix: [],
    needs: [],
    matrix: undefined,
    platforms: undefined,
    requires: [],
    wants: [],
    toolchains: [],
    inputs: [],
    outputs: [],
    values: [],
    reports: [],
    artifacts: [],
    env: [],
    inheritEnv: true,
    passEnv: [],
    tty: false,
    environment: undefined,
    permissions: {},
    secrets: [],
    timeout: 1_800_000,
    idleTimeout: 90_000,
    retries: 0,
    allowFailure: false,
    locks: [],
    shards: 1,
    when: 'on_success',
    budget: undefined,
    runner: { image: undefined, size: undefined, dockerLayerCaching: false },
    approval: false,
    container: undefined,
    services: [],
    github: {},
    circleci: {},
  });
});

test('each text of run is a step of its own, each step of a list runs in one shell', () => {
  const job = jobOf({ jobs: { build: { run: ['make', 'make check'], cwd: './sub/', shell: 'sh' } } });
  assert.deepEqual(
    job.steps.map(({ run, cwd, shell }) => [run, cwd, shell]),
    [
      ['make', 'sub', 'sh'],
      ['make check', 'sub', 'sh'],
    ],
  );
  const stepped = jobOf({
    jobs: { build: { steps: ['make', { run: ['# hello', 'cd x', 'make'], shell: 'pwsh' }] } },
  });
  assert.deepEqual(
    stepped.steps.map(({ name, run, shell }) => [name, run, shell]),
    [
      ['make', 'make', 'bash'],
      ['cd x …', '# hello\ncd x\nmake', 'pwsh'],
    ],
  );
});

test('defaults of the pipeline stand behind what a job says', () => {
  const config = {
    defaults: { timeout: '5m', idleTimeout: '20s', retries: 2, shell: 'sh', inheritEnv: false },
  } as const;
  const job = jobOf({ ...config, jobs: { build: { run: 'make', retries: 0 } } });
  assert.deepEqual(
    [job.timeout, job.idleTimeout, job.retries, job.steps[0]?.shell, job.inheritEnv],
    [300_000, 20_000, 0, 'sh', false],
  );
  assert.equal(jobOf({ jobs: { build: 'make' } }).idleTimeout, 600_000);
});

test('environments are merged, and numbers become text', () => {
  const job = jobOf({
    jobs: {
      build: { run: 'make', env: { A: 1, B: true, V: { matrix: 'os' }, W: { job: 'a', value: 'b' } } },
    },
  });
  assert.deepEqual(job.env, [
    { name: 'A', kind: 'text', text: '1' },
    { name: 'B', kind: 'text', text: 'true' },
    { name: 'V', kind: 'matrix', axis: 'os' },
    { name: 'W', kind: 'value', job: 'a', value: 'b' },
  ]);
});

test('shorthands of matrix, needs, reports, artifacts and services are spelled out', () => {
  const job = jobOf({
    jobs: {
      unit: {
        run: 'x',
        matrix: { node: [20, '22'], include: [{ node: 24, fast: true }] },
        needs: ['build'],
        reports: { tests: 'a.xml', coverage: ['b', 'c'] },
        artifacts: {
          dist: 'dist/**',
          logs: { name: 'all-logs', paths: ['l'], retention: '7d', ifMissing: 'ignore' },
        },
        services: { db: 'postgres:17' },
      },
    },
  });
  assert.deepEqual(job.matrix, {
    axes: [{ name: 'node', values: ['20', '22'] }],
    include: [{ node: '24', fast: 'true' }],
    exclude: [],
  });
  assert.deepEqual(job.needs, [{ job: 'build', platform: 'same', artifacts: undefined }]);
  assert.deepEqual(job.reports, [
    { kind: 'tests', path: 'a.xml' },
    { kind: 'coverage', path: 'b' },
    { kind: 'coverage', path: 'c' },
  ]);
  assert.deepEqual(job.artifacts, [
    { name: 'dist', paths: ['dist/**'], retention: undefined, ifMissing: 'error' },
    { name: 'all-logs', paths: ['l'], retention: 604_800_000, ifMissing: 'ignore' },
  ]);
  assert.deepEqual(job.services, [{ name: 'db', image: 'postgres:17' }]);
});

test('a workflow is for linux, and one owner owns every system', () => {
  const { workflows, defaultWorkflow } = normalize({
    project: 'weather',
    jobs: { unit: 'npm test' },
    workflows: {
      ci: { jobs: '*', owner: 'github' },
      matrix: { jobs: ['unit'], owner: { windows: 'github', linux: 'circleci' } },
    },
  });
  assert.equal(defaultWorkflow, 'ci');
  assert.deepEqual(workflows[0]?.platforms, [{ os: 'linux', arch: undefined }]);
  assert.deepEqual(
    workflows[0]?.owners.map((owner) => owner.os),
    ['linux', 'macos', 'windows'],
  );
  assert.deepEqual(workflows[1]?.owners, [
    { os: 'linux', system: 'circleci' },
    { os: 'windows', system: 'github' },
  ]);
});

test('a job runs where both it and the workflow can', () => {
  const { jobs, workflows } = normalize({
    project: 'weather',
    jobs: {
      any: 'x',
      some: { run: 'x', platforms: ['linux/arm64', 'macos'] },
      none: { run: 'x', platforms: ['macos/x64'] },
    },
    workflows: { ci: { jobs: '*', platforms: ['linux', 'macos/arm64'] } },
  });
  const [workflow] = workflows;
  assert.ok(workflow);
  assert.deepEqual(
    jobs.map((job) => platformsIn(workflow, job)),
    [
      [
        { os: 'linux', arch: undefined },
        { os: 'macos', arch: 'arm64' },
      ],
      [
        { os: 'linux', arch: 'arm64' },
        { os: 'macos', arch: 'arm64' },
      ],
      [],
    ],
  );
});

test('a category is told from the words of a name', () => {
  const names = [
    'lint',
    'ruff-format',
    'mypy',
    'typeCheck',
    'test',
    'integration-test',
    'test-windows',
    'benchmarks',
    'docker-build',
    'npm-audit',
    'deploy',
    'e2e',
    'constructor',
  ];
  assert.deepEqual(names.map(categoryOfName), [
    'lint',
    'lint',
    'types',
    'types',
    'unit',
    'integration',
    'platform',
    'benchmark',
    'docker',
    'security',
    'release',
    'e2e',
    'build',
  ]);
});
