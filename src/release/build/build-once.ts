import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { nodeFiles } from '../../platform/files.ts';
import { join } from '../../platform/paths.ts';
import type { Artifact } from './artifact.ts';
import type { BuildStep } from './build-steps.ts';
import { collectArtifacts } from './collect-artifacts.ts';

/** How a command is run: the composition root has the shell and the screen. */
export interface BuildCommand {
  readonly title: string;
  /** Shell text. */
  readonly run: string;
  /** Absolute. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

export type BuildRunner = (command: BuildCommand) => Promise<{ readonly ok: boolean }>;

export interface BuildOrder {
  readonly steps: readonly BuildStep[];
  /** The project in a fresh checkout of the commit. */
  readonly project: string;
  /** An empty folder for what is built. */
  readonly scratch: string;
  readonly artifacts: string | undefined;
  readonly version: string;
  readonly imageName: string;
  /** Milliseconds since 1970, of the commit. */
  readonly time: number;
  readonly run: BuildRunner;
}

export type BuildOutcome =
  | { readonly kind: 'built'; readonly artifacts: readonly Artifact[] }
  /** What was run did not succeed; its output has been shown. */
  | { readonly kind: 'failed'; readonly step: BuildStep }
  | { readonly kind: 'wrong'; readonly diagnostics: readonly Diagnostic[] };

/** Does the steps one after another. What they left is read at the end of each: a later one cannot change it. */
export async function buildOnce(order: BuildOrder): Promise<BuildOutcome> {
  const built: Artifact[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, step] of order.steps.entries()) {
    const dist = join(order.scratch, `dist-${index + 1}`);
    await nodeFiles.makeDirectory(dist);
    if (step.run !== undefined) {
      const env = buildEnvironment(order, dist);
      const { ok } = await order.run({ title: step.title, run: step.run, folder: order.project, env });
      if (!ok) return { kind: 'failed', step };
    }
    const folders = { project: order.project, dist, artifacts: order.artifacts };
    const collected = await collectArtifacts(step, folders, order.imageName);
    diagnostics.push(...collected.diagnostics);
    if (collected.ok) built.push(...collected.value);
  }
  return hasErrors(diagnostics) ? { kind: 'wrong', diagnostics } : { kind: 'built', artifacts: built };
}

/** reproducible-builds.org, "SOURCE_DATE_EPOCH", and what else builders are known to let into files. */
function buildEnvironment({ version, time }: BuildOrder, dist: string): Readonly<Record<string, string>> {
  return {
    LOCKSTEP_DIST: dist,
    LOCKSTEP_VERSION: version,
    SOURCE_DATE_EPOCH: String(Math.floor(time / 1000)),
    PYTHONHASHSEED: '0',
    TZ: 'UTC',
  };
}
