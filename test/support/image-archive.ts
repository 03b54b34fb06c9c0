import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { tar } from './packed-files.ts';

/** An archive of an OCI layout, with an index of one image for each platform. */
export interface MadeImage {
  readonly archive: Uint8Array;
  readonly digest: string;
}

/** Small, and real enough for any tool that pulls it. `text` is in its one file. */
export async function imageArchive(text = 'weather', architectures = ['amd64', 'arm64']): Promise<MadeImage> {
  const blobs = new Map<string, Uint8Array>();
  const keep = (mediaType: string, content: string | Uint8Array) => {
    const bytes = Buffer.from(content);
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    blobs.set(`blobs/${digest.replace(':', '/')}`, bytes);
    return { mediaType, digest, size: bytes.byteLength };
  };
  const manifests: object[] = [];
  for (const architecture of architectures) {
    const layer = await tar({ 'weather.txt': `${text} on ${architecture}\n` });
    const diff = `sha256:${createHash('sha256').update(layer).digest('hex')}`;
    const config = keep(
      'application/vnd.oci.image.config.v1+json',
      JSON.stringify({ architecture, os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [diff] } }),
    );
    const layers = [keep('application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(layer))];
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const manifest = keep(mediaType, JSON.stringify({ schemaVersion: 2, mediaType, config, layers }));
    manifests.push({ ...manifest, platform: { os: 'linux', architecture } });
  }
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const index = keep(mediaType, JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  const archive = await tar({
    'oci-layout': JSON.stringify({ imageLayoutVersion: '1.0.0' }),
    'index.json': JSON.stringify({ schemaVersion: 2, manifests: [index] }),
    ...Object.fromEntries(blobs),
  });
  return { archive, digest: index.digest };
}
