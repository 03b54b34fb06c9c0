import type { FoundToolchain, PreparedToolchain } from './ecosystem.ts';

interface Expansion {
  readonly name: FoundToolchain['preset'];
  readonly prepare?: string;
  readonly install: string;
  readonly lockFiles: readonly string[];
  readonly provides?: readonly string[];
  readonly bin?: readonly [unix: string, windows: string];
}

/** What the presets stand for, as far as a definition in YAML has to spell it out. */
const EXPANSIONS: Readonly<Record<FoundToolchain['preset'], Expansion>> = {
  node: {
    name: 'node',
    install: 'npm ci',
    lockFiles: ['package.json', 'package-lock.json'],
    provides: ['node_modules'],
    bin: ['node_modules/.bin', 'node_modules/.bin'],
  },
  python: {
    name: 'python',
    prepare: 'test -d .venv || python3 -m venv .venv || python -m venv .venv',
    install: 'python -m pip install -r requirements.txt',
    lockFiles: ['requirements.txt'],
    provides: ['.venv'],
    bin: ['.venv/bin', '.venv/Scripts'],
  },
  go: { name: 'go', install: 'go mod download', lockFiles: ['go.mod', 'go.sum'] },
  rust: { name: 'rust', install: 'cargo fetch', lockFiles: ['Cargo.toml', 'Cargo.lock'] },
};

export interface ToolchainFacts {
  readonly version?: string | undefined;
  /** Left out of the preset's call when it is what the preset does anyway. */
  readonly install?: string | undefined;
  readonly lockFiles?: readonly string[] | undefined;
  /** The lock files are not among those that the preset looks at. */
  readonly hasOwnLockFiles?: boolean;
  readonly provides?: string | undefined;
}

export function toolchain(preset: FoundToolchain['preset'], facts: ToolchainFacts = {}): FoundToolchain {
  const usual = EXPANSIONS[preset];
  const { version, install = usual.install, lockFiles = usual.lockFiles } = facts;
  const provides = facts.provides === undefined ? usual.provides : [facts.provides];
  const [unix, windows] = usual.bin ?? [];
  const expanded: PreparedToolchain = {
    name: usual.name,
    ...(version !== undefined && { version }),
    ...(usual.prepare !== undefined && { prepare: usual.prepare }),
    install,
    ...(lockFiles.length > 0 && { lockFiles }),
    ...(provides !== undefined && { provides }),
    ...(unix && windows && { path: { linux: [unix], macos: [unix], windows: [windows] } }),
  };
  return {
    preset,
    options: {
      ...(version !== undefined && { version }),
      ...(install !== usual.install && { install }),
      ...(facts.hasOwnLockFiles && { lockFiles }),
    },
    ...(facts.provides !== undefined && { overrides: { provides: [facts.provides] } }),
    expanded,
  };
}
