import type { Os } from './platform-config.ts';
import type { MatrixReference } from './value-config.ts';

/** How a language's tools come to be on a machine. `python()`, `node()`, `go()`, `rust()` and `lockstep()` make these; so can you. */
export interface Toolchain {
  /** Decides the setup steps that a CI system offers natively. */
  readonly name: 'python' | 'node' | 'go' | 'rust' | 'plain' | 'lockstep';
  /** Version wanted, as the CI systems' setup steps take it: `3.12`, `22`, `1.26`, `stable`. Of lockstep whatever npm installs. */
  readonly version?: string | MatrixReference;
  /** Version of the Node.js that the CI systems run lockstep with; only of `lockstep`. */
  readonly node?: string;
  /**
   * Shell text that runs in front of `install` on a developer's machine only, such as what makes a virtual environment.
   * CI systems bring their own clean machine and leave it out.
   */
  readonly prepare?: string;
  /** Shell text that installs dependencies. Runs again when a lock file, this text or the tool's version changes. */
  readonly install?: string;
  /** Files whose content decides whether `install` must run again. */
  readonly lockFiles?: readonly string[];
  /** Globs of the files that can change the result of a job that uses it and names no `inputs` of its own. */
  readonly inputs?: readonly string[];
  /** Directories a CI system keeps between runs. */
  readonly cache?: readonly string[];
  /** What `install` must have made; when one of these is missing it runs again. */
  readonly provides?: readonly string[];
  /** Directories put in front of PATH for every job that uses this toolchain, per operating system. */
  readonly path?: Readonly<Partial<Record<Os, readonly string[]>>>;
  /** Variables set for every job that uses this toolchain. A value that begins with `./` is a path below the folder of the definition. */
  readonly env?: Readonly<Record<string, string>>;
}
