import { sha256 } from '../../../platform/digest.ts';
import { isForeign, readManifestParts } from './image-layout.ts';
import type { ImageRegistry } from './image-registry.ts';

/** Pulls an image by its digest, with all platforms, and compares every part; says what is not served as it should be, or nothing. */
export async function pullImage(
  registry: ImageRegistry,
  digest: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const manifest = await registry.manifest(digest, signal);
  if (manifest === undefined) return `${digest} is not served`;
  if (manifest.digest !== digest) return `${digest} is served with other bytes`;
  const parts = readManifestParts(manifest.bytes);
  if (parts === undefined) return `${digest} is no manifest`;
  for (const one of parts.manifests) {
    const why = await pullImage(registry, one.digest, signal);
    if (why !== undefined) return why;
  }
  for (const { digest: one, size, mediaType } of parts.blobs) {
    if (isForeign(mediaType)) continue;
    const bytes = await registry.blob(one, size, signal);
    if (bytes === undefined) return `${one} is not served`;
    if (`sha256:${sha256(bytes)}` !== one) return `${one} is served with other bytes`;
  }
  return undefined;
}
