import type { ReleaseManifest } from '../manifest/release-manifest.ts';
import type { Channel, ChannelSurroundings } from './channel.ts';
import type { ChannelEndpoints } from './channel-endpoints.ts';
import { ChannelServer } from './channel-server.ts';
import { ChocolateyChannel } from './chocolatey/chocolatey-channel.ts';
import { ContainerChannel } from './container/container-channel.ts';
import { GithubChannel } from './github/github-channel.ts';
import { NpmChannel } from './npm/npm-channel.ts';
import type { PublisherIdentity } from './publisher-identity.ts';
import { PypiChannel } from './pypi/pypi-channel.ts';
import { TapChannel } from './tap/tap-channel.ts';

export interface OpenChannelsOptions {
  readonly surroundings: ChannelSurroundings;
  readonly endpoints: ChannelEndpoints;
  readonly identity: PublisherIdentity;
  /** Asks all of them. */
  readonly server?: ChannelServer;
}

/** The channels of a release, in the order in which it is published. */
export function openChannels(options: OpenChannelsOptions): readonly Channel[] {
  const server = options.server ?? new ChannelServer();
  return options.surroundings.manifest.channels.map((desired) =>
    openChannel(desired, { ...options, server }),
  );
}

function openChannel(
  desired: ReleaseManifest['channels'][number],
  { surroundings, endpoints, identity, server = new ChannelServer() }: OpenChannelsOptions,
): Channel {
  const made = { surroundings, server };
  switch (desired.name) {
    case 'github':
      return new GithubChannel({ ...made, desired, endpoints });
    case 'pypi':
      return new PypiChannel({ ...made, desired, identity, endpoints: endpoints.pypi });
    case 'npm':
      return new NpmChannel({ ...made, desired, identity, base: endpoints.npm });
    case 'container': {
      const base = (host: string): string => endpoints.containers[host] ?? `https://${host}`;
      return new ContainerChannel({ ...made, desired, base });
    }
    case 'homebrew':
    case 'scoop':
      return new TapChannel({ ...made, desired, endpoints });
    case 'chocolatey':
      return new ChocolateyChannel({ ...made, desired, endpoints });
    default:
      return desired satisfies never;
  }
}
