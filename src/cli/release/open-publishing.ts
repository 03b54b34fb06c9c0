import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeFiles } from '../../platform/files.ts';
import { systemGit } from '../../platform/git.ts';
import { join } from '../../platform/paths.ts';
import { findGithubToken } from '../../providers/github/api/github-token.ts';
import { hostOfApi } from '../../providers/github/api/repository-name.ts';
import { type Channel, ChannelRefusal, type ChannelSurroundings } from '../../release/channels/channel.ts';
import type { ChannelEndpoints } from '../../release/channels/channel-endpoints.ts';
import { openChannels } from '../../release/channels/open-channels.ts';
import type { PublisherIdentity } from '../../release/channels/publisher-identity.ts';
import { identityToken } from '../../release/signing/identity-token.ts';
import { signKeyless } from '../../release/signing/sign-keyless.ts';
import type { Invocation } from '../commands/command.ts';
import { UsageError } from '../exit-code.ts';
import { givenEndpoints } from './given-endpoints.ts';
import type { SignedRelease } from './open-signed-release.ts';

export interface ChannelChoice {
  readonly channel?: readonly string[];
  readonly servers?: string;
}

/** The channels of a release, opened. */
export interface Publishing {
  readonly channels: readonly Channel[];
  /** Names of those that were not asked for, and stay as they are. */
  readonly left: readonly string[];
  /** `.lockstep` of the checkout, or of this folder. */
  readonly store: string;
  /** What must never be printed; grows as secrets are used. */
  readonly secrets: readonly string[];
  /** Called while it pauses. */
  readonly pauses: { onPause: (line: string) => void };
}

/** What GitHub's token is called where no channel says. */
const GITHUB_TOKEN = 'GITHUB_TOKEN';

/** Throws a `UsageError` for a channel that the release does not have. */
export async function openPublishing(
  invocation: Invocation,
  { release, workplace }: SignedRelease,
  { channel: chosen = [], servers }: ChannelChoice,
): Promise<Publishing> {
  const { manifest, files } = release;
  const names: readonly string[] = manifest.channels.map(({ name }) => name);
  for (const name of chosen)
    if (!names.includes(name))
      throw new UsageError(
        `the release has no channel '${name}'`,
        names.length === 0 ? 'It has none at all.' : `It has ${names.join(', ')}.`,
      );
  const endpoints = await givenEndpoints(invocation.directory, servers);
  const secrets: string[] = [];
  const pauses = { onPause: (_: string): void => undefined };
  const found = await githubToken(endpoints);
  const surroundings: ChannelSurroundings = {
    manifest,
    files,
    secret: (name) => {
      const value = (name === GITHUB_TOKEN ? found : undefined) ?? process.env[name]?.trim();
      if (value === undefined || value === '') return undefined;
      if (!secrets.includes(value)) secrets.push(value);
      return value;
    },
    onPause: (line) => pauses.onPause(line),
    now: () => Date.now(),
    pause: (ms, signal) => sleep(ms, undefined, { signal }),
  };
  const all = openChannels({ surroundings, endpoints, identity: identityOf(endpoints, secrets) });
  const isChosen = (name: string): boolean => chosen.length === 0 || chosen.includes(name);
  return {
    channels: all.filter(({ desired }) => isChosen(desired.name)),
    left: names.filter((name) => !isChosen(name)),
    store: workplace?.store.root ?? join(await rootOf(invocation), '.lockstep'),
    secrets,
    pauses,
  };
}

async function rootOf({ directory }: Invocation): Promise<string> {
  return (await systemGit.root(resolve(directory))) ?? resolve(directory);
}

async function githubToken({ github }: ChannelEndpoints): Promise<string | undefined> {
  const found = await findGithubToken(process.env, hostOfApi(new URL(github.api)));
  if (found !== undefined && 'unusable' in found)
    throw new UsageError(
      `the value of ${found.unusable} is no token: there are characters in it that none has`,
      'Set it to the token and nothing else.',
    );
  return found?.token;
}

/** The job that this is: registries and Sigstore ask for it by a token of their own each. */
function identityOf({ sigstore }: ChannelEndpoints, secrets: string[]): PublisherIdentity {
  const token: PublisherIdentity['token'] = async (audience) => {
    const answer = await identityToken(process.env, audience);
    if (answer.kind === 'token') secrets.push(answer.token);
    return answer;
  };
  // A job without `id-token: write` has no address to ask at: what it publishes with a token comes without a signature of its own.
  const isGithub = process.env.GITHUB_ACTIONS === 'true' && Boolean(process.env.ACTIONS_ID_TOKEN_REQUEST_URL);
  const canSign = isGithub || process.env.CIRCLECI === 'true' || Boolean(process.env.SIGSTORE_ID_TOKEN);
  if (!canSign) return { token };
  return {
    token,
    isGithub,
    sign: async (statements) => {
      const answer = await token('sigstore');
      if (answer.kind === 'none') throw new ChannelRefusal('person', answer.why, answer.fix);
      return signKeyless(
        statements.map((bytes) => ({ kind: 'statement', bytes })),
        answer.token,
        sigstore,
      );
    },
  };
}

/** Two at a time would do everything twice: one process publishes a release. */
export function publishingLock(folder: string): { readonly files: typeof nodeFiles; readonly path: string } {
  return { files: nodeFiles, path: join(folder, 'lock') };
}
