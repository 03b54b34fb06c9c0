import { pack } from 'tar-stream';
import { anonymousGzip } from '../../platform/compression.ts';

/** A file, a program or a symbolic link of a commit. */
export interface SourceEntry {
  /** With forward slashes, from the project's folder. */
  readonly path: string;
  readonly kind: 'file' | 'program' | 'link';
  /** Of a link: where it leads. */
  readonly content: Uint8Array;
}

export interface SourceArchive {
  /** The one folder that everything is in: `weather-1.2.0`. */
  readonly folder: string;
  /** Of every entry: that of the commit. */
  readonly time: Date;
}

const MODES: Readonly<Record<SourceEntry['kind'], number>> = { file: 0o644, program: 0o755, link: 0o777 };

/**
 * A tarball (POSIX.1-2017 pax, `ustar` with extended headers for long names), gzipped, of nothing but what is given: sorted by name, no owner, no time of
 * its own. The same entries make the same bytes, as long as the compressor (zlib of Node) is the same.
 */
export async function sourceArchive(
  entries: readonly SourceEntry[],
  { folder, time }: SourceArchive,
): Promise<Uint8Array> {
  const archive = pack();
  const sorted = entries.toSorted((one, other) =>
    Buffer.compare(Buffer.from(one.path), Buffer.from(other.path)),
  );
  for (const { path, kind, content } of sorted) {
    const header = {
      name: `${folder}/${path}`,
      mode: MODES[kind],
      mtime: time,
      ...{ uid: 0, gid: 0, uname: '', gname: '' },
    };
    if (kind === 'link')
      archive.entry({ ...header, type: 'symlink', size: 0, linkname: Buffer.from(content).toString() });
    else archive.entry({ ...header, type: 'file', size: content.byteLength }, Buffer.from(content));
  }
  archive.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of archive) parts.push(part as Uint8Array);
  return anonymousGzip(Buffer.concat(parts));
}
