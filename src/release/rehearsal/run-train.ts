import type { ChannelSurroundings } from '../channels/channel.ts';
import { ChannelServer } from '../channels/channel-server.ts';
import { openChannels } from '../channels/open-channels.ts';
import type { OpenRelease } from '../manifest/read-release.ts';
import { USUAL_PATIENCE } from '../reconcile/look-at-channel.ts';
import { type ChannelStatus, reconcile } from '../reconcile/reconcile.ts';
import type { ReleaseEvent } from '../reconcile/release-event.ts';
import { outcomeOf, type ReleaseOutcome } from '../reconcile/release-outcome.ts';
import type { RehearsalWorld } from './rehearsal-world.ts';

/** One run of publishing against stand-ins. */
export interface TrainRun {
  readonly outcome: ReleaseOutcome;
  readonly statuses: readonly ChannelStatus[];
  readonly events: readonly ReleaseEvent[];
}

/** Milliseconds, bytes in a second: what is on the loopback answers at once or never. */
const PATIENCE = { connect: 2_000, idle: 400, total: 10_000, rate: 1e6, most: 60_000 };

/** Publishes as `release publish` does, with its own engine and channels; only pauses take no time. */
export async function runTrain(
  { manifest, files }: Pick<OpenRelease, 'manifest' | 'files'>,
  world: RehearsalWorld,
  {
    signal,
    now,
    onEvent,
  }: { readonly signal: AbortSignal; now(): number; onEvent?(event: ReleaseEvent): void },
): Promise<TrainRun> {
  const server = new ChannelServer(PATIENCE);
  const surroundings: ChannelSurroundings = {
    ...{ manifest, files, now, onPause: () => undefined, pause: async () => undefined },
    secret: (name) => world.secret(name),
  };
  const events: ReleaseEvent[] = [];
  try {
    const channels = openChannels({
      ...{ surroundings, server, endpoints: world.endpoints, identity: world.identity },
    });
    const statuses = await reconcile(channels, {
      ...{ signal, patience: USUAL_PATIENCE, pause: async () => undefined },
      onEvent(event) {
        events.push(event);
        onEvent?.(event);
      },
    });
    return { statuses, events, outcome: outcomeOf(statuses) };
  } finally {
    server.close();
  }
}
