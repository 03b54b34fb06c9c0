import type { Files } from '../platform/files.ts';
import { join } from '../platform/paths.ts';

/** Finds files by globs. Given by the composition root, so that no folder here reads directories by itself. */
export type FindFiles = (globs: readonly string[], root: string) => Promise<readonly string[]>;

export interface Collected {
  readonly files: number;
  readonly bytes: number;
  /** Files that were found and could not be copied, and why. */
  readonly problems: readonly string[];
}

/** By name: what tells one version of a file from another without reading it. */
export type FileVersions = ReadonlyMap<string, string>;

export async function versionsOf(
  files: Files,
  workspace: string,
  names: readonly string[],
): Promise<FileVersions> {
  const versions = new Map<string, string>();
  for (const name of names) {
    const found = await files.stat(join(workspace, name));
    if (found !== undefined) versions.set(name, `${found.size} ${found.modified}`);
  }
  return versions;
}

/** Copies what the globs match from the workspace to `target`, under the same relative names. */
export async function collectFiles(options: {
  readonly files: Files;
  readonly find: FindFiles;
  readonly workspace: string;
  readonly globs: readonly string[];
  readonly target: string;
  /** Files that are still as they were then are left: an earlier run wrote them. */
  readonly before?: FileVersions | undefined;
}): Promise<Collected> {
  const { files, workspace, target, before } = options;
  const found = await options.find(options.globs, workspace);
  const now = before && (await versionsOf(files, workspace, found));
  const names = found.filter((name) => before === undefined || before.get(name) !== now?.get(name));
  let bytes = 0;
  const problems: string[] = [];
  for (const name of names) {
    try {
      bytes += (await files.stat(join(workspace, name)))?.size ?? 0;
      await files.copy(join(workspace, name), join(target, name));
    } catch (error) {
      problems.push(`cannot copy ${name}: ${(error as { code?: string }).code ?? (error as Error).message}`);
    }
  }
  return { files: names.length - problems.length, bytes, problems };
}
