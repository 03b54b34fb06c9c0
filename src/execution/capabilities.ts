import type { CapabilityConfig } from '../pipeline/config.ts';

/** What a machine has. `undefined` when it has the capability, else what is missing and how to get it. */
export interface Capabilities {
  missing(capability: CapabilityConfig): Promise<string | undefined>;
}

/** `docker`, `display`, or `ruff >=0.4`: for people. */
export function describeCapability(capability: CapabilityConfig): string {
  if (typeof capability === 'string') return capability;
  return capability.version === undefined ? capability.tool : `${capability.tool} ${capability.version}`;
}

/** The first of several that is missing. */
export async function firstMissing(
  capabilities: Capabilities,
  wanted: readonly CapabilityConfig[],
): Promise<string | undefined> {
  for (const capability of wanted) {
    const missing = await capabilities.missing(capability);
    if (missing !== undefined) return missing;
  }
  return undefined;
}
