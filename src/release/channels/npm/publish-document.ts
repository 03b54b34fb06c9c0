import { sha1 } from '../../../platform/digest.ts';
import type { ReleaseFile } from '../../manifest/release-manifest.ts';
import type { PackedPackage } from './packed-package.ts';

/** The digest as package managers write it (W3C, "Subresource Integrity"). */
export function integrityOf({ sha512 }: ReleaseFile): string {
  return `sha512-${Buffer.from(sha512, 'hex').toString('base64')}`;
}

/**
 * What is PUT to publish a version: its `package.json`, and the tarball in base64 (npm/cli, workspaces/libnpmpublish/lib/publish.js, `buildMetadata`).
 * `provenance`: a Sigstore bundle in JSON.
 */
export function publishDocument(options: {
  readonly manifest: PackedPackage;
  readonly file: ReleaseFile;
  readonly tarball: Uint8Array;
  readonly base: string;
  readonly tag: string;
  readonly provenance: string | undefined;
}): object {
  const { manifest, file, tarball, base, tag, provenance } = options;
  const { name, version, description } = manifest;
  const attachment = `${name}-${version}.tgz`;
  const dist = {
    integrity: integrityOf(file),
    shasum: sha1(tarball),
    tarball: `${base}/${name}/-/${attachment}`,
  };
  const data = Buffer.from(tarball).toString('base64');
  return {
    _id: name,
    name,
    ...(description !== undefined && { description }),
    'dist-tags': { [tag]: version },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
    access: manifest.publishConfig?.access ?? null,
    _attachments: {
      [attachment]: { content_type: 'application/octet-stream', data, length: tarball.byteLength },
      ...(provenance !== undefined && {
        [`${name}-${version}.sigstore`]: {
          content_type: mediaTypeOf(provenance),
          data: provenance,
          length: provenance.length,
        },
      }),
    },
  };
}

function mediaTypeOf(bundle: string): string {
  return (JSON.parse(bundle) as { readonly mediaType: string }).mediaType;
}
