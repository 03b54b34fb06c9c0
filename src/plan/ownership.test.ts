import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import { manual, pullRequest, push, tag } from '../pipeline/triggers.ts';
import { describeEvent } from './event.ts';
import { proveOwnership } from './ownership.ts';

function faults(config: Omit<PipelineConfig, 'project'>): string[] {
  return proveOwnership(pipelineOf(config)).diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

const JOBS = { lint: 'ruff check .', unit: 'pytest' } as const;

test('branches on one system and pull requests on the other do not meet', () => {
  const workflows = {
    quick: { jobs: '*', on: [push('develop')], owner: 'circleci' },
    matrix: { jobs: '*', platforms: ['linux', 'macos'], on: [pullRequest('main')], owner: 'github' },
  } as const;
  assert.deepEqual(faults({ jobs: JOBS, workflows }), []);
});

test('the same leg on both systems for one push is told with both places', () => {
  const workflows = {
    full: { jobs: '*', on: [push('main')], owner: 'circleci' },
    matrix: { jobs: ['unit'], platforms: ['linux', 'windows'], on: [push('main')], owner: 'github' },
  } as const;
  assert.deepEqual(faults({ jobs: JOBS, workflows }), [
    "runs-twice: On push to main unit@linux runs twice, in workflow 'full' on CircleCI and in workflow 'matrix' on GitHub Actions.",
  ]);
});

test('two workflows of one system may not run it twice either', () => {
  const workflows = {
    one: { jobs: ['unit'], on: [push('main')], owner: 'github' },
    two: { jobs: '*', on: [push('main')], owner: 'github' },
  } as const;
  assert.match(faults({ jobs: JOBS, workflows })[0] ?? '', /^runs-twice: .*'one'.*'two'/);
});

test('a trigger that names its platforms leaves the rest of the event to the other system', () => {
  const workflows = {
    full: { jobs: '*', on: [push('main')], owner: 'circleci' },
    matrix: {
      jobs: '*',
      platforms: ['linux', 'macos', 'windows'],
      on: [pullRequest('main'), push({ branches: ['main'], platforms: ['macos', 'windows'] }), manual()],
      owner: 'github',
    },
  } as const;
  const proof = proveOwnership(pipelineOf({ jobs: JOBS, workflows }));
  assert.deepEqual(proof.diagnostics, []);
  const onMain = proof.claims.filter((claim) => describeEvent(claim.event) === 'push to main');
  assert.deepEqual(
    onMain.map((claim) => `${claim.leg} ${claim.system}`),
    [
      'lint@linux circleci',
      'unit@linux circleci',
      'lint@macos github',
      'lint@windows github',
      'unit@macos github',
      'unit@windows github',
    ],
  );
});

test('an exception is a meeting with a reason, and covers only what it names', () => {
  const workflows = {
    full: { jobs: '*', on: [push('main')], owner: 'circleci' },
    matrix: { jobs: '*', platforms: ['linux'], on: [push('main')], owner: 'github' },
  } as const;
  const exceptions = [
    { jobs: ['unit'], platform: 'linux', on: 'push', ref: 'main', reason: 'two kernels' },
  ] as const;
  const proof = proveOwnership(pipelineOf({ jobs: JOBS, workflows, exceptions }));
  assert.deepEqual(
    proof.exceptions.map(({ claims, exception }) => `${claims[0]?.leg}: ${exception.reason}`),
    ['unit@linux: two kernels'],
  );
  assert.equal(proof.diagnostics.length, 1);
  assert.match(proof.diagnostics[0]?.message ?? '', /lint@linux/);
});

test('a check that no event starts is an orphan, unless a workflow without triggers names it for people', () => {
  const workflows = { ci: { jobs: ['unit'], on: [push('main')], owner: 'github' } } as const;
  assert.deepEqual(faults({ jobs: JOBS, workflows }), [
    "orphan-check: No event starts job 'lint': no workflow with a trigger has it.",
  ]);
  assert.deepEqual(faults({ jobs: JOBS, workflows: { ...workflows, here: { jobs: ['lint'] } } }), []);
});

test('a platform of a workflow that none of its triggers reaches is told', () => {
  const workflows = {
    ci: {
      jobs: '*',
      platforms: ['linux', 'macos'],
      on: [push({ branches: ['main'], platforms: ['linux'] })],
      owner: 'github',
    },
  } as const;
  assert.match(faults({ jobs: JOBS, workflows })[0] ?? '', /^orphan-check: Workflow 'ci' is for macos too/);
});

test('a tag builds and publishes, and does not test again', () => {
  const jobs = {
    unit: 'pytest',
    build: 'python -m build',
    publish: { category: 'release', needs: ['build', 'unit'], run: 'twine upload dist/*' },
  } as const;
  const workflows = {
    ci: { jobs: ['unit'], on: [push('main')], owner: 'github' },
    ship: { jobs: ['publish'], on: [tag('v*')], owner: 'github' },
  } as const;
  assert.deepEqual(faults({ jobs, workflows }), [
    "tag-retests: On tag v1.2.3 workflow 'ship' runs 'unit' (unit) again, which main has proved already.",
  ]);
});
