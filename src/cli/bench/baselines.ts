import type { ReleaseConfig } from '../../pipeline/release-config.ts';
import { systemGit } from '../../platform/git.ts';
import { latestRelease } from '../../release/metadata/release-version.ts';
import { UsageError } from '../exit-code.ts';
import { hasOwnChanges } from './own-changes.ts';

/** Something that what is checked out is compared with. */
export interface Baseline {
  /** As people know it: `main`, `v1.2.0`, `main and v1.2.0` where they are one commit. */
  readonly name: string;
  readonly commit: string;
}

/** The commits that are asked for by any names git understands. */
export async function askedBaselines(
  root: string,
  revisions: readonly string[],
): Promise<readonly Baseline[]> {
  const found: Baseline[] = [];
  for (const revision of revisions) {
    const commit = await systemGit.commitOf(root, revision);
    if (commit === undefined)
      throw new UsageError(
        `git knows no commit '${revision}'`,
        'In a shallow clone: git fetch --unshallow --tags.',
      );
    found.push({ name: revision, commit });
  }
  return united(found);
}

/**
 * What the main branch had before, and the last release: with the first alone, ten changes of 3 % each would pass, as each is small.
 */
export async function usualBaselines(
  root: string,
  { branch = 'main', tag = 'v{version}' }: ReleaseConfig,
): Promise<readonly Baseline[]> {
  const head = await systemGit.commitOf(root, 'HEAD');
  if (head === undefined) throw new UsageError('there is no commit to compare with');
  const found: Baseline[] = [];
  const main = await beforeOnMain(root, branch, head);
  if (main !== undefined) found.push({ name: branch, commit: main });
  const release = await lastRelease(root, tag, head);
  if (release !== undefined) found.push(release);
  if (found.length === 0)
    throw new UsageError(
      `neither ${branch} nor a release is here to compare with`,
      'Name a commit: --against REVISION. In a shallow clone: git fetch --unshallow --tags.',
    );
  return united(found);
}

/** Where this left the main branch; on the main branch itself the commit before, or its tip for what is not committed. */
async function beforeOnMain(root: string, branch: string, head: string): Promise<string | undefined> {
  for (const name of [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`]) {
    const tip = await systemGit.commitOf(root, name);
    const base = tip === undefined ? undefined : await systemGit.mergeBase(root, head, tip);
    if (base === undefined) continue;
    if (base !== head || (await hasOwnChanges(root, head))) return base;
    return systemGit.commitOf(root, 'HEAD^');
  }
  return undefined;
}

async function lastRelease(root: string, pattern: string, head: string): Promise<Baseline | undefined> {
  let tags = await systemGit.tags(root);
  for (;;) {
    const tag = latestRelease(pattern, tags);
    const commit = tag === undefined ? undefined : await systemGit.commitOf(root, `refs/tags/${tag}`);
    if (tag === undefined || commit === undefined) return undefined;
    if (commit !== head && (await systemGit.mergeBase(root, head, commit)) === commit)
      return { name: tag, commit };
    tags = tags.filter((one) => one !== tag);
  }
}

function united(baselines: readonly Baseline[]): readonly Baseline[] {
  const byCommit = new Map<string, string[]>();
  for (const { name, commit } of baselines) byCommit.set(commit, [...(byCommit.get(commit) ?? []), name]);
  return [...byCommit].map(([commit, names]) => ({ commit, name: [...new Set(names)].join(' and ') }));
}
