import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { nodeFiles } from '../platform/files.ts';
import { ChannelRefusal } from '../release/channels/channel.ts';
import { composeRelease, type ReleaseSigner } from '../release/manifest/compose-release.ts';
import { readRelease } from '../release/manifest/read-release.ts';
import { manifestFiles, writeRelease } from '../release/manifest/write-release.ts';
import { planRelease, type ReleasePlan } from '../release/plan/release-plan.ts';
import { carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { openSigner, SigningFailed, type SignOptions } from './open-signer.ts';
import { isAgainst } from './perform-release-plan.ts';
import { askedTag } from './release/asked-tag.ts';
import { type BuiltRelease, buildFromTag, type TaggedBuild } from './release/build-from-tag.ts';
import { findResources } from './release/find-resources.ts';
import { givenEndpoints } from './release/given-endpoints.ts';
import { gatherFacts, USUAL_TAG } from './release/release-facts.ts';
import type { ReceiptSources } from './release/release-receipts.ts';
import { commitFiles } from './release/source-checkout.ts';
import { buildJson, buildLines, dryBuildLines } from './render/release-build-view.ts';
import { renderReleasePlan } from './render/release-plan-view.ts';
import { ownPackage } from './version.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

export interface ReleaseBuildOptions extends ReceiptSources, SignOptions {
  readonly out: string;
  readonly keyless?: boolean;
  readonly unsigned?: boolean;
  readonly artifacts?: string;
  readonly servers?: string;
  readonly verifyReproducible?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * `lockstep release build`: judges the tag as `release plan` does, builds it once in a fresh checkout, and writes the folder of the release, whole or
 * not at all. 1 when the tag is refused, something does not build, or two builds differ.
 */
export async function performReleaseBuild(
  invocation: Invocation,
  named: string | undefined,
  options: ReleaseBuildOptions,
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  checkSigning(options);
  const out = resolve(invocation.directory, options.out);
  if (options.dryRun !== true) await refuseTaken(out, options.out);
  await checkArtifactsFolder(invocation, options);
  const { root, definition } = workplace;
  const pattern = definition.pipeline.release.tag ?? USUAL_TAG;
  const tag = await askedTag(root, named, { pattern, env: process.env });
  const plan = planRelease(await gatherFacts(invocation, workplace, { tag, sources: options }));
  const console = carefulOutput(invocation.console);
  if (isAgainst(plan.conclusion)) {
    const view = { style: console.errorStyle, width: console.screen.columns - 1 };
    console.remark(renderReleasePlan(plan, view));
    if (options.json === true) console.json({ version: 1, tag, refused: plan.checks });
    return EXIT.failed;
  }
  const interruption = new Interruption();
  try {
    return await build(invocation, { workplace, plan, options, out, signal: interruption.signal });
  } finally {
    interruption.close();
  }
}

interface Question {
  readonly workplace: Workplace;
  readonly plan: ReleasePlan;
  readonly options: ReleaseBuildOptions;
  /** Absolute. */
  readonly out: string;
  readonly signal: AbortSignal;
}

/** Nobody gets an unsigned release by forgetting something. */
function checkSigning({ key, keyless, unsigned }: ReleaseBuildOptions): void {
  if ([key !== undefined, keyless === true, unsigned === true].filter(Boolean).length === 1) return;
  throw new UsageError(
    'it is not said who signs the release',
    'Say one of --key cosign.key, --keyless (in a job of GitHub Actions or CircleCI) and --unsigned.',
  );
}

async function checkArtifactsFolder(
  { directory }: Invocation,
  { artifacts }: ReleaseBuildOptions,
): Promise<void> {
  if (artifacts === undefined) return;
  if ((await nodeFiles.stat(resolve(directory, artifacts)))?.kind !== 'directory')
    throw new UsageError(
      `there is no folder ${artifacts}`,
      'Name the one in which other jobs have left files.',
    );
}

/** What was built once is what is published: it is not built over. */
async function refuseTaken(out: string, name: string): Promise<void> {
  const kind = (await nodeFiles.stat(out))?.kind;
  if (kind === undefined || (kind === 'directory' && (await nodeFiles.list(out)).length === 0)) return;
  const there = kind === 'directory' ? await readRelease(out) : undefined;
  throw new UsageError(
    there?.ok === true
      ? `${name} has release ${there.value.manifest.version} in it, and what was built once is not built again`
      : `${name} is there already`,
    'Take it away, or name another folder with --out.',
  );
}

async function build(invocation: Invocation, question: Question): Promise<ExitCode> {
  const { workplace, plan, options, out, signal } = question;
  const console = carefulOutput(invocation.console);
  const scratch = mkdtempSync(join(tmpdir(), 'lockstep-release-'));
  try {
    const order = await taggedBuild(invocation, question, scratch);
    if (options.dryRun === true) {
      const { steps } = order.prepared;
      if (options.json === true) console.json({ version: 1, tag: plan.facts.tag, dryRun: true, steps });
      else console.print(dryBuildLines(plan, steps, { out: options.out, style: console.style }).join('\n'));
      return EXIT.fine;
    }
    // Whoever cannot sign should know before, and not after everything was built.
    if (options.unsigned !== true) await openSigner(invocation, options);
    const built = await buildFromTag(order);
    if (signal.aborted) return EXIT.interrupted;
    if (built.kind === 'wrong') {
      await workplace.report(built.diagnostics);
      return EXIT.usage;
    }
    if (built.kind === 'failed') return EXIT.failed;
    return await finish(invocation, question, built.release);
  } catch (error) {
    if (!(error instanceof SigningFailed) && !(error instanceof ChannelRefusal)) throw error;
    const what = error instanceof SigningFailed ? 'was not signed' : 'was not finished';
    console.remark(`${console.errorStyle.red('error')}: the release ${what}: ${error.message}`);
    return EXIT.failed;
  } finally {
    await nodeFiles.remove(scratch);
    if ((await nodeFiles.list(out)).length === 0) await nodeFiles.remove(out);
  }
}

async function taggedBuild(
  invocation: Invocation,
  { workplace, plan, options, signal }: Question,
  scratch: string,
): Promise<TaggedBuild> {
  const { commit } = plan.facts;
  if (commit === undefined) throw new Error('Internal error: a tag without a commit was not refused');
  const { prepareRelease } = await import('./release/prepare-release.ts');
  return {
    ...{ plan, scratch, signal, console: carefulOutput(invocation.console) },
    pipeline: workplace.definition.pipeline,
    files: await commitFiles(workplace.root, commit),
    prepared: await prepareRelease(workplace.root, commit, workplace.definition.pipeline),
    artifacts: options.artifacts === undefined ? undefined : resolve(invocation.directory, options.artifacts),
    twice: options.verifyReproducible === true,
    key: options.key,
  };
}

async function finish(
  invocation: Invocation,
  { workplace, plan, options, out, signal }: Question,
  { recipe, artifacts, differences }: BuiltRelease,
): Promise<ExitCode> {
  // A new one: the identity token of a job lives for minutes, and a build may take longer.
  const signer = options.unsigned === true ? undefined : await openSigner(invocation, options);
  const console = carefulOutput(invocation.console, signer?.secrets ?? []);
  const { pypi } = await givenEndpoints(invocation.directory, options.servers);
  const resources = () => findResources(recipe.runtime, { pypi: pypi.web, signal });
  const composed = await composeRelease(
    artifacts,
    { ...recipe, resources, lockstep: ownPackage().version },
    signer,
  );
  if (!composed.ok) {
    await workplace.report(composed.diagnostics);
    return EXIT.usage;
  }
  const isWanted = differences.length === 0;
  if (isWanted) await write(out, composed.value, signer);
  const told = { manifest: composed.value.manifest, differences, out: options.out, checks: plan.checks };
  if (options.json === true) console.json(buildJson(told));
  else
    console.print(
      buildLines(told, {
        style: console.style,
        how: signer?.how,
        twice: options.verifyReproducible === true,
      }).join('\n'),
    );
  return isWanted ? EXIT.fine : EXIT.failed;
}

async function write(
  out: string,
  composed: Parameters<typeof manifestFiles>[0],
  signer: ReleaseSigner | undefined,
): Promise<void> {
  await writeRelease(out, [...composed.artifacts, ...(await manifestFiles(composed, signer))]);
  // What is on the disk decides, and not what was in memory.
  const again = await readRelease(out);
  if (!again.ok)
    throw new Error(`Internal error: the release cannot be read: ${again.diagnostics[0]?.message ?? ''}`);
}
