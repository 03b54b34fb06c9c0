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

test('what stays keeps its order, also when what lay between is left out', () => {
  const plan = planOf([
    { id: 'build@linux' },
    { id: 'lint@linux', needs: ['build@linux'] },
    { id: 'unit@linux', needs: ['lint@linux', 'build@linux'] },
    { id: 'e2e@linux', needs: ['unit@linux', 'lint@linux'] },
    { id: 'pack@linux', needs: ['build@linux', 'unit@linux'] },
  ]);
  const kept = keepJobs(plan, (job) => ['build', 'e2e', 'pack'].includes(job.job));
  assert.deepEqual(
    kept.jobs.map(({ id, needs }) => [id, needs.map((need) => need.id)]),
    [
      ['build@linux', []],
      ['e2e@linux', ['build@linux']],
      ['pack@linux', ['build@linux']],
    ],
  );
});
