import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { PipelineConfig } from '../../pipeline/config.ts';
import { readPipeline } from '../../pipeline/read-pipeline.ts';
import { emitOptions } from '../provider.contract.ts';
import { assertReadBack } from '../read-back.contract.ts';
import { GITHUB_ACTIONS } from './actions.ts';
import { githubProvider } from './provider.ts';

/** LOCKSTEP_RANDOM_DEFINITIONS=1000 tries more of them. */
const RUNS = Number(process.env.LOCKSTEP_RANDOM_DEFINITIONS ?? 200);

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '${{ github.token }}',
    '<< x >>',
    'on',
    '08',
    "it's",
    'a: b',
    '# c',
    '{{ }}',
    '$HOME "x"',
    '${{',
    '}}',
  ),
);
const filled = text.filter((one) => /\S/.test(one));
const script = fc.oneof(
  { weight: 8, arbitrary: filled.filter((one) => !one.includes('${{')) },
  { weight: 1, arbitrary: fc.constant('echo "v=1" >> "$LOCKSTEP_OUTPUT"\nexport LOCKSTEP_ENV') },
  { weight: 1, arbitrary: fc.constant('echo ${{ github.token }}') },
);
const platform = fc.constantFrom('linux', 'macos', 'windows', 'linux/arm64', 'macos/x64' as const);
const JOBS = ['alpha', 'beta', 'gamma', 'delta'];
const variable = fc.constantFrom('A', 'B_2', 'PATH_X', '_');
const environment = fc.dictionary(variable, text, { maxKeys: 2, noNullPrototype: true });
const axis = fc.constantFrom('python', 'platform', 'shard', 'db-kind', 'runner');
const shell = fc.constantFrom('bash', 'sh', 'pwsh', 'cmd' as const);
const when = fc.constantFrom('on_success', 'on_failure', 'always' as const);

const step = fc.record(
  {
    run: script,
    name: filled,
    env: environment,
    shell,
    when,
    platforms: fc.uniqueArray(platform, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['run'], noNullPrototype: true },
);

function job(index: number) {
  const needs = fc
    .subarray(JOBS.slice(0, index))
    .map((names) => names.map((name) => ({ job: name, platform: 'all' })));
  return fc.record(
    {
      steps: fc.array(step, { minLength: 1, maxLength: 3 }),
      title: filled,
      env: environment,
      needs,
      when,
      matrix: fc.dictionary(
        axis,
        fc.uniqueArray(text, { minLength: 1, maxLength: 2, selector: (one) => one.toLowerCase() }),
        { minKeys: 1, maxKeys: 2, noNullPrototype: true },
      ),
      shards: fc.integer({ min: 1, max: 3 }),
      platforms: fc.uniqueArray(platform, { minLength: 1, maxLength: 2 }),
      runner: fc.record(
        { image: fc.constantFrom('self-hosted', 'ubuntu-24.04', 'big-1') },
        { noNullPrototype: true },
      ),
      allowFailure: fc.boolean(),
      locks: fc.subarray(['one', 'two']),
      values: fc.subarray(['v', 'w']),
      artifacts: fc.dictionary(
        fc.constantFrom('dist', 'log'),
        fc.constantFrom('dist/**', '*.log', '.cache/x'),
        { maxKeys: 1, noNullPrototype: true },
      ),
    },
    { requiredKeys: ['steps'], noNullPrototype: true },
  );
}

const branches = fc.uniqueArray(
  fc.constantFrom('main', 'develop', 'release/**', 'rel-*', '/^v\\d+$/', '{a,b}/c'),
  { minLength: 1, maxLength: 2 },
);
const some = fc.uniqueArray(platform, { minLength: 1, maxLength: 2 });
const trigger = fc.oneof(
  fc.record(
    { kind: fc.constant('push'), branches, ignoreBranches: branches, platforms: some },
    { requiredKeys: ['kind', 'branches'], noNullPrototype: true },
  ),
  fc.record(
    {
      kind: fc.constant('pull_request'),
      branches,
      paths: fc.constantFrom(['src/**'], ['**/*.md', '!docs/**']),
      platforms: some,
    },
    { requiredKeys: ['kind'], noNullPrototype: true },
  ),
  fc.record(
    { kind: fc.constant('tag'), tags: fc.constantFrom(['v*'], ['**']), platforms: some },
    { requiredKeys: ['kind', 'tags'], noNullPrototype: true },
  ),
  fc.record(
    { kind: fc.constant('release'), tags: fc.constantFrom(['v*'], ['v1.2.3']) },
    { requiredKeys: ['kind'], noNullPrototype: true },
  ),
  fc.constant({ kind: 'manual' }),
  fc.constant({ kind: 'schedule', cron: '0 3 * * *' }),
);

/** Each job also takes every value of what it needs, and is given a variable of its matrix. */
function wired(jobs: Readonly<Record<string, RandomJob>>): Readonly<Record<string, RandomJob>> {
  return Object.fromEntries(
    Object.entries(jobs).map(([name, given]) => {
      const taken = (given.needs ?? []).flatMap(({ job: from }) =>
        (jobs[from]?.values ?? []).map(
          (value) => [`${from}_${value}`.toUpperCase(), { job: from, value }] as const,
        ),
      );
      const [axis] = Object.keys(given.matrix ?? {});
      const own = axis === undefined ? {} : { OF_MATRIX: { matrix: axis } };
      return [name, { ...given, env: { ...given.env, ...own, ...Object.fromEntries(taken) } }];
    }),
  );
}

interface RandomJob {
  readonly needs?: readonly { readonly job: string }[];
  readonly values?: readonly string[];
  readonly matrix?: Readonly<Record<string, readonly string[]>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

const definitions = fc.record(
  {
    project: fc.constant('random'),
    jobs: fc
      .tuple(...JOBS.map((_, index) => job(index)))
      .chain((jobs) =>
        fc
          .integer({ min: 1, max: JOBS.length })
          .map((count) => Object.fromEntries(JOBS.slice(0, count).map((name, index) => [name, jobs[index]]))),
      ),
    workflows: fc.record(
      {
        ci: fc.record(
          {
            jobs: fc.constant('*'),
            title: filled,
            owner: fc.constant('github'),
            platforms: fc.uniqueArray(platform, { minLength: 1, maxLength: 3 }),
            on: fc.array(trigger, { minLength: 1, maxLength: 3 }),
            env: environment,
            failFast: fc.boolean(),
          },
          { requiredKeys: ['jobs', 'owner', 'on', 'platforms'], noNullPrototype: true },
        ),
      },
      { noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
);

test(`${RUNS} random definitions: what is emitted is safe and reads back as it was planned`, () => {
  const seen = { compared: 0, refused: 0, invalid: 0 };
  fc.assert(
    fc.property(definitions, (config) => {
      const read = readPipeline({
        ...config,
        jobs: wired(config.jobs as Record<string, RandomJob>),
      } as unknown as PipelineConfig);
      if (!read.ok) {
        seen.invalid++;
        return;
      }
      const emission = githubProvider.emit(read.value, emitOptions(GITHUB_ACTIONS));
      for (const { text: file } of emission.files) assertSafe(file);
      if (emission.diagnostics.some((one) => one.severity === 'error')) {
        seen.refused++;
        return;
      }
      if (assertReadBack(githubProvider, read.value, emission) > 0) seen.compared++;
    }),
    { numRuns: RUNS },
  );
  if (process.env.LOCKSTEP_RANDOM_DEFINITIONS !== undefined) console.log(JSON.stringify(seen));
  assert.ok(seen.compared > RUNS / 5, `most of them prove nothing: ${JSON.stringify(seen)}`);
});

interface WorkflowData {
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        'timeout-minutes'?: unknown;
        permissions?: unknown;
        steps: { run?: string; uses?: string; with?: Record<string, unknown> }[];
      }
    >
  >;
}

function assertSafe(file: string): void {
  const data = parse(file) as WorkflowData;
  assert.deepEqual(data.permissions, {}, file);
  for (const job of Object.values(data.jobs)) {
    assert.equal(typeof job['timeout-minutes'], 'number', file);
    assert.equal(typeof job.permissions, 'object', file);
    for (const { run, uses, with: given } of job.steps) {
      assert.ok(run === undefined || !run.includes('${{'), file);
      if (uses === undefined) continue;
      assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/, file);
      if (uses.startsWith('actions/checkout@')) assert.equal(given?.['persist-credentials'], false, file);
    }
  }
}
