import { resolve } from 'node:path';
import { nodeFiles } from '../platform/files.ts';
import { StorageError } from '../platform/storage-error.ts';
import type { FindingsAssessment } from '../reports/findings/findings-assessment.ts';
import { renderFindingsJson } from '../reports/findings/render/findings-json.ts';
import type { Invocation } from './commands/command.ts';

export interface FindingsOutputOptions {
  readonly json?: string;
}

/** Writes what was asked for, each file aside first. Paths are relative to the directory of the invocation. */
export async function writeFindingsOutputs(
  { directory }: Invocation,
  assessment: FindingsAssessment,
  options: FindingsOutputOptions,
): Promise<void> {
  const write = async (name: string | undefined, render: () => string): Promise<void> => {
    if (name === undefined) return;
    const path = resolve(directory, name);
    try {
      await nodeFiles.writeAtomic(path, render());
    } catch (error) {
      throw new StorageError(path, error);
    }
  };
  await write(options.json, () => renderFindingsJson(assessment));
}
