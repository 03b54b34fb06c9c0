import { arch } from 'node:os';
import { runCommand } from '../../platform/processes.ts';
import { UsageError } from '../exit-code.ts';
import type { ContainerEngine, Scanner, ScanTarget } from './trivy-command.ts';

/**
 * Trivy 0.70.0, for a machine that has an engine of containers and no Trivy. By its digest: tags of Trivy's own images and actions
 * were moved onto stolen ones in March 2026 (CVE-2026-33634; 0.69.4 to 0.69.6). The digest is of the index of all architectures.
 */
const TRIVY_IMAGE =
  'aquasec/trivy:0.70.0@sha256:be1190afcb28352bfddc4ddeb71470835d16462af68d310f9f4bca710961a41e';

export interface ScannerOptions {
  /** Program of Trivy, in place of the one on PATH. */
  readonly trivy?: string;
  readonly engine?: ContainerEngine;
}

export interface FoundScanner {
  readonly scanner: Scanner;
  /** `trivy 0.70.0`, for people. */
  readonly title: string;
}

/** Trivy on PATH, else in a container; undefined when this machine has neither. */
export async function findScanner(options: ScannerOptions): Promise<FoundScanner | undefined> {
  const program = options.trivy ?? 'trivy';
  const version = await trivyVersion(program);
  if (version !== undefined) return { scanner: { kind: 'program', program }, title: `trivy ${version}` };
  if (options.trivy !== undefined)
    throw new UsageError(`'${program}' does not answer to --version as Trivy does`);
  const engine = await findEngine(options.engine);
  if (engine === undefined) return undefined;
  return {
    scanner: { kind: 'container', engine, image: TRIVY_IMAGE },
    title: `trivy in ${engine}, ${TRIVY_IMAGE}`,
  };
}

/** The one that is asked for, or the first that answers. */
export async function findEngine(asked?: ContainerEngine): Promise<ContainerEngine | undefined> {
  for (const engine of asked === undefined ? (['docker', 'podman'] as const) : [asked]) {
    // `docker version` asks the daemon too, and fails without one.
    const { code } = await runCommand(engine, ['version'], { timeout: 10_000 });
    if (code === 0) return engine;
  }
  return undefined;
}

/** `0.70.0`; undefined when it is not Trivy, or not there. */
async function trivyVersion(program: string): Promise<string | undefined> {
  const { code, stdout } = await runCommand(program, ['--version'], { timeout: 10_000 });
  const version = /^Version:\s*v?(?<version>\d+\.\d+\.\d+\S*)/m.exec(stdout)?.groups?.version;
  return code === 0 ? (version ?? undefined) : undefined;
}

/** What to do without a scanner; nothing was looked at, and nobody may take that for clean. */
export function howToGetTrivy(target: ScanTarget): string {
  const what = target.kind === 'image' ? `image ${target.image}` : 'fs .';
  return [
    "Install Trivy from a package manager that pins and verifies it (brew install trivy, apt from Aqua's repository,",
    `mise use trivy@0.70.0), or install docker or podman: lockstep then runs ${TRIVY_IMAGE}.`,
    `A report that was made elsewhere will do as well: lockstep scan ${what} --report trivy.json (for ${arch()}, of the same files).`,
  ].join('\n');
}
