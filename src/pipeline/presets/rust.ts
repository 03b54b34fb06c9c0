import type { MatrixReference, Toolchain } from '../config.ts';

export interface RustOptions {
  /** `stable`, `1.91`, or `matrix('rust')`. */
  readonly version?: string | MatrixReference;
  /** Shell text; `cargo fetch` unless said. */
  readonly install?: string;
  /** Unless said: `Cargo.toml`, `Cargo.lock` and `rust-toolchain.toml`. */
  readonly lockFiles?: readonly string[];
}

const LOCK_FILES = ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml'];

/** Rust, with its crates fetched. */
export function rust(options: RustOptions = {}): Toolchain {
  const { version, install = 'cargo fetch', lockFiles = LOCK_FILES } = options;
  return {
    name: 'rust',
    ...(version !== undefined && { version }),
    install,
    lockFiles,
    cache: ['~/.cargo/registry', '~/.cargo/git', 'target'],
  };
}
