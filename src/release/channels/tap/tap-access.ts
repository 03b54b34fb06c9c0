import { printableLine } from '../../../diagnostics/printable.ts';
import type { RemoteBranchOptions } from '../../../platform/remote-branch.ts';
import type { DesiredTap } from '../../manifest/release-manifest.ts';
import { ChannelRefusal } from '../channel.ts';

/** Where a tap is, and with what it is asked. `base`: what `acme/homebrew-tap` is below. Throws a `ChannelRefusal` for a token that would go in the clear. */
export function tapAccess(
  { repository, url = '', branch }: DesiredTap,
  { base, token }: { readonly base: string; readonly token: string | undefined },
): RemoteBranchOptions {
  const address = url === '' ? `${base}/${repository}.git` : url;
  if (token !== undefined && URL.canParse(address)) {
    const { protocol, hostname, host } = new URL(address);
    const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
    if (protocol === 'http:' && !isHere)
      throw new ChannelRefusal(
        'person',
        `${host} is asked without encryption: it is told no secret`,
        'Name it with https.',
      );
  }
  return { url: address, branch, token };
}

/** What git's words mean for whoever publishes. */
export function gitRefusal(why: string, what: string, remedy: string): ChannelRefusal {
  const message = `${what}: ${printableLine(why)}`;
  const rights =
    /(?:returned error:|HTTP) 40[134]\b|Authentication failed|could not read (?:Username|Password)|Permission (?:to|denied)|repository .*not found|does not appear to be a git repository|protected branch|remote rejected|access rights/i;
  // Limits, faults and the network: whatever else git may say of it.
  return rights.test(why)
    ? new ChannelRefusal('person', message, remedy)
    : new ChannelRefusal('later', message);
}
