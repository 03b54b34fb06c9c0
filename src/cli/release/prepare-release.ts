import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Result } from '../../diagnostics/result.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { systemGit } from '../../platform/git.ts';
import { type BuildStep, buildSteps } from '../../release/build/build-steps.ts';
import { type RuntimePackages, runtimePackages } from '../../release/evidence/runtime-packages.ts';
import type { ReleaseSubject } from '../../release/manifest/release-manifest.ts';
import { aboutProject } from '../../release/metadata/about-project.ts';
import { type ProjectFacts, projectFacts } from '../../release/metadata/project-facts.ts';

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

/** What stands against building it, as a plan shows it: what is wrong, and what a channel has nothing of. */
export function obstaclesOf(
  { about, runtime, steps }: PreparedRelease,
  pipeline: Pipeline,
): readonly { readonly name: string; readonly why: string }[] {
  const of = (name: string) => (diagnostic: Diagnostic) => ({ name, why: diagnostic.message });
  const { channels = {} } = pipeline.release;
  const lacks = [
    { name: 'pypi', kind: 'wheel', what: 'a Python package' },
    { name: 'npm', kind: 'npm', what: 'a package of npm' },
    { name: 'container', kind: 'image', what: 'an image' },
  ] as const;
  return [
    ...about.diagnostics.map(of('about')),
    ...runtime.diagnostics.map(of('requirements')),
    ...lacks
      .filter(({ name, kind }) => channels[name] && !steps.some((step) => step.kind === kind))
      .map(({ name, what }) => ({ name, why: `nothing builds ${what}: release.build says what does` })),
  ];
}
