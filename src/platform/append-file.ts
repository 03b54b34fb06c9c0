import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { StorageError } from './storage-error.ts';

/**
 * A file that only grows. A write is in the kernel when it returns, so it outlives a SIGKILL of this process (not a power cut:
 * nothing is synced). Writing at once also holds a fast producer back, so memory does not grow with the output. What cannot be
 * written is a `StorageError`.
 */
export interface AppendFile {
  write(data: string | Uint8Array): void;
  close(): void;
}

/** Opens for appending; makes the directories and the file when they are missing. `repairLine` ends a last line that was cut off. */
export function openAppend(path: string, options: { readonly repairLine?: boolean } = {}): AppendFile {
  let open = true;
  const descriptor = guarded(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, options.repairLine === true ? 'a+' : 'a');
  });
  const write = (bytes: Uint8Array): void =>
    guarded(path, () => {
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    });
  if (options.repairLine === true && !endsWithNewline(descriptor)) write(Buffer.from('\n'));
  return {
    write(data) {
      // Another file may have been given the descriptor's number by now.
      if (!open) throw new Error(`Internal error: ${path} is written after it was closed`);
      write(typeof data === 'string' ? Buffer.from(data) : data);
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StorageError(path, error);
  }
}

/** An empty file has no line that could be cut off. */
function endsWithNewline(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
