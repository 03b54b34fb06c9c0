import type { ListedFile } from '../../hooks/file-hook.ts';
import type { HookStage } from '../../pipeline/hooks-config.ts';
import { nodeFiles } from '../../platform/files.ts';
import { type GitIndex, LINK_MODE, PROGRAM_MODE } from '../../platform/git-index.ts';
import { below, isInside, relative, resolve, toPosix } from '../../platform/paths.ts';
import { describeEntry } from '../../platform/tree-entry.ts';
import { UsageError } from '../exit-code.ts';

/** Files that somebody names, relative to `directory`. Throws a `UsageError` for what is no file of the checkout. */
export async function givenFiles(
  git: GitIndex,
  names: readonly string[],
  { directory, stage }: { readonly directory: string; readonly stage?: HookStage },
): Promise<readonly ListedFile[]> {
  const tracked = new Map((await git.files()).map((file) => [file.path, file]));
  const root = (await nodeFiles.realPath(git.root)) ?? git.root;
  return names.map((name) => {
    const absolute = resolve(directory, name);
    const path = isInside(absolute, git.root)
      ? toPosix(relative(git.root, absolute))
      : toPosix(relative(root, absolute));
    const entry = describeEntry(below(git.root, path));
    // The message of a commit is git's own file.
    if (
      entry === undefined ||
      entry.kind === 'directory' ||
      entry.kind === 'other' ||
      (path.startsWith('../') && stage !== 'commit-msg')
    )
      throw new UsageError(`there is no file ${name} in this checkout`);
    const known = tracked.get(path);
    if (known !== undefined) return known;
    const mode = entry.kind === 'link' ? LINK_MODE : (entry.mode & 0o111) !== 0 ? PROGRAM_MODE : '100644';
    return { path, mode, isAdded: true };
  });
}
