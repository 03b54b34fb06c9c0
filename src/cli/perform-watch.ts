import { fstatSync } from 'node:fs';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { WatchLoop } from './watch-loop.ts';
import { openProject, type WatchOptions } from './watch-project.ts';

/** Runs the selection, and after each edit what the edit affects, until somebody interrupts it. */
export async function performWatch(
  invocation: Invocation,
  names: readonly string[],
  options: WatchOptions,
): Promise<ExitCode> {
  const request = { invocation, names, options };
  const project = await openProject(request);
  if (project === undefined) return EXIT.usage;
  const interruption = new Interruption();
  const loop = new WatchLoop(request, project, interruption);
  const forgetLines = onLine(loop.ask);
  try {
    return await loop.run();
  } finally {
    forgetLines();
    interruption.close();
  }
}

/** Calls back for each line on standard input: Enter on a terminal, or whatever another program writes. */
function onLine(callback: () => void): () => void {
  const { stdin } = process;
  // A file is there as a whole, and says nothing of when.
  if (isFile(0)) return () => undefined;
  const listener = (text: Buffer): void => {
    if (text.includes('\n')) callback();
  };
  stdin.on('data', listener).on('error', () => undefined);
  // Paused, it does not keep the process alive.
  return () => void stdin.off('data', listener).pause();
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return true;
  }
}
