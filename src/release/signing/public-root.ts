import type { TrustedRoot } from '@sigstore/protobuf-specs';
import { getTrustedRoot } from '@sigstore/tuf';

/** Milliseconds that the server may take for one file. */
const PATIENCE = { timeout: 20_000, retry: 2 };

/**
 * The authorities and logs of Sigstore's public instance, by The Update Framework, starting from the root that the library ships
 * (docs.sigstore.dev, "Security model", "Root of trust"). `cache` is a folder in which the newest stays. `why` completes "the trusted root of Sigstore …".
 */
export async function publicTrustedRoot(
  cache: string,
): Promise<{ readonly root: TrustedRoot } | { readonly why: string }> {
  try {
    return { root: await getTrustedRoot({ ...PATIENCE, cachePath: cache }) };
  } catch (error) {
    return { why: `could not be had: ${(error as Error).message}` };
  }
}
