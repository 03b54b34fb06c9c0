import { z } from 'zod';
import { ChannelRefusal } from '../channel.ts';
import { type ChannelServer, jsonOf, refusalOf } from '../channel-server.ts';
import type { PublisherIdentity } from '../publisher-identity.ts';
import { type Authorization, escaped } from './npm-registry.ts';

const exchanged = z.looseObject({ token: z.string().min(1) });

/**
 * The token of the secret, or one that the registry gives for the identity of the job (docs.npmjs.com, "Trusted publishing for npm packages"; npm/cli,
 * lib/utils/oidc.js): it publishes this one package, and does nothing else.
 */
export function npmAuthorization(options: {
  readonly server: ChannelServer;
  readonly base: string;
  readonly package: string;
  readonly token: string | undefined;
  readonly identity: PublisherIdentity;
  readonly signal: AbortSignal;
}): Authorization {
  const { server, base, package: name, token, identity, signal } = options;
  if (token !== undefined) return async () => `Bearer ${token}`;
  return async () => {
    const who = await identity.token(`npm:${new URL(base).host}`);
    if (who.kind === 'none') throw new ChannelRefusal('person', who.why, who.fix);
    const answer = await server.ask(
      {
        method: 'POST',
        url: new URL(`${base}/-/npm/v1/oidc/token/exchange/package/${escaped(name)}`),
        authorization: `Bearer ${who.token}`,
        headers: { accept: 'application/json' },
      },
      signal,
    );
    if (answer.status >= 300)
      throw refusalOf(
        answer,
        `the identity of this job`,
        `Name this repository and workflow as trusted publisher of ${name}, in its settings on the registry.`,
      );
    const parsed = exchanged.safeParse(jsonOf(answer));
    if (!parsed.success)
      throw new ChannelRefusal('later', 'the registry gave no token for the identity of this job');
    return `Bearer ${parsed.data.token}`;
  };
}
