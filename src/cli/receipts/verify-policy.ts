import { relative, resolve } from 'node:path';
import type { ReceiptIdentityConfig, ReceiptsConfig } from '../../pipeline/config.ts';
import { parseDuration } from '../../pipeline/duration.ts';
import { readReceiptsConfig } from '../../pipeline/read-receipts-config.ts';
import { toPosix } from '../../platform/paths.ts';
import { readVerificationKey } from '../../platform/signing-key.ts';
import { type ReceiptPolicy, receiptPolicy } from '../../release/receipts/policy.ts';
import { readStrictJson } from '../../release/receipts/strict-json.ts';
import type { TrustedKey } from '../../release/signing/verify-signature.ts';
import type { Invocation } from '../commands/command.ts';
import { UsageError } from '../exit-code.ts';
import { readGivenFile } from '../given-files.ts';
import type { Workplace } from '../workplace.ts';

export interface PolicyOptions {
  readonly policy?: string;
  readonly key?: readonly string[];
  readonly identity?: readonly string[];
  readonly branch?: readonly string[];
  readonly maxAge?: string;
  readonly job?: readonly string[];
}

export interface FoundPolicy {
  readonly config: ReceiptsConfig;
  readonly policy: ReceiptPolicy;
  readonly keys: readonly TrustedKey[];
}

/** The policy of the definition, or of the file that is named in its place; what an option says wins. Throws a `UsageError`. */
export async function findPolicy(
  { directory }: Invocation,
  { root, definition }: Workplace,
  options: PolicyOptions,
): Promise<FoundPolicy> {
  const config =
    options.policy === undefined
      ? (definition.pipeline.release.receipts ?? {})
      : await readPolicyFile(directory, options.policy);
  const given = givenIdentities(directory, root, options);
  const policy = receiptPolicy(config, {
    ...(given.length > 0 && { identities: given }),
    ...(isGiven(options.branch) && { branches: options.branch }),
    ...(isGiven(options.job) && { jobs: options.job }),
    ...(options.maxAge !== undefined && { maxAge: durationOf(options.maxAge) }),
  });
  if (policy.identities.length === 0)
    throw new UsageError(
      'nobody is trusted to sign receipts',
      'Name them in the definition, release: { receipts: { identities: […] } }, or with --key or --identity.',
    );
  return { config, policy, keys: await readKeys(root, policy.identities) };
}

function isGiven(list: readonly string[] | undefined): list is readonly string[] {
  return list !== undefined && list.length > 0;
}

async function readPolicyFile(directory: string, name: string): Promise<ReceiptsConfig> {
  const json = readStrictJson(await readGivenFile(directory, name));
  if ('why' in json) throw new UsageError(`${name} is no policy: it ${json.why}`);
  const reading = readReceiptsConfig(json.data);
  if ('why' in reading)
    throw new UsageError(
      `${name} is no policy: ${reading.why}`,
      'Write what stands at release.receipts in a definition, as JSON.',
    );
  return reading.config;
}

function durationOf(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined)
    throw new UsageError(`'${text}' is no length of time`, 'Write it like 30d or 12h.');
  return milliseconds;
}

/** Those that options name. */
export function givenIdentities(
  directory: string,
  root: string,
  { key = [], identity = [] }: Pick<PolicyOptions, 'key' | 'identity'>,
): readonly ReceiptIdentityConfig[] {
  const keys = key.map((name) => ({ key: toPosix(relative(root, resolve(directory, name))) || name }));
  return [...keys, ...identity.map(readIdentity)];
}

/** `github:acme/weather`, `github:acme/weather/.github/workflows/ci.yml`, `circleci:ORGANISATION/PROJECT`. */
function readIdentity(text: string): ReceiptIdentityConfig {
  const [, github, workflow] = /^github:([^/]+\/[^/]+)(?:\/(.+))?$/.exec(text) ?? [];
  if (github !== undefined) return workflow === undefined ? { github } : { github, workflows: [workflow] };
  const [, organization, circleci] = /^circleci:([0-9a-f-]+)\/([0-9a-f-]+)$/i.exec(text) ?? [];
  if (organization !== undefined && circleci !== undefined) return { circleci, organization };
  throw new UsageError(
    `'${text}' is nobody's identity`,
    'Write github:owner/name, github:owner/name/.github/workflows/ci.yml or circleci:organisation-id/project-id; others stand in the definition.',
  );
}

/** `root`: what the paths of keys are relative to. Throws a `UsageError`. */
export async function readKeys(
  root: string,
  identities: readonly ReceiptIdentityConfig[],
): Promise<readonly TrustedKey[]> {
  const keys: TrustedKey[] = [];
  for (const identity of identities) {
    if (!('key' in identity)) continue;
    const key = readVerificationKey(await readGivenFile(root, identity.key));
    if (key === undefined)
      throw new UsageError(
        `${identity.key} is no public key`,
        "It begins with '-----BEGIN PUBLIC KEY-----'; lockstep keys generate writes one.",
      );
    keys.push({ name: identity.key, key });
  }
  return keys;
}
