import { resolve } from 'node:path';
import type { NotifyEvent } from '../../notify/notify-event.ts';
import { nodeFiles } from '../../platform/files.ts';
import { StorageError } from '../../platform/storage-error.ts';
import type { Invocation } from '../commands/command.ts';

/** Writes what `notify send --events` reads: a line of JSON for each event. */
export async function writeEvents(
  { directory, console }: Invocation,
  file: string,
  events: readonly NotifyEvent[],
): Promise<void> {
  const path = resolve(directory, file);
  try {
    await nodeFiles.writeAtomic(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  } catch (error) {
    throw new StorageError(path, error);
  }
  console.remark(`Wrote ${path}`);
}
