import { createTransport } from 'nodemailer';
import { printableLine } from '../../diagnostics/printable.ts';
import { html } from '../../reports/html/html.ts';
import { type Message, messageOf } from '../message.ts';
import type { Delivery, Notifier, Outcome } from '../notifier.ts';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS, which is demanded but of this machine. */
  readonly secure: boolean;
  readonly account: { readonly user: string; readonly pass: string } | undefined;
}

export interface EmailOptions {
  readonly server: MailServer;
  readonly from: string;
  readonly to: readonly string[];
}

/** Milliseconds. */
const PATIENCE = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
  dnsTimeout: 10_000,
};
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** `smtps://user:password@host:465`, or `smtp://…:587`; undefined for anything else. */
export function readMailServer(text: string): MailServer | undefined {
  if (!URL.canParse(text.trim())) return undefined;
  const { protocol, hostname, port, username, password, pathname } = new URL(text.trim());
  const secure = protocol === 'smtps:';
  if ((!secure && protocol !== 'smtp:') || hostname === '' || pathname.replace('/', '') !== '')
    return undefined;
  const account = username === '' ? undefined : { user: decoded(username), pass: decoded(password) };
  return { host: hostname, port: Number(port) || (secure ? 465 : 587), secure, account };
}

/**
 * Mail as text and as HTML. Mails of one cause stand together (RFC 5322 §3.6.4), and say that a program sent them (RFC 3834 §5). A second one has the same
 * `Message-ID`, which few mailboxes look at: it is not repeatable.
 */
export class EmailNotifier implements Notifier {
  readonly repeatable = false;
  readonly keepsState = false;
  readonly #options: EmailOptions;

  constructor(options: EmailOptions) {
    this.#options = options;
  }

  async deliver(delivery: Delivery): Promise<Outcome> {
    const { server, from, to } = this.#options;
    const { host, port, secure, account } = server;
    const transport = createTransport({
      ...{ host, port, secure, ...PATIENCE, disableFileAccess: true, disableUrlAccess: true },
      requireTLS: !secure && !LOOPBACK.has(host),
      ...(account !== undefined && { auth: account }),
    });
    const message = messageOf(delivery.event);
    const thread = `<${delivery.cause}@lockstep.invalid>`;
    try {
      await transport.sendMail({
        ...{
          from,
          to: [...to],
          subject: message.title,
          text: renderText(message),
          html: renderHtml(message),
        },
        messageId: `<${delivery.id}@lockstep.invalid>`,
        ...{ inReplyTo: thread, references: thread, date: new Date(delivery.time) },
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        ...{ disableFileAccess: true, disableUrlAccess: true },
      });
      return { kind: 'sent', change: 'sent' };
    } catch (error) {
      return outcomeOf(error, server);
    } finally {
      transport.close();
    }
  }
}

interface MailError {
  readonly message: string;
  /** `connect`: no connection came about. */
  readonly syscall?: string;
  readonly responseCode?: number;
  readonly code?: string;
}

/** What nodemailer says while there is no conversation yet (lib/smtp-connection). */
const NO_GREETING: ReadonlySet<string> = new Set(['Connection timeout', 'Greeting never received']);

/**
 * 4yz may go better, 5yz not (RFC 5321 §4.2.1). A server that falls silent may have taken the mail (RFC 5321 §4.5.3.2.6), and how far it was the error does
 * not tell: all silence after the greeting is unknown.
 */
function outcomeOf(error: unknown, { host, account }: MailServer): Outcome {
  const { message, syscall, responseCode, code } = error as MailError;
  const words = printableLine(
    account === undefined ? message : hidden(message, [account.pass, account.user]),
  );
  const reason = `${host}: ${words.slice(0, 300)}`;
  if (code === 'EAUTH' && (responseCode === undefined || responseCode >= 500))
    return { kind: 'refused', reason, fix: 'See whether user and password of the server are right.' };
  if (code === 'ETLS')
    return { kind: 'refused', reason, fix: 'The server offers no TLS: use smtps://, or another server.' };
  if (responseCode !== undefined && responseCode >= 500) return { kind: 'refused', reason };
  const neverSent =
    responseCode !== undefined || syscall === 'connect' || code === 'EDNS' || NO_GREETING.has(message);
  return neverSent ? { kind: 'later', reason } : { kind: 'unknown', reason };
}

function hidden(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('base64')]);
  return forms.reduce((rest, form) => (form.length < 4 ? rest : rest.replaceAll(form, '***')), text);
}

function renderText({ title, summary, facts, details, links }: Message): string {
  const parts = [
    [title, '', summary],
    facts.map(({ name, value }) => `${name}: ${value}`),
    details.map((line) => `  ${line}`),
    links.map(({ text, url }) => `${text}: ${url}`),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Styles stand in the elements: mail programs take others out. Addresses have been checked to be of web pages. */
function renderHtml({ tone, title, summary, facts, details, links }: Message): string {
  const color = tone === 'bad' ? '#b42318' : '#067647';
  const cell = 'padding:2px 12px 2px 0;vertical-align:top';
  const rows = facts.map(
    ({ name, value }) =>
      html`<tr><th style="${cell};text-align:left;font-weight:normal;color:#667085">${name}</th><td style="${cell}">${value}</td></tr>`,
  );
  const list = links.map(({ text, url }) => html`<p><a href="${url}">${text}</a></p>`);
  const table =
    facts.length > 0 && html`<table role="presentation" style="border-collapse:collapse">${rows}</table>`;
  const block =
    details.length > 0 &&
    html`<pre style="background:#f2f4f7;padding:12px;white-space:pre-wrap;font-size:12px">${details.join('\n')}</pre>`;
  return String(
    html`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body style="font-family:sans-serif;font-size:14px;color:#101828"><h1 style="font-size:18px;color:${color}">${title}</h1><p>${summary}</p>${table}${block}${list}</body></html>\n`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
