import type { PlannedJob } from '../plan/plan.ts';
import { waitForLock } from '../platform/lock-file.ts';
import type { RunContext } from './run-context.ts';
import { legFileName } from './run-store.ts';
import { warn } from './warning.ts';

/**
 * Holds the locks a job names while it works, also against other runs in the same checkout; within a run the scheduler has seen to
 * it already. Taken in the order of their names, so that two jobs never wait for each other.
 */
export async function withLocks<T>(
  context: RunContext,
  job: PlannedJob,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const releases: (() => Promise<void>)[] = [];
  try {
    for (const name of job.locks.toSorted()) {
      const onWait = ({ pid }: { pid: number }): void => {
        warn(context, job, `waits for another run (process ${pid}), which holds the lock ${name}`);
      };
      releases.push(await waitForLock(context.files, context.store.lockPath(name), { signal, onWait }));
    }
    return await work();
  } finally {
    for (const release of releases.reverse()) await release();
  }
}

/**
 * Keeps other runs in the same checkout from running the same leg meanwhile. Taken after the locks that a job names, and with nothing
 * waited for while it is held: no two legs wait for each other.
 */
export async function withLegLock<T>(
  context: RunContext,
  job: PlannedJob,
  signal: AbortSignal,
  work: (how: { readonly waited: boolean }) => Promise<T>,
): Promise<T> {
  let waited = false;
  const onWait = ({ pid }: { pid: number }): void => {
    waited = true;
    warn(context, job, `waits for another run (process ${pid}), which is at it too`);
  };
  // A full stop: no lock that a job names has one.
  const path = context.store.lockPath(`leg.${legFileName(job.id)}`);
  const release = await waitForLock(context.files, path, { signal, onWait });
  try {
    return await work({ waited });
  } finally {
    await release();
  }
}
