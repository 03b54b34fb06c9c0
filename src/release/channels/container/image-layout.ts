import { z } from 'zod';
import { sha256 } from '../../../platform/digest.ts';
import { ArchiveFault, readTar } from '../../archives/tar-archive.ts';
import { ChannelRefusal } from '../channel.ts';

/** What an image says of a part of it (opencontainers/image-spec, descriptor.md). */
const descriptor = z.looseObject({
  mediaType: z.string(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
});

/** A manifest or an index, of OCI or of Docker (image-spec, manifest.md and image-index.md; distribution, "Image Manifest V 2, Schema 2"). */
const manifestSchema = z.looseObject({
  mediaType: z.string().optional(),
  config: descriptor.optional(),
  layers: z.array(descriptor).optional(),
  manifests: z.array(descriptor).optional(),
});

export type Descriptor = z.infer<typeof descriptor>;

/** What a manifest is made of: `manifests` for an index, `blobs` for the image of one platform. */
export interface ManifestParts {
  readonly mediaType: string;
  readonly blobs: readonly Descriptor[];
  readonly manifests: readonly Descriptor[];
}

/** Undefined for what is no manifest. */
export function readManifestParts(bytes: Uint8Array): ManifestParts | undefined {
  let parsed: z.infer<typeof manifestSchema>;
  try {
    parsed = manifestSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined;
  }
  const { config, layers = [], manifests = [] } = parsed;
  const isIndex = parsed.manifests !== undefined;
  const usual = `application/vnd.oci.image.${isIndex ? 'index' : 'manifest'}.v1+json`;
  const blobs = config === undefined ? layers : [config, ...layers];
  return { mediaType: parsed.mediaType ?? usual, blobs, manifests };
}

export interface ImageManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** An image with all of its platforms. */
export interface ImageContent {
  /** What an index names comes before the index: registries take no manifest whose parts are not there. The image itself is the last one. */
  readonly manifests: readonly ImageManifest[];
  /** By digest. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

const MOST = { mostOfFile: 2 ** 32, mostOfAll: 2 ** 34 };

/** Reads an archive of an OCI layout (image-spec, image-layout.md), holding every part of the image against its digest. Throws a `ChannelRefusal`. */
export async function readImageLayout(
  file: string,
  archive: Uint8Array,
  digest: string,
): Promise<ImageContent> {
  const fault = (why: string): ChannelRefusal =>
    new ChannelRefusal('never', `${file} ${why}`, 'Build the release anew.');
  const files = await readTar(archive, {
    ...MOST,
    wants: (path) => /^blobs\/sha256\/[0-9a-f]{64}$/.test(path),
  }).catch((error: unknown) => {
    throw error instanceof ArchiveFault ? fault(error.message) : error;
  });
  const bytesOf = (wanted: string): Uint8Array => {
    const bytes = files.get(`blobs/${wanted.replace(':', '/')}`);
    if (bytes === undefined) throw fault(`lacks ${wanted}`);
    if (`sha256:${sha256(bytes)}` !== wanted) throw fault(`holds other bytes for ${wanted}`);
    return bytes;
  };
  const manifests = new Map<string, ImageManifest>();
  const blobs = new Map<string, Uint8Array>();
  const walk = (at: string, depth: number): void => {
    if (manifests.has(at)) return;
    const bytes = bytesOf(at);
    const parts = depth > 4 ? undefined : readManifestParts(bytes);
    if (parts === undefined) throw fault(`holds no manifest at ${at}`);
    for (const { digest: one } of parts.manifests) walk(one, depth + 1);
    for (const { digest: one, mediaType } of parts.blobs)
      if (!isForeign(mediaType)) blobs.set(one, bytesOf(one));
    manifests.set(at, { digest: at, mediaType: parts.mediaType, bytes });
  };
  walk(digest, 0);
  return { manifests: [...manifests.values()], blobs };
}

/** Layers that are on another server and must not be handed on (image-spec, layer.md, "Non-Distributable Layers"). */
export function isForeign(mediaType: string): boolean {
  return /nondistributable|foreign/.test(mediaType);
}
