import type { NotifyEvent } from '../../notify/notify-event.ts';
import type { Addressee } from '../../notify/queue-event.ts';
import type { NotifyConfig, ReceiverConfig, RouteConfig } from '../../pipeline/config.ts';
import { parseDuration } from '../../pipeline/duration.ts';
import { matchesAny } from '../../plan/pattern.ts';

/** Milliseconds until a cause that lasts is told again, unless a route says. */
const REPEAT = 24 * 3_600_000;
/** Media whose notifiers have one entry for a cause. */
const KEEPS_STATE: ReadonlySet<ReceiverConfig['medium']> = new Set(['issue', 'pull-request', 'commit']);

/** Whom the definition wants to be told of an event, each once, with the shortest of the times in which it is told again. */
export function addresseesOf(event: NotifyEvent, { receivers, routes }: NotifyConfig): readonly Addressee[] {
  const found = new Map<string, Addressee>();
  for (const route of routes) {
    if (!isFor(route, event)) continue;
    const repeat = (route.repeat === undefined ? undefined : parseDuration(route.repeat)) ?? REPEAT;
    for (const receiver of route.to) {
      const medium = Object.hasOwn(receivers, receiver) ? receivers[receiver]?.medium : undefined;
      if (medium === undefined) continue;
      const keepsState = KEEPS_STATE.has(medium);
      if (!hears(route, event, keepsState)) continue;
      const before = found.get(receiver);
      found.set(receiver, { receiver, keepsState, repeat: Math.min(repeat, before?.repeat ?? repeat) });
    }
  }
  return [...found.values()];
}

function isFor({ branches, workflows }: RouteConfig, { branch, workflow }: NotifyEvent): boolean {
  if (branches !== undefined && branch !== undefined && !matchesAny(branches, branch)) return false;
  return workflows === undefined || workflow === undefined || workflows.includes(workflow);
}

/** The end of a cause goes to those who asked for ends, and to those who have something to end. */
function hears({ on }: RouteConfig, { kind, status }: NotifyEvent, keepsState: boolean): boolean {
  const events: readonly string[] = typeof on === 'string' ? [on] : on;
  if (status === 'firing') return events.includes(kind);
  return events.includes('recovered') || (keepsState && events.includes(kind));
}
