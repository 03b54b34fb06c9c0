import { setTimes } from '../../platform/file-times.ts';
import { systemGit } from '../../platform/git.ts';
import { cloneAt } from '../../platform/git-clone.ts';
import { readBlobs, readTree, type TreeFile } from '../../platform/git-tree.ts';
import { join, relative, toPosix } from '../../platform/paths.ts';
import type { SourceEntry } from '../../release/build/source-archive.ts';

/** The files of a commit, for one project of the repository. */
export interface CommitFiles {
  /** Of the checkout. Absolute. */
  readonly repository: string;
  /** The project's folder in it, with forward slashes; empty where it is the root. */
  readonly prefix: string;
  readonly commit: string;
}

/** `root` is the project's folder. */
export async function commitFiles(root: string, commit: string): Promise<CommitFiles> {
  const repository = (await systemGit.root(root)) ?? root;
  return { repository, prefix: toPosix(relative(repository, root)), commit };
}

/** A fresh checkout in a folder that is not there yet; every file has the commit's time. Gives back the project's folder in it. */
export async function checkOut(
  { repository, prefix, commit }: CommitFiles,
  folder: string,
  time: number,
): Promise<string> {
  await cloneAt(repository, folder, commit);
  const files = await readTree(repository, commit);
  setTimes(
    folder,
    files.map(({ path }) => path),
    time,
  );
  return join(folder, prefix);
}

/** What the project has in the commit. `left` are submodules, which are other repositories' commits. */
export async function sourceEntries({ repository, prefix, commit }: CommitFiles): Promise<{
  readonly entries: readonly SourceEntry[];
  readonly left: readonly string[];
}> {
  const all = await readTree(repository, prefix === '' ? commit : `${commit}:${prefix}`);
  const isKept = (file: TreeFile): file is TreeFile & { readonly kind: SourceEntry['kind'] } =>
    file.kind !== 'submodule';
  const kept = all.filter(isKept);
  const contents = await readBlobs(
    repository,
    kept.map(({ id }) => id),
  );
  return {
    entries: kept.map(({ path, kind }, index) => ({
      ...{ path, kind },
      content: contents[index] ?? new Uint8Array(),
    })),
    left: all.filter((file) => !isKept(file)).map(({ path }) => path),
  };
}
