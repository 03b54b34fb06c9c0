import type { GithubClient, Viewer } from './github-client.ts';
import type { Purpose } from './github-refusal.ts';
import { isBy } from './keep-comment.ts';
import { asObject } from './sarif/sarif-log.ts';

/** An issue of which there is one for a cause. */
export interface CauseIssue {
  /** Tells the cause from others: letters, digits, `-`, `.`. */
  readonly key: string;
  /** Which message this is; the issue remembers the last. */
  readonly delivery: string;
  readonly status: 'firing' | 'resolved';
  readonly title: string;
  /** Markdown. */
  readonly content: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
}

export interface KeptIssue {
  readonly outcome: 'created' | 'updated' | 'reopened' | 'closed' | 'unchanged';
  readonly url: string | undefined;
}

/** docs.github.com, "REST API endpoints for issues". */
const READING: Purpose = { what: 'show the issues', permission: 'issues: read', scope: 'repo' };
const WRITING: Purpose = { what: 'take the issue', permission: 'issues: write', scope: 'repo' };

/** Milliseconds in which a cause that comes back opens its old issue again. Later it is another story. */
const REOPENED_WITHIN = 30 * 24 * 3_600_000;
/** Characters of a body; GitHub takes 65,536. */
const LONGEST_BODY = 65_000;

interface FoundIssue {
  readonly number: number;
  readonly open: boolean;
  /** Somebody closed it as not planned: nobody wants to hear of it. */
  readonly unwanted: boolean;
  readonly body: string;
  readonly mark: Mark;
  readonly url: string | undefined;
}

/** What the first line of the body says, which nobody sees. */
interface Mark {
  readonly delivery: string;
  /** How many times it was told, this one included. */
  readonly seen: number;
}

/**
 * Opens the issue of a cause, brings it up to date, opens it again when it came back soon, or closes it. Only what the token's own account has
 * written counts: anybody can paste a marker. Each is one request, so that whatever ends this process, the issue is as it was or as it should be; and the
 * same message twice changes nothing the second time.
 *
 * Two builds at the same time may both find none and open one. So each looks again: the oldest stays, others of ours are closed as duplicates.
 */
export async function keepIssue(client: GithubClient, issue: CauseIssue, now: number): Promise<KeptIssue> {
  const viewer = await client.viewer(READING);
  const found = await ownIssues(client, { viewer, key: issue.key, now });
  const kept = found.find(({ open }) => open) ?? found.at(-1);
  if (kept?.mark.delivery === issue.delivery)
    return { outcome: issue.status === 'resolved' ? 'closed' : 'unchanged', url: kept.url };
  if (issue.status === 'resolved') return kept?.open === true ? close(client, kept, issue) : unchanged(kept);
  if (kept === undefined) return create(client, issue, { viewer, now });
  if (kept.unwanted) return unchanged(kept);
  await change(client, kept, { body: bodyOf(issue, kept.mark.seen + 1), state: 'open' });
  return { outcome: kept.open ? 'updated' : 'reopened', url: kept.url };
}

function unchanged(kept: FoundIssue | undefined): KeptIssue {
  return { outcome: 'unchanged', url: kept?.url };
}

async function create(
  client: GithubClient,
  issue: CauseIssue,
  { viewer, now }: { readonly viewer: Viewer; readonly now: number },
): Promise<KeptIssue> {
  const { title, labels, assignees } = issue;
  const made = asObject(
    await client.ask('POST /repos/{owner}/{repo}/issues', WRITING, {
      ...{ title, body: bodyOf(issue, 1), labels },
      ...(assignees.length > 0 && { assignees }),
    }),
  );
  const found = await ownIssues(client, { viewer, key: issue.key, now });
  const [first, ...others] = found.filter(({ open }) => open);
  // Without the marker: what is closed as a duplicate says nothing of the cause.
  const duplicate = { state: 'closed', state_reason: 'not_planned', body: `Told in #${first?.number}.` };
  for (const other of others) await change(client, other, duplicate);
  const url = first?.url ?? (typeof made.html_url === 'string' ? made.html_url : undefined);
  return { outcome: 'created', url };
}

async function close(client: GithubClient, kept: FoundIssue, issue: CauseIssue): Promise<KeptIssue> {
  const before = kept.body.split('\n').slice(1).join('\n');
  const body = `${bodyOf(issue, kept.mark.seen)}\n---\n\n${before}`.slice(0, LONGEST_BODY);
  await change(client, kept, { body, state: 'closed', state_reason: 'completed' });
  return { outcome: 'closed', url: kept.url };
}

async function change(
  client: GithubClient,
  { number }: FoundIssue,
  parameters: Readonly<Record<string, unknown>>,
): Promise<void> {
  const route = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';
  await client.ask(route, WRITING, { issue_number: number, ...parameters });
}

/** The oldest first: all that are open, and those closed a short while ago. */
async function ownIssues(
  client: GithubClient,
  { viewer, key, now }: { readonly viewer: Viewer; readonly key: string; readonly now: number },
): Promise<readonly FoundIssue[]> {
  const route = 'GET /repos/{owner}/{repo}/issues';
  const since = new Date(now - REOPENED_WITHIN).toISOString();
  const open = await client.list(route, READING, { state: 'open' });
  const closed = await client.list(route, READING, { state: 'closed', since });
  const byNumber = new Map(
    [...closed, ...open]
      .map(asObject)
      // Pull requests are issues too, for this route.
      .filter((one) => one.pull_request === undefined && isBy(viewer, one.user))
      .flatMap((one) => readIssue(one, key) ?? [])
      .map((one) => [one.number, one] as const),
  );
  return [...byNumber.values()].sort((one, other) => one.number - other.number);
}

function readIssue(one: Readonly<Record<string, unknown>>, key: string): FoundIssue | undefined {
  const { number, body, state, state_reason: reason, html_url: url } = one;
  if (typeof number !== 'number' || typeof body !== 'string') return undefined;
  const mark = readMark(body, key);
  if (mark === undefined) return undefined;
  return {
    ...{ number, body, mark, open: state === 'open' },
    unwanted: state === 'closed' && reason === 'not_planned',
    url: typeof url === 'string' ? url : undefined,
  };
}

function bodyOf({ key, delivery, content }: CauseIssue, seen: number): string {
  const mark = `<!-- lockstep-notify key="${key}" delivery="${delivery}" seen="${seen}" -->`;
  const times = seen > 1 ? `\n_Told ${seen} times._\n` : '';
  return `${mark}\n${content.slice(0, LONGEST_BODY - 300)}${times}`;
}

function readMark(body: string, key: string): Mark | undefined {
  const [, found, delivery = '', seen = ''] =
    /^<!-- lockstep-notify key="([\w.-]+)" delivery="([\w.-]+)" seen="(\d{1,9})" -->\r?(?:\n|$)/.exec(body) ??
    [];
  return found === key ? { delivery, seen: Number(seen) } : undefined;
}
