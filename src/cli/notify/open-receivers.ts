import type { Forge } from '../../notify/forge.ts';
import { EmailNotifier, readMailServer } from '../../notify/media/email-notifier.ts';
import { CommentNotifier, IssueNotifier } from '../../notify/media/forge-notifiers.ts';
import { SlackNotifier } from '../../notify/media/slack-notifier.ts';
import { readWebhookKey, WebhookNotifier } from '../../notify/media/webhook-notifier.ts';
import type { Notifier } from '../../notify/notifier.ts';
import type { NotifyConfig, ReceiverConfig } from '../../pipeline/config.ts';
import { ownPackage } from '../version.ts';

/** Why nothing can be sent to a receiver from here. */
export interface ClosedReceiver {
  readonly receiver: string;
  readonly reason: string;
  readonly fix: string;
}

export interface OpenReceivers {
  readonly notifiers: ReadonlyMap<string, Notifier>;
  readonly closed: readonly ClosedReceiver[];
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined with a reason when GitHub cannot be asked. */
  forge(): Promise<Forge | { readonly reason: string; readonly fix: string }>;
  now(): number;
}

/** A notifier for each of the receivers named; what is lacking for one keeps no other from being opened. */
export async function openReceivers(
  names: Iterable<string>,
  { receivers }: NotifyConfig,
  surroundings: Surroundings,
): Promise<OpenReceivers> {
  const notifiers = new Map<string, Notifier>();
  const closed: ClosedReceiver[] = [];
  for (const receiver of new Set(names)) {
    const config = Object.hasOwn(receivers, receiver) ? receivers[receiver] : undefined;
    const opened =
      config === undefined
        ? {
            reason: 'the definition has no receiver of this name',
            fix: 'Put it back, or forget the message.',
          }
        : await open(config, surroundings);
    if ('reason' in opened) closed.push({ receiver, ...opened });
    else notifiers.set(receiver, opened);
  }
  return { notifiers, closed };
}

type Opened = Notifier | { readonly reason: string; readonly fix: string };

async function open(config: ReceiverConfig, { env, forge, now }: Surroundings): Promise<Opened> {
  switch (config.medium) {
    case 'issue':
    case 'pull-request':
    case 'commit': {
      const found = await forge();
      return 'reason' in found ? found : onForge(config, found);
    }
    case 'slack': {
      const url = webhookOf(env[config.webhook]);
      return url === undefined ? unset(config.webhook, env, 'an https address') : new SlackNotifier(url, now);
    }
    case 'email': {
      const server = readMailServer(env[config.server] ?? '');
      const { from, to } = config;
      return server === undefined
        ? unset(config.server, env, 'smtps://user:password@host or smtp://…')
        : new EmailNotifier({ server, from, to });
    }
    case 'webhook': {
      const key = readWebhookKey(env[config.secret] ?? '');
      const userAgent = `lockstep/${ownPackage().version}`;
      return key === undefined
        ? unset(config.secret, env, 'whsec_ and 24 to 64 bytes in base64')
        : new WebhookNotifier({ url: new URL(config.url), key, userAgent, now });
    }
    default:
      return config satisfies never;
  }
}

type ForgeConfig = Extract<ReceiverConfig, { readonly medium: 'issue' | 'pull-request' | 'commit' }>;

function onForge(config: ForgeConfig, forge: Forge): Notifier {
  if (config.medium !== 'issue') return new CommentNotifier(forge, config.medium);
  return new IssueNotifier(forge, { labels: config.labels ?? [], assignees: config.assignees ?? [] });
}

/** The value itself is never told. */
function unset(name: string, env: Surroundings['env'], form: string): Opened {
  const isThere = (env[name] ?? '') !== '';
  return {
    reason: isThere ? `the value of the secret ${name} is not ${form}` : `the secret ${name} is not there`,
    fix: isThere
      ? `Set ${name} to ${form}.`
      : `Set the variable ${name}; in a job name it among its secrets: secrets: ['${name}'].`,
  };
}

/** In the clear to this machine alone. */
function webhookOf(text = ''): URL | undefined {
  if (!URL.canParse(text.trim())) return undefined;
  const url = new URL(text.trim());
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere) ? url : undefined;
}
