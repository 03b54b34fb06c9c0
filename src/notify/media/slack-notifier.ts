import { type Message, messageOf } from '../message.ts';
import type { Delivery, Notifier, Outcome } from '../notifier.ts';
import { failureOf, postJson } from './http-delivery.ts';

/** docs.slack.dev/reference/block-kit/blocks: header 150 characters, text 3000, ten fields of 2000; less, for what counts differently. */
const HEADER = 140;
const TEXT = 2_900;
const FIELD = 1_900;
const FIELDS = 10;

/**
 * An incoming webhook of Slack (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). Its address is the secret.
 *
 * Slack cannot be asked what it has, and takes no key that would make two of one: it is not repeatable.
 */
export class SlackNotifier implements Notifier {
  readonly repeatable = false;
  readonly keepsState = false;
  readonly #webhook: URL;
  readonly #now: () => number;

  constructor(webhook: URL, now: () => number) {
    this.#webhook = webhook;
    this.#now = now;
  }

  async deliver({ event }: Delivery): Promise<Outcome> {
    const body = JSON.stringify(renderSlack(messageOf(event)));
    const answer = await postJson({ url: this.#webhook, headers: {}, body, who: 'Slack' }, this.#now());
    if (!('status' in answer)) return answer;
    if (answer.status === 200) return { kind: 'sent', change: 'sent' };
    return explained(failureOf(answer, 'Slack'), answer.text.trim());
  }
}

/** What Slack's words ask for (docs.slack.dev, incoming webhooks, "Handling errors"). */
const FIXES: Readonly<Record<string, string>> = {
  no_service: 'The webhook was switched off or removed: make a new one.',
  no_service_id: 'The address is not whole: copy the webhook again.',
  no_team: 'The address is wrong: copy the webhook again.',
  invalid_token: 'The webhook was removed: make a new one.',
  channel_is_archived: 'Make a webhook for a channel that is not archived.',
  channel_not_found: 'Make a webhook for a channel that is there.',
  action_prohibited: 'An administrator of the workspace has to allow it.',
  posting_to_general_channel_denied: 'Make a webhook for another channel.',
};

function explained(outcome: Outcome, word: string): Outcome {
  if (outcome.kind !== 'refused' || !Object.hasOwn(FIXES, word)) return outcome;
  return { ...outcome, fix: FIXES[word] };
}

/**
 * Blocks without mrkdwn: whatever stands in a `plain_text` or an element of rich text is text, so that nothing in it can mention a channel, link or format.
 * `text`, which notifications show, is mrkdwn, where three characters are escaped (docs.slack.dev/messaging/formatting-message-text, "Escaping text").
 */
export function renderSlack(message: Message): {
  readonly text: string;
  readonly blocks: readonly unknown[];
} {
  const { tone, title, summary, facts, details, links } = message;
  const mark = tone === 'bad' ? '🔴' : '🟢';
  const text = (kind: string, value: string, most: number): unknown => ({
    type: kind,
    text: within(value, most) || '-',
    emoji: false,
  });
  const blocks: unknown[] = [
    { type: 'header', text: text('plain_text', `${mark} ${title}`, HEADER) },
    { type: 'section', text: text('plain_text', summary, TEXT) },
  ];
  if (facts.length > 0)
    blocks.push({
      type: 'section',
      fields: facts.slice(0, FIELDS).map(({ name, value }) => text('plain_text', `${name}: ${value}`, FIELD)),
    });
  if (details.length > 0)
    blocks.push(rich({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: endOf(details) }] }));
  if (links.length > 0) {
    const elements = links.flatMap(({ text: words, url }, index) => [
      ...(index > 0 ? [{ type: 'text', text: ' · ' }] : []),
      { type: 'link', url, text: words },
    ]);
    blocks.push(rich({ type: 'rich_text_section', elements }));
  }
  return { text: escapeMrkdwn(`${mark} ${title}`), blocks };
}

function rich(element: unknown): unknown {
  return { type: 'rich_text', elements: [element] };
}

function endOf(details: readonly string[]): string {
  const text = details.join('\n');
  return text.length <= TEXT ? text : `…${text.slice(-TEXT).replace(/^[\udc00-\udfff]/, '')}`;
}

function within(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function escapeMrkdwn(text: string): string {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '');
}
