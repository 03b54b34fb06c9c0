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
  for (let tries = 0; tries < TRIES; tries++) {
    if (await files.createExclusive(path, JSON.stringify(self())))
      return { release: () => files.remove(path) };
    const state = await readState(files, path);
    if (state === 'free') continue;
    if (state !== 'unreadable' && holderLives(state)) return state;
    await removeStale(files, path);
  }
  throw new Error(`Internal error: ${path} changes hands all the time`);
}

/** With the pause before the next one, some seconds: as long as a busy machine may keep a process from its few lines under a guard. */
const TRIES = 500;

/**
 * Removes the lock of a process that is gone. Whoever does so holds a second lock, the same one for every stale state of the
 * first, and looks again before it removes: or the slower of two would remove the lock that the faster has just taken. The
 * second lock is a lock like the first, so that what a process killed here leaves behind is removed in the same way.
 */
async function removeStale(files: Files, path: string): Promise<void> {
  const guard = await acquireLock(files, `${path}.guard`);
  if (!('release' in guard)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return;
  }
  try {
    const state = await readState(files, path);
    // What is free here may be taken the next moment.
    if (state === 'unreadable' || (state !== 'free' && !holderLives(state))) await files.remove(path);
  } finally {
    await guard.release();
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
  const state = await readState(files, path);
  return state === 'free' || state === 'unreadable' ? undefined : state;
}

/** From one reading: two could tell of two different locks. */
async function readState(files: Files, path: string): Promise<LockHolder | 'free' | 'unreadable'> {
  const text = await files.readText(path);
  if (text === undefined) return 'free';
  try {
    const { pid, started } = JSON.parse(text) as Partial<LockHolder>;
    return typeof pid === 'number' ? { pid, started } : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

export function holderLives(holder: LockHolder): boolean {
  if (!isAlive(holder.pid)) return false;
  return holder.started === undefined || holder.started === startTime(holder.pid);
}
