import type { Files } from './files.ts';
import { isAlive, startTime } from './processes.ts';

/**
 * A file that says which process holds something. It is taken over only from a process that is gone, never by age: a slow
 * holder is still a holder. Process numbers are reused, so the holder's start time is kept with it where the system tells it.
 */
export interface LockHolder {
  readonly pid: number;
  readonly started: string | undefined;
}

/** A process as it is written down. */
export function holderOf(pid: number): LockHolder {
  return { pid, started: startTime(pid) };
}

function self(): LockHolder {
  return holderOf(process.pid);
}

/** Takes the lock, or tells who has it. */
export async function acquireLock(
  files: Files,
  path: string,
): Promise<{ readonly release: () => Promise<void> } | LockHolder> {
  for (let tries = 0; tries < 50; tries++) {
    if (await files.createExclusive(path, JSON.stringify(self())))
      return { release: () => files.remove(path) };
    const holder = await readHolder(files, path);
    if (holder !== undefined && holderLives(holder)) return holder;
    await removeStale(files, path, holder);
  }
  throw new Error(`Internal error: ${path} changes hands all the time`);
}

/**
 * Removes the lock of a process that is gone. Only one process does so for each such lock, and looks again before it does: or the
 * slower of two would remove the lock that the faster has just taken.
 */
async function removeStale(files: Files, path: string, stale: LockHolder | undefined): Promise<void> {
  const guard = `${path}.${stale?.pid ?? 'unreadable'}-${stale?.started ?? 'unknown'}`;
  if (!(await files.createExclusive(guard, JSON.stringify(self())))) {
    const other = await readHolder(files, guard);
    if (other === undefined || !holderLives(other)) await files.remove(guard);
    else await new Promise((resolve) => setTimeout(resolve, 10));
    return;
  }
  try {
    const holder = await readHolder(files, path);
    if (holder === undefined || !holderLives(holder)) await files.remove(path);
  } finally {
    await files.remove(guard);
  }
}

/** Waits for the lock; `onWait` hears once who has it. Ends with an exception when `signal` is aborted. */
export async function waitForLock(
  files: Files,
  path: string,
  options: { readonly signal: AbortSignal; onWait(holder: LockHolder): void },
): Promise<() => Promise<void>> {
  for (let told = false; ; ) {
    const got = await acquireLock(files, path);
    if ('release' in got) return got.release;
    if (!told) options.onWait(got);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 100));
    options.signal.throwIfAborted();
  }
}

/** Who holds it now; undefined when nobody does, or the file cannot be read. */
export async function readHolder(files: Files, path: string): Promise<LockHolder | undefined> {
  const text = await files.readText(path);
  if (text === undefined) return undefined;
  try {
    const { pid, started } = JSON.parse(text) as Partial<LockHolder>;
    return typeof pid === 'number' ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}

export function holderLives(holder: LockHolder): boolean {
  if (!isAlive(holder.pid)) return false;
  return holder.started === undefined || holder.started === startTime(holder.pid);
}
