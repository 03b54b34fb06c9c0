import { printableLine } from '../../diagnostics/printable.ts';
import { hmacSha256, sameSecret } from '../../platform/digest.ts';
import { messageOf } from '../message.ts';
import type { Delivery, Notifier, Outcome } from '../notifier.ts';
import { failureOf, postJson } from './http-delivery.ts';

/** Bytes of a key (github.com/standard-webhooks/standard-webhooks, spec, "Signature scheme"). */
const KEY_BYTES = { least: 24, most: 64 };
/** Seconds that a signature is good for, as that specification's libraries have it. */
const TOLERANCE = 5 * 60;

export interface WebhookOptions {
  readonly url: URL;
  /** Its bytes. */
  readonly key: Uint8Array;
  readonly userAgent: string;
  now(): number;
}

/**
 * JSON to an address of one's own, signed as Standard Webhooks 1.0.0 has it: HMAC-SHA256 over `id.timestamp.body`. A copy of a request is old after five
 * minutes, and before that has an id that was there before: whoever keeps the ids of five minutes is safe from replays, and from two of one.
 */
export class WebhookNotifier implements Notifier {
  readonly repeatable = true;
  readonly keepsState = false;
  readonly #options: WebhookOptions;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  async deliver(delivery: Delivery): Promise<Outcome> {
    const { url, key, userAgent, now } = this.#options;
    const body = renderWebhook(delivery);
    const timestamp = Math.floor(now() / 1000);
    const id = `msg_${delivery.id}`;
    const headers = {
      'user-agent': userAgent,
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook({ id, timestamp, body }, key),
    };
    const answer = await postJson({ url, headers, body, who: url.host }, now());
    if (!('status' in answer)) return answer;
    if (answer.status >= 200 && answer.status < 300) return { kind: 'sent', change: 'sent' };
    // "410 Gone": the receiver wants no more (the same specification, "Delivery and retries").
    return failureOf(answer, url.host);
  }
}

/** `whsec_` and base64; undefined for what is no key. */
export function readWebhookKey(text: string): Uint8Array | undefined {
  const [, encoded = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text.trim()) ?? [];
  const key = Buffer.from(encoded, 'base64');
  return key.byteLength >= KEY_BYTES.least && key.byteLength <= KEY_BYTES.most ? key : undefined;
}

export interface SignedParts {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/** The value of `webhook-signature`: `v1,` and base64. */
function signWebhook({ id, timestamp, body }: SignedParts, key: Uint8Array): string {
  const hmac = hmacSha256(key);
  hmac.add(`${id}.${timestamp}.${body}`);
  return `v1,${hmac.end('base64')}`;
}

/** As a receiver does it. `seen` remembers ids; it must forget none that is younger than five minutes. `now`: milliseconds. */
export function verifyWebhook(
  parts: SignedParts & { readonly signature: string },
  { key, now, seen }: { readonly key: Uint8Array; readonly now: number; readonly seen: Set<string> },
): 'good' | 'forged' | 'old' | 'repeated' {
  const expected = signWebhook(parts, key);
  // There may be several, for a key that is being changed.
  if (!parts.signature.split(' ').some((one) => sameSecret(one, expected))) return 'forged';
  if (Math.abs(now / 1000 - parts.timestamp) > TOLERANCE) return 'old';
  if (seen.has(parts.id)) return 'repeated';
  seen.add(parts.id);
  return 'good';
}

/** Texts have no control characters, and are escaped for nothing: that is for whoever shows them. */
function renderWebhook({ cause, event, time }: Delivery): string {
  const { title, summary, facts, details, links } = messageOf(event);
  const { kind, status, commit, pullRequest } = event;
  const [project, subject, branch, workflow] = [
    event.project,
    event.subject,
    event.branch,
    event.workflow,
  ].map((text) => text && printableLine(text));
  const data = {
    ...{ cause, status, project, subject, title, summary, branch, workflow, commit, pullRequest },
    ...{ facts, details, links },
  };
  return JSON.stringify({ type: `${kind}.${status}`, timestamp: new Date(time).toISOString(), data });
}
