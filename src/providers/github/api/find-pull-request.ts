import type { BuildContext } from './build-context.ts';
import type { GithubClient } from './github-client.ts';
import type { Purpose } from './github-refusal.ts';
import { asObject } from './sarif/sarif-log.ts';

/** docs.github.com, "List pull requests associated with a commit". */
const LOOKING: Purpose = {
  what: 'name the pull requests of the commit',
  permission: 'pull-requests: read',
  scope: 'repo',
};

/**
 * The open pull requests that a build is of, the lowest number first: those the CI system names, else those GitHub knows for the commit. Of
 * the latter only the ones whose head is the commit: others merely contain it.
 */
export async function findPullRequests(
  client: GithubClient,
  context: BuildContext,
  head: string | undefined,
): Promise<readonly number[]> {
  if (context.pullRequests.length > 0) return context.pullRequests;
  const commit = context.headCommit ?? context.commit ?? head;
  if (commit === undefined) return [];
  const found = await client.list('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', LOOKING, {
    commit_sha: commit,
  });
  return found
    .map(asObject)
    .filter(({ state, head: tip }) => state === 'open' && asObject(tip).sha === commit)
    .map(({ number }) => Number(number))
    .filter((number) => Number.isSafeInteger(number) && number > 0)
    .sort((one, other) => one - other);
}
