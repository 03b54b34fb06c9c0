import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf } from '../../test/support/run-script.ts';
import type { Reasons } from './affected.ts';
import type { LegId } from './plan.ts';
import { type Progress, staleLegs } from './stale-legs.ts';

const PLAN = planOf([
  { id: 'build' },
  { id: 'unit', needs: ['build'] },
  { id: 'e2e', needs: ['unit'] },
  { id: 'lint' },
  { id: 'docs', needs: ['lint'] },
]);

function stale(changed: readonly string[], progress: Readonly<Record<string, Progress>>) {
  const reasons: Reasons = new Map(
    changed.map((leg) => [leg as LegId, { kind: 'changed', file: 'a', more: 0 }]),
  );
  const { next, withdrawn, putOff } = staleLegs(PLAN, reasons, (leg) => progress[leg] ?? 'absent');
  return { next: [...next.keys()], withdrawn: [...withdrawn.keys()], putOff };
}

test('a leg that runs is given up, and so is all that waits for it', () => {
  const progress = { build: 'finished', unit: 'started', e2e: 'waiting', lint: 'started' } as const;
  assert.deepEqual(stale(['unit'], progress), {
    next: ['unit', 'e2e'],
    withdrawn: ['unit', 'e2e'],
    putOff: [],
  });
});

test('a leg that has finished runs again, and what needs it does not go on', () => {
  const progress = {
    build: 'finished',
    unit: 'started',
    e2e: 'waiting',
    lint: 'started',
    docs: 'waiting',
  } as const;
  assert.deepEqual(stale(['build'], progress), {
    next: ['build', 'unit', 'e2e'],
    withdrawn: ['unit', 'e2e'],
    putOff: ['docs'],
  });
});

test('a leg that has not started will read what is there then', () => {
  const progress = { build: 'started', unit: 'waiting', e2e: 'waiting' } as const;
  assert.deepEqual(stale(['unit', 'e2e'], progress), { next: [], withdrawn: [], putOff: [] });
});

test('a leg that is no part of what runs runs next, and what waits is put off until then', () => {
  const progress = { lint: 'started', docs: 'waiting' } as const;
  assert.deepEqual(stale(['unit'], progress), { next: ['unit', 'e2e'], withdrawn: [], putOff: ['docs'] });
  assert.deepEqual(stale(['unit'], {}), { next: ['unit', 'e2e'], withdrawn: [], putOff: [] });
});
