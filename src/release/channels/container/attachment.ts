import { sha256 } from '../../../platform/digest.ts';
import type { ReleaseFile } from '../../manifest/release-manifest.ts';
import { type Descriptor, type ImageManifest, readManifestParts } from './image-layout.ts';

const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/** A file that is attached to an image. */
export interface Attachment {
  readonly file: ReleaseFile;
  readonly manifest: ImageManifest;
  /** As lists of what is attached have it. */
  readonly descriptor: Descriptor & { readonly artifactType: string };
}

/** What the config of an artifact is that has none (image-spec, manifest.md, "Guidance for an Empty Descriptor"). */
export const EMPTY_BLOB: Uint8Array = Buffer.from('{}');
const EMPTY = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  digest: `sha256:${sha256(EMPTY_BLOB)}`,
  size: 2,
};

/**
 * A manifest that says of which image a file is (image-spec v1.1, manifest.md, "Guidelines for Artifact Usage", and its `subject`). The same file makes
 * the same manifest: `created` is the time of the commit.
 */
export function attachmentOf(
  file: ReleaseFile,
  subject: Pick<ImageManifest, 'digest' | 'mediaType' | 'bytes'>,
  created: string,
): Attachment {
  const artifactType = artifactTypeOf(file);
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType,
    config: EMPTY,
    layers: [
      {
        mediaType: artifactType,
        digest: `sha256:${file.sha256}`,
        size: file.size,
        annotations: { 'org.opencontainers.image.title': file.name },
      },
    ],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.bytes.byteLength },
    annotations: { 'org.opencontainers.image.created': created },
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  const digest = `sha256:${sha256(bytes)}`;
  return {
    file,
    manifest: { digest, mediaType: MANIFEST_TYPE, bytes },
    descriptor: { mediaType: MANIFEST_TYPE, digest, size: bytes.byteLength, artifactType },
  };
}

/** Registered types (iana.org, "Media Types") and those of Sigstore (sigstore/protobuf-specs). */
function artifactTypeOf({ name, kind }: ReleaseFile): string {
  if (name.endsWith('.sigstore.json')) return 'application/vnd.dev.sigstore.bundle.v0.3+json';
  if (kind === 'sbom') return /spdx/i.test(name) ? 'application/spdx+json' : 'application/vnd.cyclonedx+json';
  if (kind === 'provenance') return 'application/vnd.in-toto+json';
  return 'application/octet-stream';
}

/** "Referrers Tag Schema": where what is attached to a digest is listed, on registries that keep no list of their own. */
export function referrersTag(digest: string): string {
  return digest.replace(':', '-');
}

/** Is it in the list? */
export function isListed(index: Uint8Array | undefined, digest: string): boolean {
  const parts = index === undefined ? undefined : readManifestParts(index);
  return parts?.manifests.some((one) => one.digest === digest) ?? false;
}

/** The list with one more in it; what others attached stays. */
export function listedAlso(
  index: Uint8Array | undefined,
  descriptor: Attachment['descriptor'],
): ImageManifest {
  const manifests = index === undefined ? [] : (readManifestParts(index)?.manifests ?? []);
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [...manifests, descriptor] }),
  );
  return { digest: `sha256:${sha256(bytes)}`, mediaType: INDEX_TYPE, bytes };
}
