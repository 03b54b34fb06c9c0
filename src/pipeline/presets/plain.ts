import type { Toolchain } from '../config.ts';

/** No language's tools: what is installed on the machine, and what `install` adds. */
export function plain(options: Omit<Toolchain, 'name'> = {}): Toolchain {
  return { ...options, name: 'plain' };
}
