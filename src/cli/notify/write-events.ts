import { resolve } from 'node:path';
import type { NotifyEvent } from '../../notify/notify-event.ts';
import type { Invocation } from '../commands/command.ts';
import { writeGivenFile } from '../given-files.ts';

/** Writes what `notify send --events` reads: a line of JSON for each event. */
export async function writeEvents(
  { directory, console }: Invocation,
  file: string,
  events: readonly NotifyEvent[],
): Promise<void> {
  const path = resolve(directory, file);
  await writeGivenFile(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  console.remark(`Wrote ${path}`);
}
