import type { Files } from '../platform/files.ts';
import type { Git } from '../platform/git.ts';
import { dirname, join, relative } from '../platform/paths.ts';
import type { RunId } from '../run/run-event.ts';

/**
 * Where the steps run: `none`, the user's own checkout; `head`, a clean checkout of HEAD; `worktree`, of HEAD with the uncommitted
 * changes and the files git does not ignore. What only lies about ignored is in neither.
 */
export type IsolationKind = 'none' | 'head' | 'worktree';

export interface Isolation {
  /** Absolute path; corresponds to the folder of the definition. */
  readonly workspace: string;
  /** Removes the checkout, if one was made. */
  close(): Promise<void>;
}

export interface IsolationSource {
  readonly git: Git;
  readonly files: Files;
  /** Folder of the definition. */
  readonly root: string;
  /** Names the checkout. */
  readonly run: RunId;
  /** Where the checkout is made: the system's folder for such things. */
  readonly temporary: string;
  /** Of `head`: another commit than HEAD. */
  readonly revision?: string;
  /** The run is resumed: it goes on in the checkout it began in. */
  readonly again?: boolean;
}

/** Throws in git's words when there is no commit to check out. */
export async function openIsolation(kind: IsolationKind, source: IsolationSource): Promise<Isolation> {
  const { git, files, root, run } = source;
  if (kind === 'none') return { workspace: root, close: async () => undefined };
  const repository = await git.root(root);
  if (repository === undefined)
    throw new IsolationError('--isolated needs a git repository, and this is none');
  if ((await git.head(root)) === undefined)
    throw new IsolationError('--isolated needs a commit, and this repository has none');
  // Not below the user's checkout: tools look upwards for node_modules and settings, and would find what nobody committed.
  const path = isolatedCheckout(source.temporary, run);
  const close = (): Promise<void> => git.removeWorktree(repository, path);
  if (source.again === true) {
    if (!(await files.exists(path)))
      throw new IsolationError(`the checkout run ${run} was in, ${path}, is gone`);
  } else {
    await git.addWorktree(repository, path, source.revision ?? 'HEAD');
    try {
      if (kind === 'worktree') await addChanges(source, repository, path);
    } catch (error) {
      await close();
      throw error;
    }
  }
  const below = relative(
    (await files.realPath(repository)) ?? repository,
    (await files.realPath(root)) ?? root,
  );
  return { workspace: join(path, below), close };
}

/** Where the checkout of an isolated run is. */
export function isolatedCheckout(temporary: string, run: RunId): string {
  return join(temporary, `lockstep-${run}`);
}

async function addChanges({ git, files }: IsolationSource, repository: string, path: string): Promise<void> {
  const patchFile = `${path}.patch`;
  try {
    await git.writeDiffFromHead(repository, patchFile);
    // git takes an empty patch for a broken one.
    if (((await files.stat(patchFile))?.size ?? 0) > 0) await git.applyPatch(path, patchFile);
  } finally {
    await files.remove(patchFile);
  }
  for (const name of await git.untracked(repository)) {
    await files.makeDirectory(dirname(join(path, name)));
    await files.copy(join(repository, name), join(path, name));
  }
}

/** The user asked for an isolation that is not to be had. */
export class IsolationError extends Error {}
