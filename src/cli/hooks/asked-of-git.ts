import { nodeFiles } from '../../platform/files.ts';
import type { GitIndex, StagedChanges } from '../../platform/git-index.ts';
import type { IndexedFile } from '../../platform/git-index-output.ts';
import { join } from '../../platform/paths.ts';
import type { HooksRunOptions } from './hooks-run-options.ts';

/** What git is asked before the configuration is read: it answers meanwhile. Each is undefined where nobody will want it. */
export interface AskedOfGit {
  readonly staged: Promise<StagedChanges> | undefined;
  readonly there: Promise<readonly IndexedFile[]> | undefined;
  /** Every name in the index, which most configurations ask for, but not all. */
  readonly names: Promise<string> | undefined;
}

/** Bytes of an index, some 40,000 files, of which git lists the names in so few milliseconds that it may be for nothing. */
const SMALL_INDEX = 1 << 22;

export async function askGit(
  git: GitIndex,
  { stage, allFiles, files, from }: HooksRunOptions,
): Promise<AskedOfGit> {
  const isStaged = allFiles !== true && (files ?? from) === undefined && stage !== 'pre-push';
  const staged = isStaged ? git.staged() : undefined;
  const there = allFiles === true ? git.filesThere() : undefined;
  const { size = Number.POSITIVE_INFINITY } = (await nodeFiles.stat(join(git.folder, 'index'))) ?? {};
  const names = isStaged && size < SMALL_INDEX ? git.names() : undefined;
  // What goes wrong is heard where the answer is waited for, which may never be.
  for (const answer of [staged, there, names]) answer?.catch(() => undefined);
  return { staged, there, names };
}
