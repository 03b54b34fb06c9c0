import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Result } from '../../diagnostics/result.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { systemGit } from '../../platform/git.ts';
import { type BuildStep, buildSteps } from '../../release/build/build-steps.ts';
import { type RuntimePackages, runtimePackages } from '../../release/evidence/runtime-packages.ts';
import type { ReleaseSubject } from '../../release/manifest/release-manifest.ts';
import { aboutProject } from '../../release/metadata/about-project.ts';
import { type ProjectFacts, projectFacts } from '../../release/metadata/project-facts.ts';
import type { ReleaseVersion } from '../../release/metadata/release-version.ts';
import { previewChannels } from '../../release/plan/preview-channels.ts';

/** All that can be known of a release before anything of it is built. */
export interface PreparedRelease {
  readonly facts: ProjectFacts;
  readonly steps: readonly BuildStep[];
  readonly about: Result<ReleaseSubject>;
  readonly runtime: Result<RuntimePackages>;
}

/** Reads files as the commit has them, and touches nothing. `root` is the project's folder. */
export async function prepareRelease(
  root: string,
  commit: string,
  pipeline: Pipeline,
): Promise<PreparedRelease> {
  const read = (path: string) => systemGit.textAt(root, commit, path);
  const facts = projectFacts({
    pyproject: await read('pyproject.toml'),
    packageJson: await read('package.json'),
  });
  const { build = {}, about = {} } = pipeline.release;
  const steps = buildSteps(build, facts);
  const builds = {
    python: steps.some(({ kind }) => kind === 'wheel'),
    npm: steps.some(({ kind }) => kind === 'npm'),
  };
  return {
    ...{ facts, steps },
    about: aboutProject({
      ...{ config: about, facts },
      documented: pipeline.documents.repository,
      origin: await systemGit.originUrl(root),
    }),
    runtime: await runtimePackages({ config: build, facts, builds, read }),
  };
}

/** What stands against building it, as a plan shows it: each with what it is about. */
export function obstaclesOf(
  { about, runtime, steps, facts }: PreparedRelease,
  { pipeline, tag, version, versions }: PlannedTag,
): readonly { readonly name: string; readonly why: string }[] {
  const of = (name: string) => (diagnostic: Diagnostic) => ({ name, why: diagnostic.message });
  if (!about.ok || !runtime.ok || version === undefined)
    return [...about.diagnostics.map(of('about')), ...runtime.diagnostics.map(of('requirements'))];
  const found = previewChannels({
    ...{ project: pipeline.project, tag, version, versions, facts, steps },
    ...{ about: about.value, runtime: runtime.value, config: pipeline.release.channels ?? {} },
  });
  return found.map(({ message, at = [] }) => ({
    name: String(at[2] ?? 'channels'),
    why: message.replace(/^\w+(?:: | has nothing to serve: )/, ''),
  }));
}

export interface PlannedTag {
  readonly pipeline: Pipeline;
  readonly tag: string;
  readonly version: ReleaseVersion | undefined;
  /** Versions that are tagged already. */
  readonly versions: readonly string[];
}
