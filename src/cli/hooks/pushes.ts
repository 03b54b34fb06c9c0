import { systemGit } from '../../platform/git.ts';
import type { GitIndex } from '../../platform/git-index.ts';
import type { IndexedFile } from '../../platform/git-index-output.ts';

/** One branch or tag of a push. */
export interface Push {
  /** What the other side has; undefined for a new branch, or when that commit is not here. */
  readonly from: string | undefined;
  readonly to: string;
  /** What the push brings the other side. */
  files(git: GitIndex): Promise<readonly IndexedFile[]>;
}

const NOTHING = /^0+$/;

/** `<local ref> <local id> <remote ref> <remote id>`, a line for each; an id of zeros is nothing (githooks(5), "pre-push"). */
export async function pushesOf(input: NodeJS.ReadStream): Promise<readonly Push[]> {
  if (input.isTTY) return [];
  let text = '';
  for await (const part of input) text += String(part);
  return text.split('\n').flatMap((line): Push[] => {
    const [, to = '', , remote = ''] = line.split(' ');
    // What is deleted is not looked at.
    if (to === '' || NOTHING.test(to)) return [];
    const from = NOTHING.test(remote) ? undefined : remote;
    return [{ from, to, files: (git) => pushedFiles(git, from, to) }];
  });
}

async function pushedFiles(
  git: GitIndex,
  from: string | undefined,
  to: string,
): Promise<readonly IndexedFile[]> {
  const known = from === undefined ? undefined : await systemGit.commitOf(git.root, from);
  const base = known ?? (await systemGit.defaultBranch(git.root));
  const start = base === undefined ? undefined : await systemGit.mergeBase(git.root, base, to);
  // A new repository: everything is new to the other side.
  return start === undefined || start === to ? git.files() : git.changed(start, to);
}
