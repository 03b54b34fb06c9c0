import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import { inputBases, interestOf } from './interest.ts';
import { makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';

function planOf(jobs: PipelineConfig['jobs'], more: Omit<PipelineConfig, 'project' | 'jobs'> = {}): Plan {
  return makePlan(pipelineOf({ ...more, jobs }), { event: { kind: 'local' } });
}

const none: ReadonlySet<string> = new Set();

test('of interest is what a leg reads or a toolchain is locked by, and what the definition was made of', () => {
  const toolchain = { name: 'node', install: 'npm ci', lockFiles: ['package-lock.json'] } as const;
  const plan = planOf({ unit: { run: 'x', inputs: ['src/**/*.ts', '!src/gen'] }, audit: 'x' }, { toolchain });
  const { wants, reaches } = interestOf(plan, ['lockstep.config.ts', 'ci/jobs.ts'], none);
  const names = [
    'src/a.ts',
    'src/gen/a.ts',
    'src/a.md',
    'package-lock.json',
    'lockstep.config.ts',
    'ci/jobs.ts',
    'ci/other.ts',
  ];
  assert.deepEqual(names.filter(wants), [
    'src/a.ts',
    'package-lock.json',
    'lockstep.config.ts',
    'ci/jobs.ts',
  ]);
  assert.deepEqual(['', 'src', 'src/deep', 'src/gen', 'ci', 'docs'].filter(reaches), [
    '',
    'src',
    'src/deep',
    'ci',
  ]);
});

test('what legs make is no edit', () => {
  const plan = planOf({
    build: {
      run: 'x',
      inputs: ['**'],
      outputs: ['dist'],
      artifacts: { wheel: 'wheels/*.whl' },
      reports: { tests: 'junit.xml' },
    },
    e2e: { run: 'x', inputs: ['dist/**', 'e2e'], needs: ['build'] },
  });
  const { wants } = interestOf(plan, [], none);
  const names = [
    'src/a',
    'dist/a',
    'wheels/a.whl',
    'wheels/a',
    'junit.xml',
    'e2e/a',
    '.lockstep/a',
    'src/.git/HEAD',
  ];
  assert.deepEqual(names.filter(wants), ['src/a', 'wheels/a', 'e2e/a']);
});

test('what git ignores is of interest when an input names it, or its folder', () => {
  const plan = planOf({ unit: { run: 'x', inputs: ['**/*.ts', '.env', 'gen/**', '!gen/b.ts', 'lib'] } });
  assert.deepEqual(inputBases(plan), ['.env', 'gen', 'lib']);
  const { inSpite } = interestOf(plan, ['local.config.ts'], new Set(['.env', 'gen']));
  const names = ['.env', 'gen/a.ts', 'gen/b.ts', 'tmp/a.ts', 'lib/a', 'local.config.ts'];
  assert.deepEqual(names.filter(inSpite.wants), ['.env', 'gen/a.ts', 'local.config.ts']);
  assert.deepEqual(['gen', 'gen/deep', 'tmp', 'lib'].filter(inSpite.reaches), ['gen', 'gen/deep']);
});
