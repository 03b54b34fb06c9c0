import type { PlannedToolchain } from './plan.ts';

/** What of a job's toolchains is lockstep's own. */
export interface LockstepToolchain {
  /** What npm installs, as one word of a shell: `lockstep@1.2.3`. */
  readonly package: string;
  /** Version of the Node.js that has to be set up for it; undefined where the job has a toolchain for Node.js. */
  readonly node: string | undefined;
}

/** lockstep asks for 20.19; this is what it is tested with most. */
export const USUAL_NODE = '22';

/** Undefined when the job does not call lockstep. The version is known to be free of quotes: the definition has been checked. */
export function lockstepToolchain(toolchains: readonly PlannedToolchain[]): LockstepToolchain | undefined {
  const own = toolchains.find(({ name }) => name === 'lockstep');
  if (own === undefined) return undefined;
  const name = `lockstep@${own.version ?? 'latest'}`;
  return {
    package: /^[\w@.:/+-]+$/.test(name) ? name : `'${name}'`,
    node: toolchains.some((other) => other.name === 'node') ? undefined : (own.node ?? USUAL_NODE),
  };
}
