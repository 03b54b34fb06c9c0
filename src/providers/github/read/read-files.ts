import type { EmittedFile, ReadBack } from '../../provider.ts';
import { readWorkflow } from './read-workflow.ts';
import { parseWorkflowFile } from './workflow-file.ts';

/** Reads workflow files as lockstep writes them; whoever changed them since, it is the files that count. */
export function readFiles(files: readonly EmittedFile[]): ReadBack {
  const parsed = files.map(parseWorkflowFile);
  return {
    workflows: parsed.map(readWorkflow),
    diagnostics: parsed.flatMap((file) => file.diagnostics),
  };
}
