import type { Files } from '../platform/files.ts';
import { join } from '../platform/paths.ts';

/** Finds files by globs. Given by the composition root, so that no folder here reads directories by itself. */
export type FindFiles = (globs: readonly string[], root: string) => Promise<readonly string[]>;

export interface Collected {
  readonly files: number;
  readonly bytes: number;
}

/** Copies what the globs match from the workspace to `target`, under the same relative names. */
export async function collectFiles(options: {
  readonly files: Files;
  readonly find: FindFiles;
  readonly workspace: string;
  readonly globs: readonly string[];
  readonly target: string;
}): Promise<Collected> {
  const { files, workspace, target } = options;
  const names = await options.find(options.globs, workspace);
  let bytes = 0;
  for (const name of names) {
    bytes += (await files.stat(join(workspace, name)))?.size ?? 0;
    await files.copy(join(workspace, name), join(target, name));
  }
  return { files: names.length, bytes };
}
