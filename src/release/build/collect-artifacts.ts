import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../diagnostics/result.ts';
import { nodeFiles } from '../../platform/files.ts';
import { findFiles } from '../../platform/find-files.ts';
import { basename, join } from '../../platform/paths.ts';
import { FILE_NAME } from '../manifest/manifest-schema.ts';
import type { Artifact } from './artifact.ts';
import type { BuildStep } from './build-steps.ts';
import { releaseProblem } from './release-problem.ts';

export interface BuildFolders {
  /** The project in the fresh checkout. */
  readonly project: string;
  /** What `LOCKSTEP_DIST` named. */
  readonly dist: string;
  /** What `--artifacts` names; undefined when nothing does. */
  readonly artifacts: string | undefined;
}

/** The files that a step has left, or others have left for it. */
export async function collectArtifacts(
  step: BuildStep,
  folders: BuildFolders,
  imageName: string,
): Promise<Result<readonly Artifact[]>> {
  if (step.from === 'artifacts' && folders.artifacts === undefined)
    return failure(
      releaseProblem('release-artifact-missing', `nothing builds the ${step.title} here`, {
        at: step.at,
        fix: 'Name the folder in which other jobs have left them: --artifacts FOLDER; or say how they are built, with run.',
      }),
    );
  const found = await findIn(step, folders);
  if (found.length === 0)
    return failure(
      releaseProblem(
        'release-artifact-missing',
        `${step.run === undefined ? 'there is' : 'what was run has left'} no ${step.files.join(' or ')}`,
        { at: step.at, fix: 'Name what it leaves, as it is called.' },
      ),
    );
  const artifacts: Artifact[] = [];
  const problems: Diagnostic[] = [];
  for (const path of found) {
    const name = step.kind === 'image' ? imageName : basename(path);
    const content = await nodeFiles.readBytes(path);
    if (content === undefined) continue;
    if (!FILE_NAME.test(name)) problems.push(badName(step, name));
    const kind = step.kind === 'wheel' && name.endsWith('.tar.gz') ? 'sdist' : step.kind;
    artifacts.push({ name, kind, content, ...(step.platform !== undefined && { platform: step.platform }) });
  }
  return problems.length > 0 ? failure(...problems) : success(artifacts);
}

/** Absolute paths. */
async function findIn(
  { files, from }: BuildStep,
  { project, dist, artifacts }: BuildFolders,
): Promise<readonly string[]> {
  const folders = { dist: [dist, join(project, 'dist')], project: [project], artifacts: [artifacts ?? ''] };
  for (const folder of folders[from]) {
    const found = await findFiles(files, folder);
    if (found.length > 0) return found.map((path) => join(folder, path));
  }
  return [];
}

function badName({ at }: BuildStep, name: string): Diagnostic {
  return releaseProblem('release-artifact-name', `'${name}' cannot be the name of a file of a release`, {
    at,
    fix: "Use letters, digits and '._+-' alone: other characters are changed or refused by the places it goes to.",
  });
}
