import { failure, type Result, success } from '../../diagnostics/result.ts';
import type { ChannelsConfig } from '../../pipeline/channels-config.ts';
import type { StatementDocument } from '../../run/receipt-statement.ts';
import { type Artifact, describeArtifact, textArtifact } from '../build/artifact.ts';
import { readImageLayout } from '../build/image-layout.ts';
import type { FormulaResource } from '../channels/homebrew/formula-resource.ts';
import { releaseBills } from '../evidence/bills.ts';
import type { BuildPlace } from '../evidence/build-place.ts';
import { CHECKSUMS_FILE, renderChecksums } from '../evidence/checksums.ts';
import { provenanceStatement } from '../evidence/provenance.ts';
import type { RuntimePackages } from '../evidence/runtime-packages.ts';
import type { ProjectFacts } from '../metadata/project-facts.ts';
import type { SignedBlob } from '../signing/blob-signature.ts';
import type { SignedStatement } from '../signing/envelope.ts';
import { channelFiles, needsResources } from './channel-files.ts';
import { desiredChannels, githubName } from './desired-channels.ts';
import type { ReleaseDraft, ReleaseFileKind, ReleaseManifest } from './release-manifest.ts';

/** Everything but the files. */
export type ReleaseFacts = Omit<ReleaseManifest, 'manifest' | 'files' | 'channels'>;

export interface Recipe {
  readonly facts: ReleaseFacts;
  readonly project: ProjectFacts;
  readonly channels: ChannelsConfig;
  readonly runtime: RuntimePackages;
  readonly place: BuildPlace;
  /** Versions that are tagged already. */
  readonly versions: readonly string[];
  /** Finds what a formula of a Python package brings along; asked only where there is one. */
  resources(): Promise<Result<readonly FormulaResource[]>>;
  /** Of lockstep. */
  readonly lockstep: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** Signs with one key or one identity; undefined for a release that nobody signs. */
export interface ReleaseSigner {
  sign(statements: readonly StatementDocument[]): Promise<readonly SignedStatement[]>;
  signFiles(contents: readonly Uint8Array[]): Promise<readonly SignedBlob[]>;
}

export interface ComposedRelease {
  readonly manifest: ReleaseManifest;
  readonly artifacts: readonly Artifact[];
}

/** From what was built: bills, files for package managers, checksums, provenance, signatures, and the manifest over all of them. */
export async function composeRelease(
  built: readonly Artifact[],
  recipe: Recipe,
  signer: ReleaseSigner | undefined,
): Promise<Result<ComposedRelease>> {
  const imageDigest = await imageDigestOf(built);
  const plain = [...built, ...bills(recipe), ...requirements(recipe)];
  const sums = renderChecksums(draftOf(plain, recipe).files);
  const summed = [...plain, textArtifact(CHECKSUMS_FILE, 'checksums', sums)];
  const rendered = await renderedFor(draftOf(summed, recipe), recipe);
  if (!rendered.ok) return failure<ComposedRelease>(...rendered.diagnostics);
  const served = [...summed, ...rendered.value];
  const statement = provenanceStatement({
    ...recipe,
    ...{ tag: recipe.facts.tag, commit: recipe.facts.commit, repository: recipe.facts.about.repository },
    files: draftOf(served, recipe).files,
    image: imageDigest === undefined ? undefined : { name: imageName(recipe), digest: imageDigest },
  });
  const artifacts = [
    ...served,
    ...(await provenanceFiles(statement, recipe, signer)),
    ...(signer === undefined ? [] : await signatures(summed, signer)),
  ];
  const draft = draftOf(artifacts, recipe);
  const { channels: config, project: facts, versions } = recipe;
  const channels = desiredChannels({ draft, config, facts, imageDigest, versions });
  if (!channels.ok) return failure<ComposedRelease>(...channels.diagnostics);
  return success({ artifacts, manifest: { ...draft, channels: channels.value } });
}

async function renderedFor(draft: ReleaseDraft, recipe: Recipe): Promise<Result<readonly Artifact[]>> {
  const { channels: config, project: facts, versions } = recipe;
  const question = { draft, config, facts, versions };
  const resources = needsResources(question) ? await recipe.resources() : success([]);
  if (!resources.ok) return failure<readonly Artifact[]>(...resources.diagnostics);
  return channelFiles({ ...question, resources: resources.value });
}

/** Files in the order of their names, as code units. */
function draftOf(artifacts: readonly Artifact[], { facts }: Recipe): ReleaseDraft {
  const files = artifacts.map(describeArtifact).sort((one, other) => (one.name < other.name ? -1 : 1));
  return { manifest: 1, ...facts, files };
}

/** What the names of files that lockstep makes begin with. */
function releaseStem({ project, version }: Pick<ReleaseFacts, 'project' | 'version'>): string {
  return `${project}-${version}`;
}

function bills({ facts, project, runtime, lockstep }: Recipe): readonly Artifact[] {
  const { cyclonedx, spdx } = releaseBills({
    ...{ project: facts.project, version: facts.version, license: facts.about.license, lockstep },
    purl: purlOf(facts, project),
    packages: runtime.packages,
    time: Date.parse(facts.committedAt),
  });
  const stem = releaseStem(facts);
  return [
    textArtifact(`${stem}.cdx.json`, 'sbom', cyclonedx),
    textArtifact(`${stem}.spdx.json`, 'sbom', spdx),
  ];
}

function purlOf(
  { version, pep440, about, tag }: ReleaseFacts,
  { python, npm }: ProjectFacts,
): string | undefined {
  if (python !== undefined)
    return `pkg:pypi/${python.name.toLowerCase().replace(/[-_.]+/g, '-')}@${pep440 ?? version}`;
  if (npm !== undefined && !npm.private) return `pkg:npm/${npm.name.replace(/^@/, '%40')}@${version}`;
  const repository = githubName(about.repository);
  return repository === undefined
    ? undefined
    : `pkg:github/${repository.toLowerCase()}@${encodeURIComponent(tag)}`;
}

function requirements({ facts, runtime }: Recipe): readonly Artifact[] {
  if (runtime.requirements === undefined) return [];
  return [textArtifact(`${releaseStem(facts)}-requirements.txt`, 'requirements', runtime.requirements.text)];
}

async function imageDigestOf(built: readonly Artifact[]): Promise<string | undefined> {
  const image = built.find(({ kind }) => kind === 'image');
  if (image === undefined) return undefined;
  const reading = await readImageLayout(image.content);
  return 'digest' in reading ? reading.digest : undefined;
}

function imageName({ channels, facts }: Recipe): string {
  return channels.container?.image ?? facts.project;
}

async function provenanceFiles(
  statement: StatementDocument,
  { facts }: Recipe,
  signer: ReleaseSigner | undefined,
): Promise<readonly Artifact[]> {
  const stem = `${releaseStem(facts)}.provenance`;
  if (signer === undefined)
    return [textArtifact(`${stem}.json`, 'provenance', `${JSON.stringify(statement, null, 2)}\n`)];
  const [signed] = await signer.sign([statement]);
  if (signed === undefined) throw new Error('Internal error: the provenance was not signed');
  const bundle = textArtifact(`${stem}.sigstore.json`, 'provenance', signed.bundle);
  // For tools that take a key and no bundle.
  if (signed.envelope === undefined) return [bundle];
  return [bundle, textArtifact(`${stem}.intoto.jsonl`, 'provenance', signed.envelope)];
}

/** What people download and run, and the checksums of all the rest. */
const SIGNED: ReadonlySet<ReleaseFileKind> = new Set([
  'wheel',
  'sdist',
  'npm',
  'binary',
  'source',
  'image',
  'checksums',
]);

async function signatures(
  artifacts: readonly Artifact[],
  signer: ReleaseSigner,
): Promise<readonly Artifact[]> {
  const wanted = artifacts.filter(({ kind }) => SIGNED.has(kind));
  const signed = await signer.signFiles(wanted.map(({ content }) => content));
  return wanted.flatMap(({ name }, index) => signatureFiles(name, signed[index]));
}

/** `.sig` where a key signed, and a bundle in any case. */
export function signatureFiles(name: string, signed: SignedBlob | undefined): readonly Artifact[] {
  if (signed === undefined) throw new Error(`Internal error: ${name} was not signed`);
  const bundle = textArtifact(`${name}.sigstore.json`, 'signature', signed.bundle);
  if (signed.signature === undefined) return [bundle];
  return [textArtifact(`${name}.sig`, 'signature', signed.signature), bundle];
}
