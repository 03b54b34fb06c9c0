import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { pack } from 'tar-stream';

/** A tar archive in gzip of files by path. */
export async function tarball(files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> {
  return gzipSync(await tar(files));
}

export async function tar(files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> {
  const archive = pack();
  for (const [name, content] of Object.entries(files))
    archive.entry({ name, mtime: new Date(0) }, Buffer.from(content));
  archive.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of archive) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

/** What `npm pack` leaves of a package with one module. */
export function npmPackage(
  manifest: object,
  more: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  return tarball({
    'package/package.json': JSON.stringify(manifest),
    'package/index.js': 'module.exports = 1;\n',
    ...more,
  });
}

/** A zip archive of files by path. */
export function zip(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)]);
  return zipSync(Object.fromEntries(entries), { mtime: new Date(1980, 0, 1) });
}
