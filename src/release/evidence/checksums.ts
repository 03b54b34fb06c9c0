import type { ReleaseFile } from '../manifest/release-manifest.ts';

export const CHECKSUMS_FILE = 'SHA256SUMS';

/** As `sha256sum --check` reads it (GNU coreutils manual, "md5sum invocation"): the digest, a space, `*` for bytes as they are, the name. */
export function renderChecksums(files: readonly ReleaseFile[]): string {
  return files.map(({ sha256, name }) => `${sha256} *${name}\n`).join('');
}
