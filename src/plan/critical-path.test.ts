import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import { criticalPath, upwardRanks } from './critical-path.ts';
import { makePlan } from './make-plan.ts';
import type { LegId } from './plan.ts';

const PLAN = makePlan(
  pipelineOf({
    jobs: {
      build: 'true',
      unit: { run: 'true', needs: ['build'] },
      e2e: { run: 'true', needs: ['build', 'unit'] },
      lint: 'true',
    },
  }),
  { event: { kind: 'local' } },
);
const TIMES: Record<string, number> = {
  'build@linux': 10,
  'unit@linux': 20,
  'e2e@linux': 5,
  'lint@linux': 12,
};
const duration = (leg: LegId): number => TIMES[leg] ?? 0;

test('the critical path is the longest chain of needs', () => {
  assert.deepEqual(criticalPath(PLAN.jobs, duration), {
    legs: ['build@linux', 'unit@linux', 'e2e@linux'],
    duration: 35,
  });
});

test("a leg's rank is its time and that of the longest chain behind it", () => {
  assert.deepEqual(Object.fromEntries(upwardRanks(PLAN.jobs, duration)), {
    'lint@linux': 12,
    'e2e@linux': 5,
    'unit@linux': 25,
    'build@linux': 35,
  });
});

test('without jobs there is no path', () => {
  assert.deepEqual(criticalPath([], duration), { legs: [], duration: 0 });
});
