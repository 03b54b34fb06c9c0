import { randomHex } from '../../platform/digest.ts';
import { nodeFiles } from '../../platform/files.ts';
import { moveEntry } from '../../platform/move-entry.ts';
import { join } from '../../platform/paths.ts';
import type { Artifact } from '../build/artifact.ts';
import { type ComposedRelease, type ReleaseSigner, signatureFiles } from './compose-release.ts';
import { MANIFEST_FILE } from './read-release.ts';

/** The manifest as text: properties in one order, so that the same release is the same bytes. */
export async function manifestFiles(
  { manifest }: ComposedRelease,
  signer: ReleaseSigner | undefined,
): Promise<readonly Artifact[]> {
  const content = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const file: Artifact = { name: MANIFEST_FILE, kind: 'provenance', content };
  if (signer === undefined) return [file];
  const [signed] = await signer.signFiles([content]);
  return [file, ...signatureFiles(MANIFEST_FILE, signed)];
}

/** Writes all files beside the folder, and gives them its name at the end: there is the whole release, or none. `folder` is absolute. */
export async function writeRelease(folder: string, artifacts: readonly Artifact[]): Promise<void> {
  const aside = `${folder}.${randomHex(6)}.tmp`;
  try {
    for (const { name, content } of artifacts) await nodeFiles.writeAtomic(join(aside, name), content);
    // Without it the checkout would count as changed, and with it nobody commits a release.
    await nodeFiles.writeAtomic(join(aside, '.gitignore'), '*\n');
    // Only what is empty gives way.
    if ((await nodeFiles.list(folder)).length > 0) throw new Error(`${folder} is there already`);
    await nodeFiles.remove(folder);
    moveEntry(aside, folder);
  } finally {
    await nodeFiles.remove(aside);
  }
}
