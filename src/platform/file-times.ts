import { lutimesSync } from 'node:fs';
import { join } from './paths.ts';

/** Gives files and links of a folder a time, in milliseconds since 1970; what is not there is passed over. */
export function setTimes(folder: string, paths: readonly string[], time: number): void {
  const seconds = time / 1000;
  for (const path of paths)
    try {
      lutimesSync(join(folder, path), seconds, seconds);
    } catch {
      // A sparse checkout leaves files out, and some file systems keep no times of links.
    }
}
