import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../../test/support/pipeline-of.ts';
import { policyDigest, receiptPolicy } from './policy.ts';
import { requiredChecks } from './required-checks.ts';

const pipeline = pipelineOf({
  project: 'weather',
  jobs: {
    lint: 'lint',
    unit: { run: 'test', matrix: { python: ['3.11', '3.12'] } },
    bench: { run: 'bench', allowFailure: true },
    publish: { run: 'publish', category: 'release' },
    nightly: 'nightly',
  },
  workflows: {
    ci: {
      jobs: ['lint', 'unit', 'bench', 'publish'],
      platforms: ['linux', 'windows'],
      owner: { linux: 'circleci', windows: 'github' },
      on: [{ kind: 'push', branches: ['main'] }],
    },
    night: { jobs: ['nightly'], owner: 'github', on: [{ kind: 'schedule', cron: '0 3 * * *' }] },
  },
});

function required(jobs?: readonly string[], branch = 'main'): readonly string[] {
  const policy = receiptPolicy({ branches: [branch] }, jobs === undefined ? {} : { jobs });
  return requiredChecks(pipeline, policy).checks.map(({ leg, system }) => `${leg} ${system}`);
}

test('every leg that a push runs is required of the system that owns it; what may fail or publishes is not', () => {
  assert.deepEqual(required(), [
    'lint@linux circleci',
    'lint@windows github',
    'unit@linux(python=3.11) circleci',
    'unit@linux(python=3.12) circleci',
    'unit@windows(python=3.11) github',
    'unit@windows(python=3.12) github',
  ]);
});

test('jobs that are named are required, whatever they are, and no others', () => {
  assert.deepEqual(required(['bench']), ['bench@linux circleci', 'bench@windows github']);
  assert.deepEqual(requiredChecks(pipeline, receiptPolicy({}, { jobs: ['nightly', 'lint'] })).unknownJobs, [
    'nightly',
  ]);
});

test('a branch whose pushes run nothing demands nothing', () => {
  assert.deepEqual(required(undefined, 'feature'), []);
});

test('the digest of a policy is of what it demands, in whatever order that is written', () => {
  const policy = receiptPolicy({ branches: ['main'], identities: [{ key: 'a' }] });
  const other = receiptPolicy({ identities: [{ key: 'a' }], branches: ['main'] });
  assert.equal(policyDigest(policy, ['a', 'b']), policyDigest(other, ['b', 'a']));
  assert.notEqual(policyDigest(policy, ['a', 'b']), policyDigest(policy, ['a']));
  assert.notEqual(policyDigest(policy, ['a']), policyDigest(receiptPolicy({}), ['a']));
});
