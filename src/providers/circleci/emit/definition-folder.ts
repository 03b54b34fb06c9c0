import { dirname } from '../../../platform/paths.ts';
import type { DraftJob, StepBlock } from '../document.ts';

/** The folder of the definition, relative to the repository's root, with forward slashes; undefined for the root itself. */
export function definitionFolder(path: string): string | undefined {
  const folder = dirname(path).replaceAll('\\', '/').replace(/^\.\//, '');
  return folder === '.' || folder === '' ? undefined : folder;
}

/** Everything a definition says is relative to its folder; CircleCI begins where it checked the code out. */
export function inFolder(body: DraftJob, folder: string | undefined): DraftJob {
  if (folder === undefined) return body;
  const steps = body.steps.map((step) =>
    step.kind === 'set_up'
      ? { ...step, steps: step.steps.map((one) => stepInFolder(one, folder)) }
      : stepInFolder(step, folder),
  );
  return { ...body, steps };
}

function stepInFolder(step: StepBlock, folder: string): StepBlock {
  const within = (path: string): string => (/^[~/]/.test(path) ? path : `${folder}/${path}`);
  if (step.kind === 'run') {
    const { workingDirectory } = step;
    return { ...step, workingDirectory: workingDirectory === undefined ? folder : within(workingDirectory) };
  }
  return step.kind === 'save_cache' ? { ...step, paths: step.paths.map(within) } : step;
}
