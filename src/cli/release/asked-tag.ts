import { systemGit } from '../../platform/git.ts';
import { versionOfTag } from '../../release/metadata/release-version.ts';
import { UsageError } from '../exit-code.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The tag that is named, the one that this job of a CI system runs for, or the only one of the commit that is checked out. Throws a `UsageError`. */
export async function askedTag(
  root: string,
  named: string | undefined,
  { pattern, env }: { readonly pattern: string; readonly env: Variables },
): Promise<string> {
  if ((await systemGit.root(root)) === undefined)
    throw new UsageError(
      `${root} is in no repository of git`,
      'A release is of a commit: run it in a checkout.',
    );
  if (named !== undefined) return named;
  if (env.GITHUB_REF_TYPE === 'tag' && env.GITHUB_REF_NAME) return env.GITHUB_REF_NAME;
  if (env.CIRCLE_TAG) return env.CIRCLE_TAG;
  const head = await systemGit.commitOf(root, 'HEAD');
  const here: string[] = [];
  for (const tag of await systemGit.tags(root))
    if (
      versionOfTag(pattern, tag) !== undefined &&
      (await systemGit.commitOf(root, `refs/tags/${tag}`)) === head
    )
      here.push(tag);
  const [only, ...more] = here;
  if (only !== undefined && more.length === 0) return only;
  throw new UsageError(
    only === undefined
      ? 'the commit that is checked out has no tag of a version'
      : `the commit that is checked out has more than one tag of a version: ${here.join(', ')}`,
    'Name the tag.',
  );
}
