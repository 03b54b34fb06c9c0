import { extract } from 'tar-stream';
import { fromBufferPromise } from 'yauzl';
import { gunzip } from '../../platform/compression.ts';

/** One entry of an archive, with all that two builds may differ in. */
export interface ArchiveMember {
  readonly name: string;
  /** `file`, `directory`, `symlink` … */
  readonly kind: string;
  /** Permissions; undefined where the archive has none. */
  readonly mode: number | undefined;
  /** ISO 8601, as the archive has it: zip knows no zone, and every other second only. */
  readonly time: string;
  /** `1000:1000 builder:builder`; empty where the archive has none. */
  readonly owner: string;
  readonly content: Uint8Array;
}

export interface Archive {
  readonly form: 'tar' | 'tar.gz' | 'zip';
  /** What is around the members and differs between builds: the time in a gzip header. Empty unless there is something. */
  readonly wrapping: string;
  /** In the order of the archive. */
  readonly members: readonly ArchiveMember[];
}

/** Bytes that an archive may unpack to: what is more was not built by anybody who wants it read. */
const MOST = 2 ** 31;

/** Reads a tarball, a gzipped one or a zip (wheel, nupkg), by its content; undefined for everything else, and for what is broken. */
export async function readArchive(content: Uint8Array): Promise<Archive | undefined> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  try {
    if (bytes.readUInt16BE(0) === 0x1f8b) {
      const members = await tarMembers(gunzip(bytes, MOST));
      return members && { form: 'tar.gz', wrapping: gzipHeader(bytes), members };
    }
    if (bytes.readUInt32BE(0) === 0x504b0304)
      return { form: 'zip', wrapping: '', members: await zipMembers(bytes) };
    const members = await tarMembers(bytes);
    return members && { form: 'tar', wrapping: '', members };
  } catch {
    return undefined;
  }
}

/** The content of one member; undefined when it is not there. */
export async function memberOf(archive: Uint8Array, name: string): Promise<Uint8Array | undefined> {
  return (await readArchive(archive))?.members.find((member) => member.name === name)?.content;
}

/** MTIME and the name, RFC 1952, 2.3: what tools write there by themselves. */
function gzipHeader(bytes: Buffer): string {
  const time = bytes.readUInt32LE(4);
  const hasName = (bytes[3] ?? 0) & 0x08;
  const name = hasName === 0 ? '' : bytes.toString('latin1', 10, bytes.indexOf(0, 10));
  return [
    time === 0 ? '' : `time ${new Date(time * 1000).toISOString()}`,
    name === '' ? '' : `name ${name}`,
    `system ${bytes[9]}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** `ustar` at 257 (POSIX.1-2017, pax, "ustar Interchange Format"); undefined for what has it not. */
async function tarMembers(bytes: Uint8Array): Promise<readonly ArchiveMember[] | undefined> {
  if (Buffer.from(bytes.subarray(257, 262)).toString('latin1') !== 'ustar') return undefined;
  const reader = extract();
  reader.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const members: ArchiveMember[] = [];
  for await (const entry of reader) {
    const { name, type, mode, mtime, uid, gid, uname, gname, linkname } = entry.header;
    const parts: Uint8Array[] = [];
    for await (const part of entry) parts.push(part as Uint8Array);
    members.push({
      name,
      kind: type ?? 'file',
      mode,
      time: mtime?.toISOString() ?? '',
      owner: `${uid ?? 0}:${gid ?? 0} ${uname ?? ''}:${gname ?? ''}`,
      content: linkname ? Buffer.from(linkname) : Buffer.concat(parts),
    });
  }
  return members;
}

async function zipMembers(bytes: Buffer): Promise<readonly ArchiveMember[]> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const members: ArchiveMember[] = [];
  let size = 0;
  for await (const entry of zip.eachEntry()) {
    size += entry.uncompressedSize;
    if (size > MOST) throw new Error('too large');
    const parts: Uint8Array[] = [];
    if (!entry.fileName.endsWith('/'))
      for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Uint8Array);
    members.push({
      name: entry.fileName,
      kind: entry.fileName.endsWith('/') ? 'directory' : 'file',
      // The upper half is a mode where Unix made the entry (APPNOTE.TXT, 4.4.2 and 4.4.15).
      mode: entry.versionMadeBy >> 8 === 3 ? (entry.externalFileAttributes >>> 16) & 0o7777 : undefined,
      time: entry.getLastModDate({ timezone: 'UTC' }).toISOString(),
      owner: '',
      content: Buffer.concat(parts),
    });
  }
  return members;
}
