import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { nodeFiles } from '../../platform/files.ts';
import { commitMessages, commitTime } from '../../platform/git-history.ts';
import type { Artifact } from '../../release/build/artifact.ts';
import { type BuildOutcome, buildOnce } from '../../release/build/build-once.ts';
import { checkArtifacts } from '../../release/build/check-artifacts.ts';
import { compareBuilds, type Difference } from '../../release/build/compare-builds.ts';
import { releaseProblem } from '../../release/build/release-problem.ts';
import { sourceArchive } from '../../release/build/source-archive.ts';
import { buildPlace } from '../../release/evidence/build-place.ts';
import type { Recipe } from '../../release/manifest/compose-release.ts';
import { notesFromCommits } from '../../release/metadata/commit-notes.ts';
import { taggedVersions } from '../../release/metadata/release-version.ts';
import type { ReleasePlan } from '../../release/plan/release-plan.ts';
import type { CarefulConsole } from '../careful-output.ts';
import { buildRunner, withheldNames } from './build-runner.ts';
import type { PreparedRelease } from './prepare-release.ts';
import { type CommitFiles, checkOut, sourceEntries } from './source-checkout.ts';

/** A tag that nothing stands against, and how it is to be built. */
export interface TaggedBuild {
  readonly plan: ReleasePlan;
  readonly pipeline: Pipeline;
  readonly files: CommitFiles;
  readonly prepared: PreparedRelease;
  /** An empty folder. Absolute. */
  readonly scratch: string;
  readonly artifacts: string | undefined;
  /** Is it built a second time, to compare? */
  readonly twice: boolean;
  /** What `--key` says. */
  readonly key: string | undefined;
  readonly console: CarefulConsole;
  readonly signal: AbortSignal;
}

export interface BuiltRelease {
  readonly recipe: Omit<Recipe, 'lockstep' | 'resources'>;
  readonly artifacts: readonly Artifact[];
  /** Between two builds; empty where there was one. */
  readonly differences: readonly Difference[];
}

export type TaggedOutcome =
  | { readonly kind: 'built'; readonly release: BuiltRelease }
  | Exclude<BuildOutcome, { readonly kind: 'built' }>;

/** Checks the commit out, builds, and checks what was built. The second build is in a folder of another name, at a later time. */
export async function buildFromTag(order: TaggedBuild): Promise<TaggedOutcome> {
  const { plan, prepared } = order;
  const { about, runtime, facts } = prepared;
  const { version } = plan.facts;
  if (!about.ok || !runtime.ok || version === undefined)
    throw new Error('Internal error: what stands against a release was not seen');
  const startedAt = Date.now();
  const time = await commitTime(order.files.repository, order.files.commit);
  const project = order.pipeline.project;
  const first = await buildIn(order, time, 'one');
  if (first.kind !== 'built') return first;
  const wrong = await checkArtifacts(first.artifacts, { version, facts });
  if (wrong.length > 0) return { kind: 'wrong', diagnostics: wrong };
  if (first.artifacts.length === 0) return { kind: 'wrong', diagnostics: [nothing()] };
  const second = order.twice ? await buildIn(order, time, 'two-again') : undefined;
  if (second !== undefined && second.kind !== 'built') return second;
  const differences =
    second === undefined
      ? []
      : await compareBuilds(
          { folder: workFolder(order, 'one'), files: first.artifacts },
          { folder: workFolder(order, 'two-again'), files: second.artifacts },
        );
  const recipe = {
    facts: { ...(await identityOf(order, time)), project, about: about.value },
    project: facts,
    channels: order.pipeline.release.channels ?? {},
    runtime: runtime.value,
    place: buildPlace(process.env, plan.facts.tag),
    versions: taggedVersions(plan.facts.pattern, plan.facts.tags),
    ...{ startedAt, finishedAt: Date.now() },
  };
  return { kind: 'built', release: { recipe, artifacts: first.artifacts, differences } };
}

function nothing(): Diagnostic {
  return releaseProblem('release-nothing-built', 'there is nothing that the release would have in it', {
    at: ['build'],
    fix: 'Say what is built: python, npm, binaries, image or source.',
  });
}

function workFolder({ scratch }: TaggedBuild, name: string): string {
  return join(scratch, name, `source-${name}`);
}

async function buildIn(order: TaggedBuild, time: number, name: string): Promise<BuildOutcome> {
  const { files, plan, pipeline, prepared, console } = order;
  const folder = workFolder(order, name);
  await nodeFiles.makeDirectory(join(order.scratch, name));
  const project = await checkOut(files, folder, time);
  const version = plan.facts.version?.version ?? '';
  const withheld = withheldNames(pipeline, order.key);
  const run = buildRunner({ env: process.env, withheld, console });
  const outcome = await buildOnce({
    ...{ project, version, time, artifacts: order.artifacts, steps: prepared.steps },
    scratch: join(order.scratch, name),
    imageName: `${pipeline.project}-${version}-image.tar`,
    run: async (command) => (order.signal.aborted ? { ok: false } : run(command)),
  });
  if (outcome.kind !== 'built' || pipeline.release.build?.source === false) return outcome;
  return { kind: 'built', artifacts: [...outcome.artifacts, await sourceOf(order, time)] };
}

async function sourceOf({ files, plan, pipeline, console }: TaggedBuild, time: number): Promise<Artifact> {
  const { entries, left } = await sourceEntries(files);
  if (left.length > 0)
    console.remark(
      `${console.errorStyle.yellow('warning')}: the source tarball has no submodules: ${left.join(', ')}`,
    );
  const stem = `${pipeline.project}-${plan.facts.version?.version ?? ''}`;
  const content = await sourceArchive(entries, { folder: stem, time: new Date(time) });
  return { name: `${stem}-source.tar.gz`, kind: 'source', content };
}

async function identityOf({ plan, files }: TaggedBuild, time: number) {
  const { tag, version, tree } = plan.facts;
  if (version === undefined || tree === undefined) throw new Error('Internal error: a tag of nothing');
  const notes =
    plan.notes ?? notesFromCommits(await commitMessages(files.repository, plan.previous, files.commit));
  return {
    version: version.version,
    ...(version.pep440 !== undefined && { pep440: version.pep440 }),
    prerelease: version.isPrerelease,
    ...{ tag, commit: files.commit, tree },
    committedAt: new Date(time).toISOString().replace('.000Z', 'Z'),
    ...(plan.previous !== undefined && { previous: plan.previous }),
    notes,
  };
}
