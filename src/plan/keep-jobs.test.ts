import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf } from '../../test/support/run-script.ts';
import { keepJobs } from './keep-jobs.ts';

test('legs that are left out are needed by nobody any more, and the others keep their needs', () => {
  const plan = planOf([
    { id: 'build@linux' },
    { id: 'build@windows' },
    { id: 'pack@linux', needs: ['build@linux', 'build@windows'] },
  ]);
  const kept = keepJobs(plan, (job) => job.platform.os !== 'windows' && job.id !== 'build@windows');
  assert.deepEqual(
    kept.jobs.map(({ id, needs }) => [id, needs.map((need) => need.id)]),
    [
      ['build@linux', []],
      ['pack@linux', ['build@linux']],
    ],
  );
  assert.deepEqual({ ...kept, jobs: [] }, { ...plan, jobs: [] });
});
