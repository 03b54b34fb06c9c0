import { z } from 'zod';
import { ChannelRefusal } from '../channel.ts';
import { type ChannelServer, excerpt, jsonOf, refusalOf } from '../channel-server.ts';
import type { PublisherIdentity } from '../publisher-identity.ts';

const audienceSchema = z.looseObject({ audience: z.string().min(1) });
const mintedSchema = z.looseObject({ token: z.string().min(1) });
const refusedSchema = z.looseObject({
  errors: z
    .array(z.looseObject({ code: z.string().default(''), description: z.string().default('') }))
    .default([]),
});

const PUBLISHER =
  'Add this repository and workflow as trusted publisher in the settings of the project on PyPI.';
/** What a person does about a code (pypi/warehouse, warehouse/oidc/views.py). */
const REMEDIES: Readonly<Record<string, string>> = {
  'invalid-publisher': PUBLISHER,
  'invalid-pending-publisher': PUBLISHER,
  'not-enabled': 'Trusted publishing is switched off there: name a secret with a token.',
};

/**
 * A token of PyPI for this job (docs.pypi.org/trusted-publishers/internals): an identity token for the audience that PyPI names is changed for one that
 * lives 15 minutes. PyPI takes each identity token once, so that a fresh one is asked for whenever this is called.
 */
export async function mintToken(options: {
  readonly server: ChannelServer;
  /** Address of PyPI, without a slash at its end. */
  readonly web: string;
  readonly identity: PublisherIdentity;
  readonly signal: AbortSignal;
}): Promise<string> {
  const { server, web, identity, signal } = options;
  const named = await server.ask({ method: 'GET', url: new URL(`${web}/_/oidc/audience`) }, signal);
  if (named.status !== 200) throw refusalOf(named, 'asking for the audience of identity tokens');
  const audience = audienceSchema.safeParse(jsonOf(named));
  if (!audience.success) throw new ChannelRefusal('later', 'PyPI names no audience for identity tokens');
  const who = await identity.token(audience.data.audience);
  if (who.kind === 'none') throw new ChannelRefusal('person', who.why, who.fix);
  const answer = await server.ask(
    {
      method: 'POST',
      url: new URL(`${web}/_/oidc/mint-token`),
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ token: who.token })),
    },
    signal,
  );
  const minted = mintedSchema.safeParse(jsonOf(answer));
  if (answer.status === 200 && minted.success) return minted.data.token;
  const [error] = refusedSchema.safeParse(jsonOf(answer)).data?.errors ?? [];
  if (answer.status !== 422 || error === undefined)
    throw refusalOf(answer, 'changing the identity token', PUBLISHER);
  // A token that was used up: the next try comes with another one.
  const kind = error.code === 'invalid-reuse-token' ? 'later' : 'person';
  const said = excerpt({ ...answer, bytes: Buffer.from(`${error.code}: ${error.description}`) });
  throw new ChannelRefusal(
    kind,
    `PyPI does not take this job's identity: ${said}`,
    REMEDIES[error.code] ?? PUBLISHER,
  );
}
