import { systemGit } from '../../platform/git.ts';

/** A branch or tag of a push that brings the other side something. */
export interface Push {
  /** What it is called here: `refs/heads/main`, `refs/tags/v1`. */
  readonly name: string;
  readonly commit: string;
  /** What comes after this commit is new to the other side; undefined: everything is. */
  readonly base: string | undefined;
}

const NOTHING = /^0+$/;

/**
 * What git is about to push: `<local ref> <local id> <remote ref> <remote id>`, a line for each, and an id of zeros for what is not there
 * (githooks(5), "pre-push"). What is deleted, what brings nothing new, and tags of something else than a commit are left out. Where a
 * person asks, and not git, it is what a push of HEAD would be.
 */
export async function pushesOf(
  input: AsyncIterable<unknown> & { readonly isTTY?: boolean },
  root: string,
): Promise<readonly Push[]> {
  if (input.isTTY === true) {
    const upstream = await systemGit.upstream(root);
    const push = await pushOf(root, { name: 'HEAD', id: 'HEAD', known: upstream });
    return push === undefined ? [] : [push];
  }
  let text = '';
  for await (const part of input) text += String(part);
  const pushes = new Map<string, Push>();
  for (const line of text.split('\n')) {
    const [name = '', id = '', , known = ''] = line.split(' ');
    if (id === '' || NOTHING.test(id)) continue;
    const push = await pushOf(root, { name, id, known: NOTHING.test(known) ? undefined : known });
    // Several names may be pushed for one commit.
    if (push !== undefined && !pushes.has(`${push.commit} ${push.base}`))
      pushes.set(`${push.commit} ${push.base}`, push);
  }
  return [...pushes.values()];
}

/** `known`: what the other side has by that name. */
async function pushOf(
  root: string,
  { name, id, known }: { readonly name: string; readonly id: string; readonly known: string | undefined },
): Promise<Push | undefined> {
  const commit = await systemGit.commitOf(root, id);
  if (commit === undefined) return undefined;
  // After a push by somebody else their commit may not be here: then it is as if the branch were new.
  const there = known === undefined ? undefined : await systemGit.commitOf(root, known);
  const base =
    there === undefined
      ? await systemGit.publishedBase(root, commit)
      : { commit: await systemGit.mergeBase(root, there, commit) };
  if (base === undefined || base.commit === commit) return undefined;
  return { name, commit, base: base.commit };
}
