import type { Message } from './message.ts';
import type { Outcome } from './notifier.ts';

/** One entry on a forge, found again by `marker` and by its author. */
export interface ForgeEntry {
  /** Two entries with the same key are one. Letters, digits, `-`, `.`. */
  readonly key: string;
  /** Which message this is: the entry remembers the last. */
  readonly delivery: string;
  /** Whether what it is about is still there. */
  readonly status: 'firing' | 'resolved';
  /** Markdown. */
  readonly content: string;
}

export interface ForgeIssue extends ForgeEntry {
  readonly title: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
}

/** Port: what notifiers ask a forge such as GitHub for. Never rejects; the same entry may be kept twice and is one. */
export interface Forge {
  keepIssue(issue: ForgeIssue): Promise<Outcome>;
  keepPullRequestComment(pull: number, entry: ForgeEntry): Promise<Outcome>;
  keepCommitComment(commit: string, entry: ForgeEntry): Promise<Outcome>;
}

/** The title of an issue is plain text, where `@name` mentions nobody; it has 256 characters at most. */
export function issueTitle({ title }: Message): string {
  return title.length <= 240 ? title : `${title.slice(0, 239).replace(/[\ud800-\udbff]$/, '')}…`;
}
