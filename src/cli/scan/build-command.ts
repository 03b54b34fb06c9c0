import type { ContainerEngine, ScanCommand } from './trivy-command.ts';

export interface BuildOptions {
  /** Directory that the image is built from. */
  readonly build?: string;
  /** Dockerfile, relative to the working directory. */
  readonly dockerfile?: string;
  /** Directory that keeps layers from one build to the next, for machines that forget. */
  readonly buildCache?: string;
}

/** What is there already of what a build with kept layers takes. */
export interface BuildState {
  /** The builder that can keep layers in a directory: docker's own cannot. */
  readonly builder: boolean;
  /** The directory of layers. */
  readonly layers: boolean;
}

export const BUILDER = 'lockstep';

/**
 * Builds the image. Layers are kept in a directory by BuildKit's local cache, which takes a builder in a container
 * (docs.docker.com/build/cache/backends/local); podman has its layers in its own store.
 */
export function buildCommands(
  image: string,
  { engine, state }: { readonly engine: ContainerEngine; readonly state: BuildState },
  { build = '.', dockerfile, buildCache }: BuildOptions,
): readonly ScanCommand[] {
  const file = dockerfile === undefined ? [] : ['--file', dockerfile];
  const tail = ['--tag', image, ...file, '--', build];
  const command = (...args: readonly string[]): ScanCommand => ({ program: engine, args });
  if (engine === 'podman') return [command('build', '--layers', ...tail)];
  if (buildCache === undefined) return [command('build', ...tail)];
  const from = state.layers ? ['--cache-from', `type=local,src=${buildCache}`] : [];
  const to = ['--cache-to', `type=local,dest=${buildCache},mode=max`];
  const create = command('buildx', 'create', '--driver', 'docker-container', '--name', BUILDER);
  const run = command('buildx', 'build', '--builder', BUILDER, '--load', ...from, ...to, ...tail);
  return state.builder ? [run] : [create, run];
}
