import type { MatrixReference, Toolchain } from '../config.ts';

export interface GoOptions {
  /** `1.26`, or `matrix('go')`. */
  readonly version?: string | MatrixReference;
  /** Shell text; `go mod download` unless said. */
  readonly install?: string;
  /** Unless said: `go.mod` and `go.sum`. */
  readonly lockFiles?: readonly string[];
}

/** Go, with its modules downloaded. */
export function go(options: GoOptions = {}): Toolchain {
  const { version, install = 'go mod download', lockFiles = ['go.mod', 'go.sum'] } = options;
  return {
    name: 'go',
    ...(version !== undefined && { version }),
    install,
    lockFiles,
    cache: ['~/go/pkg/mod', '~/.cache/go-build'],
  };
}
