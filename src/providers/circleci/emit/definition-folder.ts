import { dirname } from '../../../platform/paths.ts';
import type { JobBody, StepBlock } from '../document.ts';

/** The folder of the definition, relative to the repository's root, with forward slashes; undefined for the root itself. */
export function definitionFolder(path: string): string | undefined {
  const folder = dirname(path).replaceAll('\\', '/').replace(/^\.\//, '');
  return folder === '.' || folder === '' ? undefined : folder;
}

/** Everything a definition says is relative to its folder; CircleCI begins where it checked the code out. */
export function inFolder(body: JobBody, folder: string | undefined): JobBody {
  if (folder === undefined) return body;
  return { ...body, steps: body.steps.map((step) => stepInFolder(step, folder)) };
}

function stepInFolder(step: StepBlock, folder: string): StepBlock {
  const within = (path: string): string => (/^[~/]/.test(path) ? path : `${folder}/${path}`);
  if (step.kind === 'run') {
    const { workingDirectory } = step;
    return { ...step, workingDirectory: workingDirectory === undefined ? folder : within(workingDirectory) };
  }
  return step.kind === 'save_cache' ? { ...step, paths: step.paths.map(within) } : step;
}
