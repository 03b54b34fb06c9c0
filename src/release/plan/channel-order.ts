import type { ChannelName, ChannelsConfig } from '../../pipeline/channels-config.ts';

/** What is known of a channel before anything is sent to it. */
export interface PlannedChannel {
  readonly name: ChannelName;
  /** Where in it: `ghcr.io/acme/weather`, `acme/homebrew-tap`; empty where the channel has one place for a project. */
  readonly place: string;
  /** Can what it serves be taken back? `partly`: it can be hidden or marked, not removed. */
  readonly reversible: 'yes' | 'partly' | 'no';
  /** How it is taken back, as far as it can be. */
  readonly undo: string;
  /** Name of the secret that it takes; undefined where the CI system's own identity is enough. */
  readonly secret: string | undefined;
}

interface ChannelTraits {
  readonly reversible: PlannedChannel['reversible'];
  readonly undo: string;
}

/**
 * In the order of publishing: first what can be taken back, then what cannot, then what points at it. Sources: registry pages "Unpublishing"
 * (docs.npmjs.com), PEP 592 (yanking) and pypi.org's help on deleted file names, docs.github.com on immutable releases,
 * docs.chocolatey.org on unlisting.
 */
const TRAITS: Readonly<Record<ChannelName, ChannelTraits>> = {
  container: { reversible: 'yes', undo: 'delete the digest; tags are moved last' },
  github: {
    reversible: 'partly',
    undo: 'a draft is deleted; a published immutable release keeps its tag and files',
  },
  npm: {
    reversible: 'partly',
    undo: 'deprecate, and point latest at the version before; the number is used up',
  },
  pypi: { reversible: 'partly', undo: 'yank by hand; the names of its files are used up' },
  homebrew: { reversible: 'yes', undo: 'revert the commit in the tap' },
  scoop: { reversible: 'yes', undo: 'revert the commit in the bucket' },
  chocolatey: { reversible: 'no', undo: 'unlist; people moderate it for days before' },
};

/** First what can be taken back, then what cannot, then what points at it. */
export const CHANNEL_ORDER = Object.keys(TRAITS) as readonly ChannelName[];

/** The channels that a definition has, in the order they are published in. */
export function orderedChannels(config: ChannelsConfig): readonly PlannedChannel[] {
  return CHANNEL_ORDER.flatMap((name) => {
    const own = config[name];
    if (own === undefined || own === false) return [];
    const { secret } = own === true ? {} : (own as { secret?: string });
    return [{ name, place: placeOf(name, config), secret, ...TRAITS[name] }];
  });
}

function placeOf(name: ChannelName, { container, homebrew, scoop }: ChannelsConfig): string {
  if (name === 'container') return container?.image ?? '';
  if (name === 'homebrew') return homebrew?.tap ?? '';
  return name === 'scoop' ? (scoop?.bucket ?? '') : '';
}
