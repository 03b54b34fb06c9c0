import type { GithubClient, Parameters, Viewer } from './github-client.ts';
import { GithubRefusal, type Purpose } from './github-refusal.ts';
import { asObject } from './sarif/sarif-log.ts';

/** A comment of which there is one on a pull request, kept up to date. */
export interface StickyComment {
  /** How the body of every edition of it begins, in a comment of HTML that nobody sees. */
  readonly marker: string;
  /** The whole body. It begins with `marker`; its first line is the same where the rest is. */
  readonly body: string;
}

export interface KeptComment {
  /** `absent`: there is none, and none was asked for. */
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'absent';
  readonly url: string | undefined;
  /** Others of our own with the same marker that were taken away. */
  readonly removed: number;
}

/** Where comments are, with the routes to them. */
interface CommentPlace {
  readonly all: string;
  readonly one: string;
  readonly parameters: Parameters;
  readonly reading: Purpose;
  readonly writing: Purpose;
}

/** Comments on a pull request are those of its issue (docs.github.com, "REST API endpoints for issue comments"). */
export function onPullRequest(pull: number): CommentPlace {
  return {
    all: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    one: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    parameters: { issue_number: pull },
    reading: { what: 'show the comments', permission: 'pull-requests: read', scope: 'repo' },
    writing: { what: 'take the comment', permission: 'pull-requests: write', scope: 'repo' },
  };
}

/** docs.github.com, "REST API endpoints for commit comments". */
export function onCommit(commit: string): CommentPlace {
  return {
    all: '/repos/{owner}/{repo}/commits/{commit_sha}/comments',
    one: '/repos/{owner}/{repo}/comments/{comment_id}',
    parameters: { commit_sha: commit },
    reading: { what: 'show the comments on the commit', permission: 'contents: read', scope: 'repo' },
    writing: { what: 'take the comment on the commit', permission: 'contents: write', scope: 'repo' },
  };
}

interface FoundComment {
  readonly id: number;
  readonly body: string;
  readonly url: string | undefined;
}

/**
 * Writes the comment, or brings it up to date, or leaves it alone where its first line says that it is. Only what the token's own account
 * has written counts: anybody can paste a marker, and whoever owned the comment could have us write into it or delete it.
 *
 * Two builds at the same time may both find none and write one. So each looks again after it has written: the oldest stays with what is to be
 * said, the others go. Whichever is later leaves one.
 */
export async function keepComment(
  client: GithubClient,
  place: CommentPlace,
  comment: StickyComment & { readonly onlyExisting?: boolean },
): Promise<KeptComment> {
  const viewer = await client.viewer(place.reading);
  const [kept, ...others] = await ownComments(client, place, { viewer, comment });
  if (kept === undefined) {
    if (comment.onlyExisting === true) return { outcome: 'absent', url: undefined, removed: 0 };
    return create(client, place, { viewer, comment });
  }
  const outcome = firstLine(kept.body) === firstLine(comment.body) ? 'unchanged' : 'updated';
  if (outcome === 'updated' && !(await update(client, place, { id: kept.id, body: comment.body })))
    return create(client, place, { viewer, comment });
  return { outcome, url: kept.url, removed: await remove(client, place, others) };
}

interface Own {
  readonly viewer: Viewer;
  readonly comment: StickyComment;
}

async function create(client: GithubClient, place: CommentPlace, own: Own): Promise<KeptComment> {
  const written = asComment(
    await client.ask(`POST ${place.all}`, place.writing, { ...place.parameters, body: own.comment.body }),
  );
  const [kept, ...others] = await ownComments(client, place, own);
  if (kept === undefined) return { outcome: 'created', url: written?.url, removed: 0 };
  if (firstLine(kept.body) !== firstLine(own.comment.body))
    await update(client, place, { id: kept.id, body: own.comment.body });
  return { outcome: 'created', url: kept.url, removed: await remove(client, place, others) };
}

/** False when somebody has deleted it meanwhile. */
async function update(
  client: GithubClient,
  place: CommentPlace,
  { id, body }: { readonly id: number; readonly body: string },
): Promise<boolean> {
  try {
    await client.ask(`PATCH ${place.one}`, place.writing, {
      comment_id: id,
      body,
    });
    return true;
  } catch (error) {
    if (error instanceof GithubRefusal && error.kind === 'missing') return false;
    throw error;
  }
}

async function remove(
  client: GithubClient,
  place: CommentPlace,
  comments: readonly FoundComment[],
): Promise<number> {
  let removed = 0;
  for (const { id } of comments)
    try {
      await client.ask(`DELETE ${place.one}`, place.writing, {
        comment_id: id,
      });
      removed += 1;
    } catch (error) {
      // Somebody else was faster.
      if (!(error instanceof GithubRefusal && error.kind === 'missing')) throw error;
    }
  return removed;
}

/** The oldest first. */
async function ownComments(
  client: GithubClient,
  place: CommentPlace,
  { viewer, comment }: Own,
): Promise<readonly FoundComment[]> {
  const all = await client.list(`GET ${place.all}`, place.reading, place.parameters);
  return all
    .filter((one) => isBy(viewer, asObject(one).user))
    .flatMap((one) => asComment(one) ?? [])
    .filter(({ body }) => body.startsWith(comment.marker))
    .sort((one, other) => one.id - other.id);
}

/** By number where GitHub tells it: a login can be given up, and be taken by somebody else. */
export function isBy({ id, login }: Viewer, user: unknown): boolean {
  const author = asObject(user);
  return id === undefined ? author.login === login : author.id === id;
}

function asComment(value: unknown): FoundComment | undefined {
  const { id, body, html_url: url } = asObject(value);
  if (typeof id !== 'number') return undefined;
  return { id, body: typeof body === 'string' ? body : '', url: typeof url === 'string' ? url : undefined };
}

function firstLine(body: string): string {
  return (body.split('\n', 1)[0] ?? '').trimEnd();
}
