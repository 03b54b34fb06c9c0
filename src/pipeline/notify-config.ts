import type { Pattern } from './trigger-config.ts';
import type { Duration } from './value-config.ts';

/** Who is told of what: receivers by name, and routes from events to them. */
export interface NotifyConfig {
  /** Where messages can go, by name. */
  readonly receivers: Readonly<Record<string, ReceiverConfig>>;
  /** Which event goes to which of them; each route that fits counts. */
  readonly routes: readonly RouteConfig[];
}

/** What can be told. `recovered` is the end of any of the others. */
export type NotifyEventName =
  | 'workflow-failed'
  | 'release-stuck'
  | 'benchmark-regressed'
  | 'secret-old'
  | 'budget-exceeded'
  | 'recovered';

export interface RouteConfig {
  /** The events that it is for. A receiver that keeps one entry for a cause, such as an issue, hears of the end of it in any case. */
  readonly on: NotifyEventName | readonly NotifyEventName[];
  /** Only on these branches: names, globs or regular expressions between slashes. Events of no branch pass. */
  readonly branches?: readonly Pattern[];
  /** Only of these workflows. Events of no workflow pass. */
  readonly workflows?: readonly string[];
  /** Names of the receivers. */
  readonly to: readonly string[];
  /** How long after a message the same cause is told again while it lasts; `24h` unless said. */
  readonly repeat?: Duration;
}

export type ReceiverConfig =
  | IssueReceiverConfig
  | PullRequestReceiverConfig
  | CommitReceiverConfig
  | SlackReceiverConfig
  | EmailReceiverConfig
  | WebhookReceiverConfig;

interface AnyReceiverConfig {
  /** The most messages that it is sent in an hour; 30 unless said. What is more waits. */
  readonly limit?: number;
}

/** An issue on GitHub for each cause, kept up to date, closed when it is over. */
export interface IssueReceiverConfig extends AnyReceiverConfig {
  readonly medium: 'issue';
  /** Labels of the issue: `['ci']`. */
  readonly labels?: readonly string[];
  /** Accounts it is given to. */
  readonly assignees?: readonly string[];
}

/** A comment on the pull request, one for each cause, kept up to date. */
export interface PullRequestReceiverConfig extends AnyReceiverConfig {
  readonly medium: 'pull-request';
}

/** A comment on the commit, one for each cause, kept up to date. */
export interface CommitReceiverConfig extends AnyReceiverConfig {
  readonly medium: 'commit';
}

/** A channel of Slack, by an incoming webhook. */
export interface SlackReceiverConfig extends AnyReceiverConfig {
  readonly medium: 'slack';
  /** The secret that holds the address of the webhook. */
  readonly webhook: string;
}

/** Mail by SMTP, as text and as HTML. */
export interface EmailReceiverConfig extends AnyReceiverConfig {
  readonly medium: 'email';
  /** The secret that holds the server with its account: `smtps://user:password@smtp.example.com`. */
  readonly server: string;
  readonly from: string;
  readonly to: readonly string[];
}

/** JSON to an address of one's own, signed. */
export interface WebhookReceiverConfig extends AnyReceiverConfig {
  readonly medium: 'webhook';
  /** Where it is sent to: https, or http on this machine. */
  readonly url: string;
  /** The secret that it is signed with: `whsec_` and 24 to 64 bytes in base64. */
  readonly secret: string;
}
