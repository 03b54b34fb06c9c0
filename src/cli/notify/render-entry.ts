import { printableLine } from '../../diagnostics/printable.ts';
import { messageOf } from '../../notify/message.ts';
import type { EntryState, OutboxEntry } from '../../notify/outbox-state.ts';
import type { Console } from '../console.ts';

const WORDS: Readonly<Record<EntryState, string>> = {
  queued: 'waits',
  sending: 'is being sent, or was when lockstep was ended',
  sent: 'sent',
  delayed: 'not sent yet',
  uncertain: 'may have arrived',
  abandoned: 'given up',
  dropped: 'not told',
};

/** `team: sent, created: weather: ci failed on main`, and what to do in a second line. */
export function entryLine(entry: OutboxEntry, { style }: Console): string {
  const { queued, state, change, url, reason, fix } = entry;
  const { glyphs } = style;
  const mark =
    state === 'sent'
      ? style.green(glyphs.passed)
      : state === 'abandoned' || state === 'uncertain'
        ? style.red(glyphs.failed)
        : style.yellow(glyphs.warning);
  const word = state === 'sent' && change !== undefined && change !== 'sent' ? change : WORDS[state];
  const why = reason === undefined ? '' : ` (${printableLine(reason)})`;
  const where = url === undefined ? '' : ` ${printableLine(url)}`;
  const line = `${mark} ${queued.receiver}: ${word}${why}: ${messageOf(queued.event).title}${where}`;
  const help = helpOf(entry) ?? fix;
  return help === undefined ? line : `${line}\n  help: ${help}`;
}

function helpOf({ state, queued }: OutboxEntry): string | undefined {
  const short = queued.id.slice(0, 8);
  if (state !== 'uncertain') return undefined;
  return `Look whether it is there; if not: lockstep notify outbox --resend ${short}`;
}

/** Stable: times are milliseconds since 1970. */
export function entryJson({
  queued,
  state,
  time,
  attempts,
  next,
  change,
  url,
  reason,
}: OutboxEntry): unknown {
  const { id, receiver, cause, event } = queued;
  return {
    ...{ id, receiver, cause, state, attempts, queued: queued.time, time },
    ...(next > 0 && { next }),
    ...{ change, url, reason },
    event: { kind: event.kind, status: event.status, subject: event.subject, title: messageOf(event).title },
  };
}
