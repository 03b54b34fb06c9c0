import { z } from 'zod';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { normalName } from '../evidence/requirements.ts';
import type { ProjectFacts } from '../metadata/project-facts.ts';
import { isSameVersion, type ReleaseVersion } from '../metadata/release-version.ts';
import { memberOf } from './archive-members.ts';
import type { Artifact } from './artifact.ts';
import { readImageLayout } from './image-layout.ts';
import { releaseProblem } from './release-problem.ts';

export interface ArtifactQuestion {
  readonly version: ReleaseVersion;
  readonly facts: ProjectFacts;
}

/** Is each of them what the tag says it is? Two files that differ in case alone are one on some systems. */
export async function checkArtifacts(
  artifacts: readonly Artifact[],
  question: ArtifactQuestion,
): Promise<readonly Diagnostic[]> {
  const problems: Diagnostic[] = [];
  const names = new Set<string>();
  for (const artifact of artifacts) {
    const key = artifact.name.toLowerCase();
    if (names.has(key))
      problems.push(
        releaseProblem('release-artifact-name', `two files of the release are called ${artifact.name}`, {
          fix: 'Give each a name of its own, with the platform in it.',
        }),
      );
    names.add(key);
    const why = await faultOf(artifact, question);
    if (why !== undefined) problems.push(why);
  }
  return problems;
}

async function faultOf(artifact: Artifact, question: ArtifactQuestion): Promise<Diagnostic | undefined> {
  switch (artifact.kind) {
    case 'wheel':
    case 'sdist':
      return pythonFault(artifact, question);
    case 'npm':
      return npmFault(artifact, question);
    case 'image': {
      const image = await readImageLayout(artifact.content);
      if ('digest' in image) return undefined;
      return releaseProblem('release-image', `the archive of the image ${image.why}`, {
        at: ['build', 'image'],
        fix: 'Write an OCI layout: docker buildx build --output type=oci,dest=image.tar, or podman save --format oci-archive.',
      });
    }
    default:
      return undefined;
  }
}

/** `name-version(-build)?-python-abi-platform.whl` and `name-version.tar.gz` (packaging.python.org, "Binary distribution format", "Source distribution format"). */
function pythonFault({ name, kind }: Artifact, { version, facts }: ArtifactQuestion): Diagnostic | undefined {
  const stem = kind === 'wheel' ? name : name.replace(/\.tar\.gz$/, '');
  const dash = kind === 'wheel' ? stem.indexOf('-') : stem.lastIndexOf('-');
  const project = stem.slice(0, dash);
  const [said = ''] = kind === 'wheel' ? stem.slice(dash + 1).split('-') : [stem.slice(dash + 1)];
  if (!isSameVersion(version, said))
    return wrong(`${name} is of version ${said}, and the tag says ${version.pep440 ?? version.version}`);
  const wanted = facts.python?.name;
  if (wanted !== undefined && normalName(project) !== normalName(wanted))
    return wrong(`${name} is of the project ${project}, and pyproject.toml says ${wanted}`);
  return undefined;
}

const packed = z.object({ name: z.string(), version: z.string() });

async function npmFault(
  { name, content }: Artifact,
  { version }: ArtifactQuestion,
): Promise<Diagnostic | undefined> {
  const text = await memberOf(content, 'package/package.json');
  const said = packed.safeParse(text === undefined ? undefined : JSON.parse(Buffer.from(text).toString()));
  if (!said.success) return wrong(`${name} has no package/package.json with a name and a version`);
  if (said.data.version !== version.version)
    return wrong(`${name} is of version ${said.data.version}, and the tag says ${version.version}`);
  return undefined;
}

function wrong(message: string): Diagnostic {
  return releaseProblem('release-artifact-version', message, {
    fix: 'Tag the commit that has the version, or change the version and tag again.',
  });
}
