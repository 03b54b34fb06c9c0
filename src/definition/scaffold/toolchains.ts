import type { Toolchain } from '../../pipeline/config.ts';
import { go } from '../../pipeline/presets/go.ts';
import { node } from '../../pipeline/presets/node.ts';
import { python } from '../../pipeline/presets/python.ts';
import { rust } from '../../pipeline/presets/rust.ts';
import type { FoundToolchain } from './ecosystem.ts';

const PRESETS: Readonly<
  Record<FoundToolchain['preset'], (options?: FoundToolchain['options']) => Toolchain>
> = { node, python, go, rust };

/** What a repository says about a toolchain, where that is not what the preset does by itself. */
export interface ToolchainFacts {
  readonly version?: string | undefined;
  readonly install?: string | undefined;
  /** Undefined when the preset looks at them by itself. */
  readonly lockFiles?: readonly string[] | undefined;
  readonly provides?: string | undefined;
}

/** The data is what the preset itself returns, so that a definition in YAML and one in TypeScript are the same pipeline. */
export function toolchain(preset: FoundToolchain['preset'], facts: ToolchainFacts = {}): FoundToolchain {
  const { version, install, lockFiles, provides } = facts;
  const call = PRESETS[preset];
  const options = {
    ...(version !== undefined && { version }),
    // The call need not say what the preset does anyway.
    ...(install !== undefined && install !== call().install && { install }),
    ...(lockFiles !== undefined && { lockFiles }),
  };
  const overrides = provides === undefined ? undefined : { provides: [provides] };
  return { preset, options, ...(overrides && { overrides }), expanded: { ...call(options), ...overrides } };
}
