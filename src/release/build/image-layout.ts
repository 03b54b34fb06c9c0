import { z } from 'zod';
import { sha256 } from '../../platform/digest.ts';
import { readArchive } from './archive-members.ts';

/** `why` completes "the archive …". */
export type ImageReading = { readonly digest: string } | { readonly why: string };

const index = z.object({
  manifests: z.array(z.object({ digest: z.string(), mediaType: z.string().optional() })),
});

/**
 * The digest of the one image in an archive of an OCI layout (opencontainers/image-spec v1.1, "OCI Image Layout"): of its manifest, or of the index of its
 * platforms. It must be there, and hash to what its name says.
 */
export async function readImageLayout(content: Uint8Array): Promise<ImageReading> {
  const archive = await readArchive(content);
  if (archive === undefined) return { why: 'is no tarball' };
  const members = new Map(
    archive.members.map(({ name, content: bytes }) => [name.replace(/^\.\//, ''), bytes]),
  );
  if (!members.has('oci-layout'))
    return {
      why: members.has('manifest.json')
        ? "has Docker's own layout, and not that of OCI"
        : 'has no oci-layout in it',
    };
  const parsed = index.safeParse(jsonOf(members.get('index.json')));
  if (!parsed.success) return { why: 'has no index.json that can be read' };
  const [only, ...more] = parsed.data.manifests;
  if (only === undefined || more.length > 0)
    return { why: `has ${parsed.data.manifests.length} images in its index.json, and not one` };
  const blob = members.get(`blobs/${only.digest.replace(':', '/')}`);
  if (blob === undefined || `sha256:${sha256(blob)}` !== only.digest)
    return { why: `does not hold the manifest that its index.json names, ${only.digest}` };
  return { digest: only.digest };
}

function jsonOf(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(bytes ?? []).toString());
  } catch {
    return undefined;
  }
}
