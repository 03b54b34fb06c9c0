import { type Channel, ChannelRefusal, type Observation } from '../channels/channel.ts';
import type { Look, ReleaseEvent } from './release-event.ts';

/** What the engine is given to work with. */
export interface ReconcileSurroundings {
  readonly signal: AbortSignal;
  readonly patience: ReconcilePatience;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onEvent: (event: ReleaseEvent) => void;
}

export interface ReconcilePatience {
  /** Tries of one step, or one look, that failed for a while. */
  readonly tries: number;
  /** Milliseconds of the first pause; each one doubles it. */
  readonly first: number;
  /** Milliseconds: a server that wants to be left alone for longer is left for another run. */
  readonly most: number;
  /** How often a channel that took everything is looked at until it serves it. */
  readonly looks: number;
}

export const USUAL_PATIENCE: ReconcilePatience = { tries: 4, first: 2_000, most: 120_000, looks: 6 };

/** What went wrong, in the words of the port. */
export interface Failure {
  readonly kind: ChannelRefusal['kind'];
  readonly message: string;
  readonly remedy: string | undefined;
  readonly after: number | undefined;
}

/** What is no refusal was thrown by the network, and may go away. Faults of our own are thrown on. */
export function failureOf(error: unknown, signal: AbortSignal): Failure {
  signal.throwIfAborted();
  if (error instanceof ChannelRefusal) {
    const { kind, message, remedy, after } = error;
    return { kind, message, remedy, after };
  }
  const { message, code } = error as { message?: string; code?: unknown };
  if (message?.startsWith('Internal error') === true || error instanceof ReferenceError) throw error;
  return { kind: 'later', message: message || String(code ?? error), remedy: undefined, after: undefined };
}

/** How long to wait before the next try; undefined when it is not worth it in this run. `failed` counts the tries so far. */
export function pauseBefore(
  failure: Failure,
  failed: number,
  { tries, first, most }: ReconcilePatience,
): number | undefined {
  if (failure.kind !== 'later' || failed >= tries) return undefined;
  const wait = failure.after ?? first * 2 ** (failed - 1);
  return wait > most ? undefined : wait;
}

/** Looks at a channel, again where that may help. Never throws what the channel threw: a channel that cannot be looked at is in a state too. */
export async function lookAt(
  channel: Channel,
  how: Look,
  surroundings: ReconcileSurroundings,
): Promise<Observation> {
  const { signal, onEvent } = surroundings;
  const { name } = channel.desired;
  for (let failed = 1; ; failed++) {
    let found: Observation;
    try {
      signal.throwIfAborted();
      found = await (how === 'verify' ? channel.verify(signal) : channel.observe(signal));
    } catch (error) {
      const failure = failureOf(error, signal);
      const wait = pauseBefore(failure, failed, surroundings.patience);
      if (wait !== undefined) {
        onEvent({ kind: 'waiting', channel: name, wait, why: failure.message });
        await surroundings.pause(wait, signal);
        continue;
      }
      found = unseen(failure);
    }
    const { state, summary, reason } = found;
    onEvent({
      kind: 'looked',
      channel: name,
      how,
      state,
      summary,
      ...(reason !== undefined && { reason }),
    });
    return found;
  }
}

function unseen({ kind, message, remedy }: Failure): Observation {
  return {
    state: kind === 'later' ? 'pending' : 'stuck',
    summary: 'it could not be looked at',
    steps: [],
    reason: message,
    ...(remedy !== undefined && { remedy }),
  };
}
