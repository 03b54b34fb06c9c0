import type { Change } from '../plan/affected.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { relative, resolve, toPosix } from '../platform/paths.ts';
import { UsageError } from './exit-code.ts';
import type { Workplace } from './workplace.ts';

/** What of a checkout differs from a commit, or why nobody can tell. */
export type Comparison =
  | {
      readonly kind: 'compared';
      readonly since: Since;
      /** Named relative to the folder of the definition. */
      readonly changes: readonly Change[];
      /** The files the definition was made of, named alike. */
      readonly definition: readonly string[];
    }
  | Unknown;

export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: string;
  /** How it could be told, in one sentence. */
  readonly fix?: string;
}

/** The commit that a checkout is compared with. */
export interface Since {
  readonly commit: string;
  /** `since the branch left origin/main (9f1c2ab)` */
  readonly text: string;
}

/**
 * Compares the checkout with the commit where it and `revision` part; without one, with where it left its upstream or the default
 * branch. Throws a `UsageError` for a revision that does not exist.
 */
export async function compareCheckout(
  { root, definition }: Pick<Workplace, 'root' | 'definition'>,
  revision: string | undefined,
): Promise<Comparison> {
  const repository = await systemGit.root(root);
  if (repository === undefined) return unknown(await systemGit.whyNoRepository(root));
  const real = async (path: string): Promise<string> => (await nodeFiles.realPath(path)) ?? path;
  const [top, folder] = [await real(repository), await real(root)];
  const below = toPosix(relative(top, folder));
  if (below !== '' && (await systemGit.ignored(repository, [below])).size > 0)
    return unknown('git ignores the folder of the definition');
  const since = await findBase(repository, revision);
  if ('kind' in since) return since;
  const nameOf = (path: string): string => toPosix(relative(folder, path));
  try {
    const changes = await systemGit.changesSince(repository, since.commit);
    const parts = await Promise.all(
      definition.files.map(async (path) => [nameOf(path), nameOf(await real(path))]),
    );
    const named = changes.map(({ name, kind }) => ({ name: nameOf(resolve(top, name)), kind }));
    return {
      kind: 'compared',
      since,
      // Before the first run nothing keeps this folder out of git.
      changes: named.filter(({ name }) => !name.startsWith('.lockstep/')),
      definition: [...new Set(parts.flat())],
    };
  } catch (error) {
    return unknown((error as Error).message);
  }
}

function unknown(reason: string, fix?: string): Unknown {
  return { kind: 'unknown', reason, ...(fix !== undefined && { fix }) };
}

const DEEPER = 'git fetch --deepen=100 gets more of the history, git fetch --unshallow all of it.';

/** The commit that changes are counted from, see `compareCheckout`; or why there is none. Throws a `UsageError`. */
export async function findBase(repository: string, revision: string | undefined): Promise<Since | Unknown> {
  const head = await systemGit.commitOf(repository, 'HEAD');
  if (head === undefined) return unknown('nothing is committed yet');
  const shallow = await systemGit.isShallow(repository);
  const name =
    revision ?? (await systemGit.upstream(repository)) ?? (await systemGit.defaultBranch(repository));
  if (name === undefined) {
    if (shallow) return unknown('this clone is shallow, and has no branch to compare with', DEEPER);
    return { commit: head, text: `since the last commit (${short(head)})` };
  }
  const other = await systemGit.commitOf(repository, name);
  if (other === undefined) {
    if (shallow) return unknown(`${name} is not in this shallow clone`, DEEPER);
    throw new UsageError(
      `there is no commit '${name}' to compare with`,
      'Name a branch, a tag or a commit; git fetch gets those of the remote.',
    );
  }
  const base = await systemGit.mergeBase(repository, 'HEAD', other);
  if (base === undefined && shallow)
    return unknown(`the commit where HEAD and ${name} part is not in this shallow clone`, DEEPER);
  // Histories that have nothing in common are compared as they are.
  const commit = base ?? other;
  if (commit === head && revision === undefined)
    return { commit, text: `since the last commit (${short(head)})` };
  const from = commit === other ? `since ${name}` : `since the branch left ${name}`;
  return { commit, text: `${from} (${short(commit)})` };
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
