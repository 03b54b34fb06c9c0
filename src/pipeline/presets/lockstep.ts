import type { Toolchain } from '../config.ts';

export interface LockstepOptions {
  /** Installed in the CI systems: `1.2.3`, or what else npm takes, such as the address of a tarball. Unless said, the version that generates. */
  readonly version?: string;
  /** Version of the Node.js it runs with there, in a job that has no `node()`; `22` unless said. */
  readonly node?: string;
}

/** lockstep itself, for jobs that call it: `lockstep report coverage`. On a developer's machine it is the one that runs the job. */
export function lockstep({ version, node }: LockstepOptions = {}): Toolchain {
  return {
    name: 'lockstep',
    ...(version !== undefined && { version }),
    ...(node !== undefined && { node }),
  };
}
