import { printableLine } from '../diagnostics/printable.ts';
import { messageOf } from '../notify/message.ts';
import type { NotifyEvent } from '../notify/notify-event.ts';
import type { OutboxEntry } from '../notify/outbox-state.ts';
import { type QueueOutcome, queueEvent } from '../notify/queue-event.ts';
import { randomHex } from '../platform/digest.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type EventOptions, eventsOf } from './notify/event-options.ts';
import {
  mustHaveReceivers,
  type NotifyDesk,
  openDesk,
  openOutbox,
  sendWaiting,
} from './notify/notify-desk.ts';
import type { ClosedReceiver } from './notify/open-receivers.ts';
import { entryJson, entryLine } from './notify/render-entry.ts';
import { addresseesOf } from './notify/routes.ts';

export interface NotifySendOptions extends EventOptions {
  readonly repo?: string;
  /** Seconds. */
  readonly wait: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * `lockstep notify send`: writes the messages down, then sends all that waits. 1 when something was not sent; it stays in the outbox.
 */
export async function performNotifySend(
  invocation: Invocation,
  kind: string | undefined,
  options: NotifySendOptions,
): Promise<ExitCode> {
  const desk = await openDesk(invocation, options);
  if (desk === undefined) return EXIT.usage;
  mustHaveReceivers(desk);
  const events = await eventsOf(invocation, desk, { kind, options });
  if (options.dryRun === true) return rehearse(desk, events, options.json === true);
  const outbox = await openOutbox(desk);
  try {
    const occurrence = randomHex(16);
    const queued = events.flatMap((event) =>
      queueEvent(outbox, event, { to: addresseesOf(event, desk.config), now: Date.now(), occurrence }),
    );
    const { closed, touched } = await sendWaiting(desk, outbox, options);
    // What was queued for a receiver that cannot be opened here has met no outcome.
    for (const one of queued) {
      const entry = one.kind === 'queued' ? outbox.state.get(one.id) : undefined;
      if (entry !== undefined && !touched.has(entry.queued.id)) touched.set(entry.queued.id, entry);
    }
    return tell(desk, { queued, closed, entries: [...touched.values()] }, options.json === true);
  } finally {
    await outbox.close();
  }
}

interface Told {
  readonly queued: readonly QueueOutcome[];
  readonly closed: readonly ClosedReceiver[];
  readonly entries: readonly OutboxEntry[];
}

function tell({ console }: NotifyDesk, { queued, closed, entries }: Told, json: boolean): ExitCode {
  const known = queued.flatMap((one) => (one.kind === 'known' ? [one] : []));
  if (json) console.json({ messages: entries.map(entryJson), known, closed });
  else {
    if (queued.length === 0) console.remark('No route leads anywhere for this: nobody is told.');
    else if (entries.length + known.length === 0) console.print('Nothing to tell: all is well, as before.');
    for (const entry of entries) console.print(entryLine(entry, console));
    for (const { receiver, reason } of known) console.print(`${receiver}: not told, ${reason}`);
  }
  for (const { receiver, reason, fix } of closed) {
    console.remark(
      `${console.errorStyle.red('error')}: ${receiver}: ${printableLine(reason)}; the message stays in the outbox`,
    );
    console.remark(`  help: ${fix}`);
  }
  const fine = entries.every(({ state }) => state === 'sent' || state === 'dropped');
  return fine && closed.length === 0 ? EXIT.fine : EXIT.failed;
}

/** What would be told to whom, as far as that is known without the outbox. */
function rehearse({ console, config }: NotifyDesk, events: readonly NotifyEvent[], json: boolean): ExitCode {
  const plans = events.map((event) => {
    const to = addresseesOf(event, config).map(({ receiver }) => receiver);
    return { event, to, message: messageOf(event) };
  });
  if (json) console.json(plans);
  else
    for (const { to, message } of plans) {
      console.print(`${message.title}\n  ${message.summary}`);
      console.print(to.length === 0 ? '  nobody is told' : `  would be told: ${to.join(', ')}`);
    }
  return EXIT.fine;
}
