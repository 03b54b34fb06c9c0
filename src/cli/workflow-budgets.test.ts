import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import { reportBudgets } from './workflow-budgets.ts';

test('a budget counts on the reuse of the jobs whose results are reused', () => {
  const job = { run: 'true', category: 'unit' } as const;
  const pipeline = pipelineOf({
    toolchain: { name: 'plain', inputs: ['src'] },
    secrets: ['TOKEN'],
    jobs: {
      own: { ...job, inputs: ['docs'] },
      shared: job,
      odd: { ...job, inputs: ['!(docs)/**'] },
      none: { ...job, toolchain: false },
      secret: { ...job, secrets: ['TOKEN'] },
    },
    workflows: { ci: { jobs: '*' } },
  });
  const [report] = reportBudgets(pipeline, pipeline.workflows, { history: [], now: 0 });
  assert.deepEqual(
    report?.budget.legs.map(({ name, reusable }) => [name, reusable]),
    [
      ['own', true],
      ['shared', true],
      ['odd', true],
      ['none', false],
      ['secret', false],
    ],
  );
});
