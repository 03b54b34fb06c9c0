import type { MatrixReference, Toolchain } from '../config.ts';

export interface NodeOptions {
  /** `22`, or `matrix('node')`. */
  readonly version?: string | MatrixReference;
  /** Shell text; `npm ci` unless said. */
  readonly install?: string;
  /** Unless said: `package.json` and the lock files of npm, pnpm and yarn. */
  readonly lockFiles?: readonly string[];
}

const LOCK_FILES = ['package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];

/** Node.js with the project's own programs (`node_modules/.bin`) in front of PATH. */
export function node(options: NodeOptions = {}): Toolchain {
  const { version, install = 'npm ci', lockFiles = LOCK_FILES } = options;
  const bin = ['node_modules/.bin'];
  return {
    name: 'node',
    ...(version !== undefined && { version }),
    install,
    lockFiles,
    cache: ['~/.npm'],
    provides: ['node_modules'],
    path: { linux: bin, macos: bin, windows: bin },
  };
}
