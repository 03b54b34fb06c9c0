import { cpus } from 'node:os';
import type { Host } from './host.ts';

/**
 * What must be the same for two measurements to be compared: never the name of the host. `runner` is what the CI system says of the
 * image, or what the user calls the machine.
 */
export interface MachineClass {
  readonly os: string;
  readonly arch: string;
  /** Model, as the processor calls itself; `unknown` where it does not. */
  readonly cpu: string;
  /** Processors that the system has. */
  readonly cpus: number;
  readonly runner?: string;
}

/**
 * The class of this machine. `ImageOS` is set on GitHub's own images (github.com/actions/runner-images), `CIRCLECI` in jobs of CircleCI
 * (circleci.com/docs/variables).
 */
export function thisMachineClass(
  { os, arch }: Host,
  env: Readonly<Record<string, string | undefined>>,
  named?: string,
): MachineClass {
  const all = cpus();
  const model = all[0]?.model.replace(/\s+/gu, ' ').trim() ?? '';
  const runner = named ?? runnerOf(env);
  return {
    os,
    arch,
    cpu: model === '' ? 'unknown' : model,
    cpus: all.length,
    ...(runner !== undefined && { runner }),
  };
}

function runnerOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env.GITHUB_ACTIONS === 'true')
    return ['github', env.RUNNER_ENVIRONMENT, env.ImageOS].filter((part) => part).join(' ');
  return env.CIRCLECI === 'true' ? 'circleci' : undefined;
}
