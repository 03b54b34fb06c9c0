import { sha256, sha512 } from '../../platform/digest.ts';
import type { ReleaseFile, ReleaseFileKind } from '../manifest/release-manifest.ts';

/** A file of a release, before it is anywhere. */
export interface Artifact {
  readonly name: string;
  readonly kind: ReleaseFileKind;
  readonly content: Uint8Array;
  readonly platform?: NonNullable<ReleaseFile['platform']>;
}

/** As the manifest has it. */
export function describeArtifact({ name, kind, content, platform }: Artifact): ReleaseFile {
  return {
    ...{ name, kind, size: content.byteLength, sha256: sha256(content), sha512: sha512(content) },
    ...(platform !== undefined && { platform }),
  };
}

export function textArtifact(name: string, kind: ReleaseFileKind, text: string): Artifact {
  return { name, kind, content: Buffer.from(text) };
}
