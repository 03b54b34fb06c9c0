import { closeSync, constants, openSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { runCommand } from '../../platform/processes.ts';

/** A pipe: what is written to `writeEnd` (a file descriptor for a child) comes out of `readEnd`. */
export interface OutputPipe {
  readonly writeEnd: number;
  readonly readEnd: Socket;
}

/** How many named pipes are made at a time: making one costs a process. */
const BATCH = 64;

/**
 * Real pipes for the output of steps. What Node calls a pipe is a socket on Linux, and a socket cannot be opened again by name: a
 * step with `tee /dev/stderr` or `> /dev/stdout` would fail here and nowhere else (ENXIO, see open(2)). A named pipe that is
 * unlinked once both its ends are open is as good as one made by pipe(2), which Node does not offer.
 */
export class OutputPipes {
  readonly #folder: string;
  #free: string[] = [];
  #made = 0;
  #filling: Promise<boolean> | undefined;

  /** `folder` is for the pipes' names, until they are open. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Two pipes, or undefined where the system needs none or has no named pipes. */
  async open(): Promise<readonly [OutputPipe, OutputPipe] | undefined> {
    if (process.platform !== 'linux') return undefined;
    // Others may take what was made for us: then more is made.
    while (this.#free.length < 2) if (!(await this.#fill())) return undefined;
    const [one, two] = this.#free.splice(-2);
    return one === undefined || two === undefined ? undefined : [openPipe(one), openPipe(two)];
  }

  #fill(): Promise<boolean> {
    this.#filling ??= this.#make().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  async #make(): Promise<boolean> {
    const names = Array.from({ length: BATCH }, () => join(this.#folder, String(this.#made++)));
    const { code } = await runCommand('mkfifo', ['-m', '600', ...names]);
    if (code === 0) this.#free.push(...names);
    return code === 0;
  }
}

function openPipe(path: string): OutputPipe {
  // Without O_NONBLOCK the reader would wait for a writer, and the writer for a reader.
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(path, constants.O_WRONLY);
  unlinkSync(path);
  return { writeEnd, readEnd: new Socket({ fd: reader, readable: true, writable: false }) };
}

/** Closes our own copies of the write ends: the pipe ends when the last process that has one is gone. */
export function closeWriteEnds(pipes: readonly OutputPipe[]): void {
  for (const { writeEnd } of pipes) closeSync(writeEnd);
}
