import type { Forge, ForgeEntry, ForgeIssue } from '../../notify/forge.ts';
import type { Change, Outcome } from '../../notify/notifier.ts';
import type { GithubClient } from '../../providers/github/api/github-client.ts';
import { GithubRefusal } from '../../providers/github/api/github-refusal.ts';
import {
  type KeptComment,
  keepComment,
  onCommit,
  onPullRequest,
} from '../../providers/github/api/keep-comment.ts';
import { type KeptIssue, keepIssue } from '../../providers/github/api/keep-issue.ts';

/** GitHub, for notifiers. */
export class GithubForge implements Forge {
  readonly #client: GithubClient;
  readonly #now: () => number;

  constructor(client: GithubClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  keepIssue(issue: ForgeIssue): Promise<Outcome> {
    return asked(async () => {
      const { outcome, url } = await keepIssue(this.#client, issue, this.#now());
      return { kind: 'sent', change: ISSUES[outcome], url };
    });
  }

  keepPullRequestComment(pull: number, entry: ForgeEntry): Promise<Outcome> {
    return asked(() => this.#comment(onPullRequest(pull), entry));
  }

  keepCommitComment(commit: string, entry: ForgeEntry): Promise<Outcome> {
    return asked(() => this.#comment(onCommit(commit), entry));
  }

  async #comment(
    place: ReturnType<typeof onPullRequest>,
    { key, delivery, status, content }: ForgeEntry,
  ): Promise<Outcome> {
    const marker = `<!-- lockstep-notify key="${key}" `;
    const body = `${marker}delivery="${delivery}" status="${status}" -->\n${content}`;
    const { outcome, url } = await keepComment(this.#client, place, {
      ...{ marker, body, onlyExisting: status === 'resolved' },
    });
    const isOver = status === 'resolved' && outcome !== 'absent';
    return { kind: 'sent', change: isOver ? 'closed' : COMMENTS[outcome], url };
  }
}

const ISSUES: Readonly<Record<KeptIssue['outcome'], Change>> = {
  created: 'created',
  updated: 'updated',
  reopened: 'updated',
  closed: 'closed',
  unchanged: 'unchanged',
};

const COMMENTS: Readonly<Record<KeptComment['outcome'], Change>> = {
  created: 'created',
  updated: 'updated',
  unchanged: 'unchanged',
  absent: 'unchanged',
};

/** What is there is looked for first, so that whatever came of one attempt, the next one is safe. */
async function asked(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GithubRefusal)) throw error;
    const { kind, message: reason, fix } = error;
    if (kind === 'limit' || kind === 'unreachable') return { kind: 'later', reason };
    return { kind: 'refused', reason, fix };
  }
}
