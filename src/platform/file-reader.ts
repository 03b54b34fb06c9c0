import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { rawPath } from './raw-path.ts';

/** Bytes that are read without anything being allocated: most files have fewer. */
const USUAL = 1 << 18;

/**
 * Reads files one after another into the same memory: what it gives is valid until the next is read. Of ten thousand small files more
 * time would go into making and removing buffers than into reading. Follows links. Undefined for what is no file, or may not be read.
 */
export class FileReader {
  readonly #memory = Buffer.allocUnsafeSlow(USUAL);

  read(path: string): Buffer | undefined {
    const raw = rawPath(path);
    let descriptor: number | undefined;
    try {
      descriptor = openSync(raw, 'r');
      const length = readSync(descriptor, this.#memory, 0, USUAL, null);
      return length < USUAL ? this.#memory.subarray(0, length) : readFileSync(raw);
    } catch {
      return undefined;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }
}
