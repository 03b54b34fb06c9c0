import { printableLine } from '../diagnostics/printable.ts';
import { didYouMeanOr } from '../diagnostics/suggest.ts';
import { causeOf, deliveryId } from '../notify/cause.ts';
import type { Notifier, Outcome } from '../notify/notifier.ts';
import type { NotifyEvent } from '../notify/notify-event.ts';
import { randomHex } from '../platform/digest.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { mustHaveReceivers, type NotifyDesk, openDesk } from './notify/notify-desk.ts';

export interface NotifyTestOptions {
  readonly pr?: number;
  readonly commit?: string;
  readonly repo?: string;
  readonly json?: boolean;
}

interface Tried {
  readonly receiver: string;
  readonly ok: boolean;
  readonly text: string;
  readonly fix?: string | undefined;
}

/**
 * `lockstep notify test`: one message to each receiver, past the outbox. A receiver that keeps state is then told that it is over, so that no
 * issue stays open. 1 when one of them did not take it.
 */
export async function performNotifyTest(
  invocation: Invocation,
  names: readonly string[],
  options: NotifyTestOptions,
): Promise<ExitCode> {
  const desk = await openDesk(invocation, options);
  if (desk === undefined) return EXIT.usage;
  mustHaveReceivers(desk);
  const all = Object.keys(desk.config.receivers);
  for (const name of names)
    if (!all.includes(name))
      throw new UsageError(
        `there is no receiver '${name}'`,
        didYouMeanOr(name, all, `There are ${all.join(', ')}.`),
      );
  const chosen = names.length === 0 ? all : [...new Set(names)];
  const { notifiers, closed } = await desk.open(chosen);
  const tried: Tried[] = closed.map(({ receiver, reason, fix }) => ({
    receiver,
    ok: false,
    text: reason,
    fix,
  }));
  for (const [receiver, notifier] of notifiers)
    tried.push(await attempt(notifier, { receiver, event: testEvent(desk, options) }));
  return tell(desk, tried, options.json === true);
}

function testEvent({ workplace }: NotifyDesk, { pr, commit }: NotifyTestOptions): NotifyEvent {
  return {
    ...{ kind: 'workflow-failed', status: 'firing', subject: 'a test of notifications' },
    project: workplace.definition.pipeline.project,
    summary: 'Nothing has happened: somebody ran lockstep notify test.',
    details: 'What stands here is shown as it is: <b> & "quotes" *stars* @somebody `code`',
    ...(pr !== undefined && { pullRequest: pr }),
    ...(commit !== undefined && { commit }),
  };
}

async function attempt(
  notifier: Notifier,
  { receiver, event }: { readonly receiver: string; readonly event: NotifyEvent },
): Promise<Tried> {
  const time = Date.now();
  const send = (one: NotifyEvent): Promise<Outcome> =>
    notifier.deliver({ id: deliveryId(one, receiver, randomHex(16)), cause: causeOf(one), event: one, time });
  const outcome = await send(event);
  if (outcome.kind !== 'sent')
    return { receiver, ok: false, text: outcome.reason, fix: 'fix' in outcome ? outcome.fix : undefined };
  const where = outcome.url === undefined ? '' : `: ${outcome.url}`;
  if (!notifier.keepsState) return { receiver, ok: true, text: `took it${where}` };
  const end = await send({ ...event, status: 'resolved' });
  const ended = end.kind === 'sent' && end.change === 'closed';
  return {
    ...{ receiver, ok: ended },
    text: ended ? `took it, and its end${where}` : `took it, and not its end${where}`,
  };
}

function tell({ console }: NotifyDesk, tried: readonly Tried[], json: boolean): ExitCode {
  const { style } = console;
  if (json) console.json(tried);
  else
    for (const { receiver, ok, text, fix } of tried) {
      const mark = ok ? style.green(style.glyphs.passed) : style.red(style.glyphs.failed);
      console.print(`${mark} ${receiver}: ${printableLine(text)}`);
      if (fix !== undefined) console.print(`  help: ${printableLine(fix)}`);
    }
  return tried.every(({ ok }) => ok) ? EXIT.fine : EXIT.failed;
}
