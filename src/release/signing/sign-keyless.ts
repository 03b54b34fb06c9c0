import { bundleToJSON } from '@sigstore/bundle';
import {
  DSSEBundleBuilder,
  FulcioSigner,
  MessageSignatureBundleBuilder,
  RekorWitness,
  TSAWitness,
} from '@sigstore/sign';
import { PAYLOAD_TYPE } from './envelope.ts';

/** Servers of one instance of Sigstore; undefined for those of the public one. */
export interface SigstoreServers {
  readonly fulcio: string | undefined;
  readonly rekor: string | undefined;
  /** Signs the time; none is asked unless it is named, as the log tells the time too. */
  readonly timestamps: string | undefined;
}

/** The reason in one sentence, without the token. */
export class KeylessError extends Error {}

/** For how long one answer is waited for, in milliseconds, and how often it is asked again when a server is not well. */
const PATIENCE = { timeout: 20_000, retry: 2 };

/** A statement is signed in an envelope of its own, a file as it is. */
export interface KeylessContent {
  readonly kind: 'statement' | 'file';
  readonly bytes: Uint8Array;
}

/**
 * Signs each content with a key that lives as long as this call: Fulcio certifies it for the identity of the token, and Rekor's public log keeps
 * the signature (docs.sigstore.dev, "Security model"). Gives bundles as JSON. Throws a `KeylessError`.
 */
export async function signKeyless(
  contents: readonly KeylessContent[],
  token: string,
  { fulcio, rekor, timestamps }: SigstoreServers,
): Promise<readonly string[]> {
  const signer = new FulcioSigner({
    ...PATIENCE,
    identityProvider: { getToken: async () => token },
    ...(fulcio !== undefined && { fulcioBaseURL: fulcio }),
  });
  const log = new RekorWitness({ ...PATIENCE, ...(rekor !== undefined && { rekorBaseURL: rekor }) });
  const clock = timestamps === undefined ? [] : [new TSAWitness({ ...PATIENCE, tsaBaseURL: timestamps })];
  const parts = { signer, witnesses: [log, ...clock] };
  const builders = {
    statement: new DSSEBundleBuilder(parts),
    file: new MessageSignatureBundleBuilder(parts),
  };
  const bundles: string[] = [];
  for (const { kind, bytes } of contents) {
    const bundle = await builders[kind]
      .create({ data: Buffer.from(bytes), ...(kind === 'statement' && { type: PAYLOAD_TYPE }) })
      .catch((error: unknown) => Promise.reject(new KeylessError(reasonOf(error, token))));
    bundles.push(`${JSON.stringify(bundleToJSON(bundle))}\n`);
  }
  return bundles;
}

/** The library puts a token that it cannot read into its message. */
function reasonOf(error: unknown, token: string): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string } };
  const words = [message, cause?.message].filter((part) => part !== undefined && part !== '');
  return [...new Set(words)].join(': ').replaceAll(token, '***');
}
