import type { LoopbackAnswer } from '../../src/platform/loopback-server.ts';
import type { ContractFault, ContractPlace } from '../../src/release/channels/channel.contract.ts';
import type { Channel } from '../../src/release/channels/channel.ts';
import { type WatchedOptions, WatchedServer } from '../../src/release/rehearsal/watched-server.ts';

const ANSWERS: Readonly<Record<Exclude<ContractFault, 'lost'>, LoopbackAnswer>> = {
  limit: { status: 429, headers: { 'retry-after': '7' }, body: 'too many requests' },
  fault: { status: 502, body: 'bad gateway' },
  token: { status: 401, body: '{"error":"bad credentials"}' },
  rights: { status: 403, body: '{"error":"not allowed"}' },
};

/** A place for the contract of channels, of a server that answers on the loopback. */
export async function contractPlace(options: {
  readonly server: WatchedOptions;
  readonly channel: (url: string) => Channel;
  readonly served: () => unknown;
  readonly foreign?: () => void | Promise<void>;
  readonly secret: string;
  readonly without?: readonly ContractFault[];
}): Promise<ContractPlace> {
  const watched = await WatchedServer.start(options.server);
  const { foreign } = options;
  return {
    secret: options.secret,
    ...(options.without !== undefined && { without: options.without }),
    channel: async () => options.channel(watched.url),
    effects: () =>
      watched.writes
        .filter(({ answered = 999 }) => answered < 400)
        .map(({ request }) => `${request.method} ${request.path}`),
    served: async () => options.served(),
    befall(fault, nth) {
      watched.recount();
      watched.befall = (_, count) => {
        if (fault === undefined || count !== nth) return undefined;
        return fault === 'lost' ? { afterwards: 'break' } : { instead: ANSWERS[fault] };
      };
    },
    ...(foreign !== undefined && { foreign: async () => foreign() }),
    close: () => watched.close(),
  };
}
