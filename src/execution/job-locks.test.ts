import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HandClock } from '../../test/support/hand-clock.ts';
import { memoryFiles } from '../../test/support/memory-files.ts';
import { planOf } from '../../test/support/run-script.ts';
import type { PlannedJob } from '../plan/plan.ts';
import { holderOf } from '../platform/lock-file.ts';
import type { RunEvent } from '../run/run-event.ts';
import { withLocks } from './job-locks.ts';
import { Masker } from './masking/masker.ts';
import type { RunContext } from './run-context.ts';
import { RunStore } from './run-store.ts';

const [leg] = planOf([{ id: 'unit@linux' }]).jobs;
const job: PlannedJob = { ...(leg as PlannedJob), locks: ['database'] };

test('whoever waits for a lock is told once who has it, and reads no secret there', async () => {
  const files = memoryFiles();
  const store = new RunStore(files, '/checkout');
  const path = store.lockPath('database');
  files.content.set(path, JSON.stringify(holderOf(process.pid)));
  const warnings: RunEvent[] = [];
  const context = {
    files,
    store,
    clock: new HandClock(0),
    masker: Masker.of([{ name: 'NAME', value: 'database' }]),
    emit: (event: RunEvent) => {
      warnings.push(event);
      setTimeout(() => files.content.delete(path), 150);
    },
  } as unknown as RunContext;
  let held: boolean | undefined;
  await withLocks(context, job, new AbortController().signal, async () => {
    held = files.content.has(path);
  });
  assert.deepEqual(
    warnings.map((event) => event.kind === 'warning' && event.message),
    [`waits for another run (process ${process.pid}), which holds the lock ***`],
  );
  assert.deepEqual([held, files.content.has(path)], [true, false]);
});
