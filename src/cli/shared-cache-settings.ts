import { didYouMeanOr } from '../diagnostics/suggest.ts';
import type { Sharing } from '../execution/cache/shared-result.ts';
import { UsageError } from './exit-code.ts';
import { type Trust, trustOf } from './run-trust.ts';

/** The shared cache, as the environment names it. */
export interface SharedCacheSettings {
  readonly kind: 'bazel' | 'turbo';
  /** Without a query, and without a slash at its end. */
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  /** The value of `Authorization`. */
  readonly authorization: string | undefined;
  readonly trust: Trust;
  readonly sharing: Sharing;
  /** Why nothing is given to it; undefined when something is. */
  readonly readOnly: string | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables that no job sees and whose values are masked. */
export const OWN_SECRETS = ['LOCKSTEP_REMOTE_CACHE_TOKEN', 'LOCKSTEP_REMOTE_CACHE_SIGNATURE_KEY'] as const;

const EXAMPLES = 'Write bazel+https://host/instance, or turbo+https://host?teamId=team.';
const TURBO_QUERY = ['teamId', 'slug'];
const USUAL_BRANCHES = 'main,master';

/** Undefined when there is none. Throws a `UsageError` for what makes no sense; no message has a secret in it. */
export function readSharedCacheSettings(env: Variables): SharedCacheSettings | undefined {
  const text = env.LOCKSTEP_REMOTE_CACHE?.trim() ?? '';
  if (text === '') return undefined;
  const [kind, address] = splitAddress(text);
  const query = queryOf(kind, address);
  const authorization = authorizationOf(kind, env.LOCKSTEP_REMOTE_CACHE_TOKEN?.trim() ?? '');
  if (authorization !== undefined && address.protocol === 'http:' && !isLoopback(address.hostname))
    throw new UsageError(
      `LOCKSTEP_REMOTE_CACHE is http://: the token would go to ${address.host} for everybody on the way to read`,
      'Use https://, or no token.',
    );
  const branches = (env.LOCKSTEP_REMOTE_CACHE_BRANCHES || USUAL_BRANCHES).split(/[\s,]+/).filter(Boolean);
  const trust = trustOf(env, branches);
  const readOnly = whyReadOnly(env.LOCKSTEP_REMOTE_CACHE_MODE?.trim() || 'read-write', trust);
  const signatureKey = env.LOCKSTEP_REMOTE_CACHE_SIGNATURE_KEY || undefined;
  return {
    kind,
    url: `${address.origin}${address.pathname.replace(/\/+$/, '')}`,
    query,
    authorization,
    trust,
    readOnly,
    sharing: {
      // What a person's machine gave is never an answer for a CI system.
      reads: trust.level === 'local' ? ['trusted', 'local'] : ['trusted'],
      writes: readOnly !== undefined || trust.level === 'untrusted' ? undefined : trust.level,
      signatureKey,
    },
  };
}

function splitAddress(text: string): readonly ['bazel' | 'turbo', URL] {
  // Before anything of it is shown: it may be a password.
  if (/\/\/[^/?#]*@/.test(text))
    throw new UsageError(
      'LOCKSTEP_REMOTE_CACHE has a user in it',
      'Put it in LOCKSTEP_REMOTE_CACHE_TOKEN: a token, or user:password.',
    );
  const [, kind, rest = ''] = /^(bazel|turbo)\+(https?:\/\/.+)$/i.exec(text) ?? [];
  if (kind === undefined || !URL.canParse(rest))
    throw new UsageError(`LOCKSTEP_REMOTE_CACHE '${text}' is no shared cache`, EXAMPLES);
  const address = new URL(rest);
  if (address.hash !== '')
    throw new UsageError(`LOCKSTEP_REMOTE_CACHE has '${address.hash}' at its end`, EXAMPLES);
  return [kind.toLowerCase() === 'bazel' ? 'bazel' : 'turbo', address];
}

function queryOf(kind: 'bazel' | 'turbo', { searchParams }: URL): Readonly<Record<string, string>> {
  const known = kind === 'turbo' ? TURBO_QUERY : [];
  for (const name of searchParams.keys())
    if (!known.includes(name))
      throw new UsageError(
        `LOCKSTEP_REMOTE_CACHE has '${name}' in its query`,
        kind === 'turbo'
          ? didYouMeanOr(name, known, `There are: ${known.join(', ')}.`)
          : 'The instance of a Bazel cache is its path.',
      );
  return Object.fromEntries(searchParams);
}

/** RFC 6750 and RFC 7617: bazel-remote and nginx know users and passwords, Turborepo's API knows tokens alone. */
function authorizationOf(kind: 'bazel' | 'turbo', token: string): string | undefined {
  if (token === '') return undefined;
  if (kind === 'bazel' && token.includes(':') && !/\p{Cc}/u.test(token))
    return `Basic ${Buffer.from(token).toString('base64')}`;
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new UsageError('LOCKSTEP_REMOTE_CACHE_TOKEN has characters in it that no token has');
  return `Bearer ${token}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function whyReadOnly(mode: string, { level, because }: Trust): string | undefined {
  if (mode !== 'read' && mode !== 'read-write')
    throw new UsageError(`LOCKSTEP_REMOTE_CACHE_MODE is '${mode}'`, 'It is read or read-write.');
  if (mode === 'read') return 'LOCKSTEP_REMOTE_CACHE_MODE is read';
  return level === 'untrusted' ? because : undefined;
}

/** Values to be masked beside those of `OWN_SECRETS`: the password of `user:password` alone. */
export function ownSecretValues(
  env: Variables,
): readonly { readonly name: string; readonly value: string }[] {
  const [name] = OWN_SECRETS;
  const token = env[name]?.trim() ?? '';
  const password = token.slice(token.indexOf(':') + 1);
  return token.includes(':') && password !== '' ? [{ name, value: password }] : [];
}
