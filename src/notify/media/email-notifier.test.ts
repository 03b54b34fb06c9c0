import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MailSink } from '../../../test/support/notify/mail-sink.ts';
import { deliveryOf, eventOf, notifierContract } from '../notifier.contract.ts';
import type { Notifier } from '../notifier.ts';
import { EmailNotifier, readMailServer } from './email-notifier.ts';

let sink: MailSink;
before(async () => {
  sink = await MailSink.start();
});
after(() => sink.close());

function notifier(server = `smtp://127.0.0.1:${sink.port}`): Notifier {
  const read = readMailServer(server);
  assert.ok(read);
  return new EmailNotifier({ server: read, from: 'ci@example.com', to: ['a@example.com', 'b@example.com'] });
}

notifierContract({
  name: 'e-mail',
  async open() {
    sink.mails.length = 0;
    sink.verdict = sink.refusal = undefined;
    return notifier();
  },
  unreachable: () => notifier('smtp://127.0.0.1:1'),
  received: () => sink.mails.map(decoded),
  become(state) {
    sink.refusal = state === 'busy' ? 451 : state === 'refusing' ? 550 : undefined;
    sink.verdict = state === 'silent' ? 'break' : undefined;
  },
  checkHarmless(text) {
    const [head = '', ...rest] = sink.mails[0]?.split('\r\n\r\n') ?? [];
    assert.ok(!/^bcc:/im.test(head), head);
    assert.match(head, /^To: a@example.com, b@example.com$/m);
    assert.ok(rest.length > 2);
    const page = text.slice(text.indexOf('<!DOCTYPE html>'));
    assert.ok(!/<script|<b>|<\/pre>.*<\/pre>/s.test(page), page);
  },
  secrets: [],
});

/** The parts of a mail as they are read: quoted-printable and encoded words undone (RFC 2045 §6.7, RFC 2047). */
function decoded(mail: string): string {
  return mail
    .replace(/=\r\n/g, '')
    .replace(/((?:=[0-9A-F]{2})+)/g, (codes) => Buffer.from(codes.replaceAll('=', ''), 'hex').toString());
}

test('the head of a mail: its thread is its cause, and it says that a program sent it', async () => {
  sink.mails.length = 0;
  sink.verdict = sink.refusal = undefined;
  const delivery = deliveryOf(eventOf());
  await notifier().deliver(delivery);
  const [head = ''] = sink.mails[0]?.split('\r\n\r\n') ?? [];
  const lines = head.split('\r\n').filter((line) => !/^(?:Content-Type| boundary)/.test(line));
  assert.deepEqual(lines, [
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: All',
    'From: ci@example.com',
    'To: a@example.com, b@example.com',
    `In-Reply-To: <${delivery.cause}@lockstep.invalid>`,
    `References: <${delivery.cause}@lockstep.invalid>`,
    'Subject: weather: ci failed on main',
    `Message-ID: <${delivery.id}@lockstep.invalid>`,
    'Date: Tue, 24 Nov 2026 00:00:00 +0000',
    'MIME-Version: 1.0',
  ]);
});

test('an account is used, and a wrong password is told without being shown', async () => {
  sink.mails.length = 0;
  const good = await notifier(`smtp://ci:p%40ss%20word@127.0.0.1:${sink.port}`).deliver(
    deliveryOf(eventOf()),
  );
  assert.equal(good.kind, 'sent');
  const bad = await notifier(`smtp://ci:hunter22@127.0.0.1:${sink.port}`).deliver(deliveryOf(eventOf()));
  assert.equal(bad.kind, 'refused');
  assert.ok(!JSON.stringify(bad).includes('hunter22'), JSON.stringify(bad));
  assert.equal(sink.mails.length, 1);
});

test('a mail server elsewhere must offer TLS', async () => {
  const server = readMailServer(`smtp://127.0.0.1:${sink.port}`);
  assert.ok(server);
  // A name for this machine that is not one of those that count as here.
  const elsewhere = new EmailNotifier({
    server: { ...server, host: '127.0.0.2' },
    from: 'a@b.c',
    to: ['a@b.c'],
  });
  sink.mails.length = 0;
  assert.notEqual((await elsewhere.deliver(deliveryOf(eventOf()))).kind, 'sent');
  assert.deepEqual(sink.mails, []);
});

test('addresses of mail servers, good and bad', () => {
  assert.deepEqual(readMailServer('smtps://me%40example.com:p%3A@mail.example.com'), {
    ...{ host: 'mail.example.com', port: 465, secure: true },
    account: { user: 'me@example.com', pass: 'p:' },
  });
  for (const text of ['', 'mail.example.com', 'https://mail.example.com', 'smtp://host/path'])
    assert.equal(readMailServer(text), undefined, text);
});
