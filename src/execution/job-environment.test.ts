import assert from 'node:assert/strict';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { planOf } from '../../test/support/run-script.ts';
import type { LegId, PlannedJob, PlannedStep } from '../plan/plan.ts';
import { type EnvironmentSources, jobEnvironment, prependPath, stepEnvironment } from './job-environment.ts';

const SOURCES: EnvironmentSources = {
  outer: {},
  declaredSecrets: [],
  workspace: '/work',
  os: 'linux',
  inputs: {},
  tag: undefined,
  value: () => undefined,
};
const OUTER = { PATH: '/bin', HOME: '/home/me', EDITOR: 'vi', API_KEY: 'k', OTHER_KEY: 'o' };

function environment(
  change: Partial<PlannedJob>,
  sources: Partial<EnvironmentSources> = {},
): Readonly<Record<string, string>> {
  const [job] = planOf([{ id: 'unit@linux' }]).jobs;
  return jobEnvironment(
    { ...(job as PlannedJob), ...change },
    { ...SOURCES, outer: OUTER, declaredSecrets: ['API_KEY', 'OTHER_KEY'], ...sources },
  );
}

describe('the environment of a job', () => {
  it('is the outer one, with CI set, and without secrets', () => {
    assert.deepEqual(environment({ secrets: ['API_KEY'] }), {
      PATH: '/bin',
      HOME: '/home/me',
      EDITOR: 'vi',
      CI: 'true',
      LOCKSTEP: 'true',
      LOCKSTEP_JOB: 'unit',
    });
  });

  it('of a step has the secrets of the job, or of those the ones that the step names', () => {
    const [planned] = planOf([{ id: 'unit@linux' }]).jobs;
    const job = { ...(planned as PlannedJob), secrets: ['API_KEY', 'OTHER_KEY', 'UNSET'] };
    const [step] = job.steps as [PlannedStep];
    const seen = (secrets?: readonly string[]): Readonly<Record<string, string>> =>
      stepEnvironment(
        {},
        { step: { ...step, ...(secrets && { secrets }) }, job },
        { ...SOURCES, outer: OUTER },
      );
    assert.deepEqual(seen(), { API_KEY: 'k', OTHER_KEY: 'o' });
    assert.deepEqual(seen(['OTHER_KEY']), { OTHER_KEY: 'o' });
    assert.deepEqual(seen([]), {});
  });

  it('is only what is needed where nothing is inherited', () => {
    assert.deepEqual(Object.keys(environment({ inheritEnv: false })).sort(), [
      'CI',
      'HOME',
      'LOCKSTEP',
      'LOCKSTEP_JOB',
      'PATH',
    ]);
  });

  it('tells the matrix and the shard', () => {
    const { MATRIX_PYTHON_VERSION, LOCKSTEP_SHARD, LOCKSTEP_SHARDS } = environment({
      matrix: { 'python-version': '3.12' },
      shard: { index: 2, total: 4 },
    });
    assert.deepEqual([MATRIX_PYTHON_VERSION, LOCKSTEP_SHARD, LOCKSTEP_SHARDS], ['3.12', '2', '4']);
  });

  it('has the toolchain in front of PATH, with paths below the workspace', () => {
    const env = environment({
      toolchains: [
        {
          name: 'python',
          path: { linux: ['.venv/bin'], windows: ['.venv/Scripts'] },
          env: { VIRTUAL_ENV: './.venv', PYTHONUTF8: '1' },
        },
      ],
    });
    assert.equal(env.PATH, [join('/work', '.venv/bin'), '/bin'].join(delimiter));
    assert.equal(env.VIRTUAL_ENV, join('/work', '.venv'));
    assert.equal(env.PYTHONUTF8, '1');
  });

  it('has the very lockstep that runs the job in front of all, where the job calls it', () => {
    const own = { folder: '/lockstep/path', node: '/bin/node', build: '1' };
    const node = { name: 'node', path: { linux: ['node_modules/.bin'] } } as const;
    const env = environment({ toolchains: [{ name: 'lockstep' }, node] }, { lockstep: own });
    assert.equal(env.PATH, ['/lockstep/path', join('/work', 'node_modules/.bin'), '/bin'].join(delimiter));
    assert.deepEqual([env.LOCKSTEP_NODE, env.LOCKSTEP_LEG], ['/bin/node', 'unit@linux']);
    assert.equal('LOCKSTEP_NODE' in environment({ toolchains: [node] }, { lockstep: own }), false);
  });

  it('tells a job that calls lockstep its leg, without the shard', () => {
    const { LOCKSTEP_LEG, LOCKSTEP_SHARD } = environment({
      toolchains: [{ name: 'lockstep' }],
      platform: { os: 'linux', arch: 'arm64' },
      matrix: { python: '3.12' },
      shard: { index: 2, total: 4 },
    });
    assert.deepEqual([LOCKSTEP_LEG, LOCKSTEP_SHARD], ['unit@linux/arm64(python=3.12)', '2']);
  });

  it('lets what is declared win over what is inherited, and a secret over everything', () => {
    const text = (name: string, value: string): PlannedJob['env'][number] => ({
      name,
      kind: 'text',
      text: value,
    });
    const env = environment({
      env: [text('EDITOR', 'none'), text('API_KEY', 'plain')],
      secrets: ['API_KEY'],
    });
    assert.deepEqual([env.EDITOR, env.API_KEY], ['none', 'plain']);
    const [planned] = planOf([{ id: 'unit@linux' }]).jobs;
    const job = { ...(planned as PlannedJob), secrets: ['API_KEY'] };
    const [step] = job.steps as [PlannedStep];
    assert.equal(stepEnvironment(env, { step, job }, { ...SOURCES, outer: OUTER }).API_KEY, 'k');
  });

  it('has the values that other legs handed on, and nothing for those that did not', () => {
    const entry = (value: string): PlannedJob['env'][number] => ({
      name: value.toUpperCase(),
      kind: 'value',
      leg: 'build@linux' as LegId,
      value,
    });
    const env = environment(
      { env: [entry('version'), entry('missing')] },
      { value: (leg, name) => (leg === 'build@linux' && name === 'version' ? '1.2.3' : undefined) },
    );
    assert.deepEqual([env.VERSION, env.MISSING], ['1.2.3', '']);
  });

  it('of a step adds what the step declares', () => {
    const [job] = planOf([{ id: 'unit@linux' }]).jobs;
    const [step] = job?.steps ?? [];
    const env = stepEnvironment(
      { A: '1', B: '2' },
      {
        step: { ...(step as NonNullable<typeof step>), env: [{ name: 'B', kind: 'text', text: '3' }] },
        job: job as PlannedJob,
      },
      SOURCES,
    );
    assert.deepEqual(env, { A: '1', B: '3' });
  });

  it('keeps the name that PATH has on Windows', () => {
    const env = { Path: 'C:\\Windows' };
    prependPath(env, ['C:\\tools']);
    assert.deepEqual(env, { Path: `C:\\tools${delimiter}C:\\Windows` });
  });
});
