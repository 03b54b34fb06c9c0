import type { GitIndex, StagedChanges } from '../../platform/git-index.ts';
import type { IndexedFile } from '../../platform/git-index-output.ts';
import type { HooksRunOptions } from './hooks-run-options.ts';

/** What git has to be asked in any case: it answers while the configuration is read. */
export interface AskedOfGit {
  readonly staged: Promise<StagedChanges> | undefined;
  readonly there: Promise<readonly IndexedFile[]> | undefined;
}

export function askGit(git: GitIndex, { stage, allFiles, files, from }: HooksRunOptions): AskedOfGit {
  const isStaged = allFiles !== true && (files ?? from) === undefined && stage !== 'pre-push';
  const asked = {
    staged: isStaged ? git.staged() : undefined,
    there: allFiles === true ? git.filesThere() : undefined,
  };
  // It is heard where it is waited for, which may never be.
  asked.staged?.catch(() => undefined);
  asked.there?.catch(() => undefined);
  return asked;
}
