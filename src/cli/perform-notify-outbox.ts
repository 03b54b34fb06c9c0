import { readOutbox } from '../notify/outbox.ts';
import type { OutboxEntry, OutboxState } from '../notify/outbox-state.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { type NotifyDesk, openDesk, openOutbox, sendWaiting } from './notify/notify-desk.ts';
import { entryJson, entryLine } from './notify/render-entry.ts';

export interface NotifyOutboxOptions {
  readonly flush?: boolean;
  readonly resend?: string;
  readonly forget?: string;
  readonly all?: boolean;
  readonly repo?: string;
  /** Seconds. */
  readonly wait: number;
  readonly json?: boolean;
}

/** `lockstep notify outbox`: shows what waits or needs a person, sends it again, or forgets it. 1 while there is something of that. */
export async function performNotifyOutbox(
  invocation: Invocation,
  options: NotifyOutboxOptions,
): Promise<ExitCode> {
  const desk = await openDesk(invocation, options);
  if (desk === undefined) return EXIT.usage;
  const { resend, forget, flush } = options;
  if (resend === undefined && forget === undefined && flush !== true)
    return show(desk, await readOutbox(desk.place), options);
  const outbox = await openOutbox(desk);
  try {
    if (forget !== undefined) {
      const { id } = chosen(outbox.state, forget).queued;
      outbox.append({ kind: 'dropped', id, time: Date.now(), reason: 'forgotten by hand' });
    }
    if (resend !== undefined) {
      const { queued, state } = chosen(outbox.state, resend);
      if (state === 'sent')
        throw new UsageError(`${resend} was sent`, 'What is known to have arrived is not sent again.');
      outbox.append({ kind: 'requeued', id: queued.id, time: Date.now() });
    }
    if (resend !== undefined || flush === true) {
      const { closed } = await sendWaiting(desk, outbox, options);
      for (const { receiver, reason, fix } of closed) {
        desk.console.remark(`${desk.console.errorStyle.red('error')}: ${receiver}: ${reason}`);
        desk.console.remark(`  help: ${fix}`);
      }
    }
    return show(desk, outbox.state, options);
  } finally {
    await outbox.close();
  }
}

function show({ console }: NotifyDesk, state: OutboxState, options: NotifyOutboxOptions): ExitCode {
  const open = state.entries.filter(isOpen);
  const shown = options.all === true ? state.entries : open;
  if (options.json === true) console.json(shown.map(entryJson));
  else if (shown.length === 0) console.print('Nothing waits.');
  else
    for (const entry of shown) console.print(`${entry.queued.id.slice(0, 8)} ${entryLine(entry, console)}`);
  return open.length === 0 ? EXIT.fine : EXIT.failed;
}

function isOpen({ state }: OutboxEntry): boolean {
  return state !== 'sent' && state !== 'dropped';
}

/** By the beginning of its id. */
function chosen({ entries }: OutboxState, id: string): OutboxEntry {
  const found = entries.filter(({ queued }) => queued.id.startsWith(id));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1)
    throw new UsageError(`'${id}' could be ${found.length} messages`, 'Write more of its id.');
  throw new UsageError(`there is no message '${id}'`, 'lockstep notify outbox --all shows them.');
}
