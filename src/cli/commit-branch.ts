import { systemGit } from '../platform/git.ts';

/** Is a commit part of a branch, as others have it or as it is here? Undefined where no such branch is here, or the history is cut off. */
export async function isOnAny(
  root: string,
  commit: string,
  branches: readonly string[],
): Promise<boolean | undefined> {
  let known = false;
  for (const branch of branches)
    for (const name of [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`]) {
      const isThere = await reaches(root, name, commit);
      if (isThere === true) return true;
      if (isThere === false) known = true;
    }
  return known && !(await systemGit.isShallow(root)) ? false : undefined;
}

/** The same of the branch as others have it, where that is known: what is only here is nobody's release yet. */
export async function isPublishedOn(
  root: string,
  commit: string,
  branch: string,
): Promise<boolean | undefined> {
  for (const name of [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`]) {
    const isThere = await reaches(root, name, commit);
    if (isThere === true) return true;
    if (isThere === false) return (await systemGit.isShallow(root)) ? undefined : false;
  }
  return undefined;
}

/** Undefined when there is no such ref. */
async function reaches(root: string, ref: string, commit: string): Promise<boolean | undefined> {
  const tip = await systemGit.commitOf(root, ref);
  return tip === undefined ? undefined : (await systemGit.mergeBase(root, commit, tip)) === commit;
}
