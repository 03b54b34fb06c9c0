import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, in milliseconds; rejects when it is not to wait any longer. */
export async function pausing(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}
