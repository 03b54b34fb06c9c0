import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A file that only grows. A write is in the kernel when it returns, so it outlives a SIGKILL of this process (not a power cut:
 * nothing is synced). Writing at once also holds a fast producer back, so memory does not grow with the output.
 */
export interface AppendFile {
  write(data: string | Uint8Array): void;
  close(): void;
}

/** Opens for appending; makes the directories and the file when they are missing. `repairLine` ends a last line that was cut off. */
export function openAppend(path: string, options: { readonly repairLine?: boolean } = {}): AppendFile {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, options.repairLine === true ? 'a+' : 'a');
  if (options.repairLine === true && !endsWithNewline(descriptor)) writeSync(descriptor, '\n');
  let open = true;
  return {
    write(data) {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

/** An empty file has no line that could be cut off. */
function endsWithNewline(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
