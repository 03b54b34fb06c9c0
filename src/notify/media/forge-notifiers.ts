import { type Forge, type ForgeEntry, issueTitle } from '../forge.ts';
import { messageOf } from '../message.ts';
import type { Delivery, Notifier, Outcome } from '../notifier.ts';
import { renderMarkdown } from './markdown-message.ts';

/** One issue for each cause: brought up to date while it lasts, closed when it is over. */
export class IssueNotifier implements Notifier {
  readonly repeatable = true;
  readonly keepsState = true;
  readonly #forge: Forge;
  readonly #more: { readonly labels: readonly string[]; readonly assignees: readonly string[] };

  constructor(
    forge: Forge,
    more: { readonly labels: readonly string[]; readonly assignees: readonly string[] },
  ) {
    this.#forge = forge;
    this.#more = more;
  }

  deliver(delivery: Delivery): Promise<Outcome> {
    // What it began as: the end of a cause does not rename its issue.
    const title = issueTitle(messageOf({ ...delivery.event, status: 'firing' }));
    return this.#forge.keepIssue({ ...entryOf(delivery), title, ...this.#more });
  }
}

/** One comment for each cause on the pull request or the commit that an event is of. */
export class CommentNotifier implements Notifier {
  readonly repeatable = true;
  readonly keepsState = true;
  readonly #forge: Forge;
  readonly #on: 'pull-request' | 'commit';

  constructor(forge: Forge, on: 'pull-request' | 'commit') {
    this.#forge = forge;
    this.#on = on;
  }

  async deliver(delivery: Delivery): Promise<Outcome> {
    const { pullRequest, commit } = delivery.event;
    const entry = entryOf(delivery);
    if (this.#on === 'pull-request')
      return pullRequest === undefined
        ? { kind: 'refused', reason: 'the event is of no pull request' }
        : this.#forge.keepPullRequestComment(pullRequest, entry);
    return commit === undefined
      ? { kind: 'refused', reason: 'the event is of no commit' }
      : this.#forge.keepCommitComment(commit, entry);
  }
}

function entryOf({ id, cause, event }: Delivery): ForgeEntry {
  return { key: cause, delivery: id, status: event.status, content: renderMarkdown(messageOf(event)) };
}
