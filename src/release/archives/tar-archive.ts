import { extract } from 'tar-stream';
import { gunzipped } from '../../platform/compression.ts';

/** What is looked for in an archive. */
export interface TarQuestion {
  /** Paths are as they are in the archive, without `./` in front. */
  wants(path: string): boolean;
  /** Bytes that one wanted file, and bytes that all of the archive may have when it is unpacked: an archive may be made to be endless. */
  readonly mostOfFile: number;
  readonly mostOfAll: number;
}

/** Why an archive could not be read, in words that complete "the archive …". */
export class ArchiveFault extends Error {}

/**
 * The wanted files of a tar archive (POSIX.1-2001 pax, ustar, GNU), in gzip or not, by path. Nothing is written anywhere. Throws an `ArchiveFault` when it
 * is none, is cut off, holds a wanted file twice, or is larger than it may be.
 */
export async function readTar(
  bytes: Uint8Array,
  question: TarQuestion,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const archive = extract();
  const feeding = feed(archive, bytes, question.mostOfAll);
  try {
    for await (const entry of archive) {
      const path = entry.header.name.replace(/^\.\//, '');
      if (entry.header.type === 'file' && question.wants(path)) {
        if (found.has(path)) throw new ArchiveFault(`holds ${path} twice`);
        if ((entry.header.size ?? 0) > question.mostOfFile)
          throw new ArchiveFault(`holds ${path}, which is too large`);
        const parts: Uint8Array[] = [];
        for await (const part of entry) parts.push(part as Uint8Array);
        found.set(path, Buffer.concat(parts));
      } else entry.resume();
    }
    await feeding;
  } catch (error) {
    archive.destroy();
    await feeding.catch(() => undefined);
    throw error instanceof ArchiveFault ? error : new ArchiveFault('cannot be read as tar');
  }
  return found;
}

const PIECE = 1 << 20;

async function feed(archive: ReturnType<typeof extract>, bytes: Uint8Array, most: number): Promise<void> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  let size = 0;
  try {
    for await (const part of isGzip ? gunzipped(pieces(bytes)) : pieces(bytes)) {
      size += part.byteLength;
      if (size > most) throw new ArchiveFault(`has more than ${most} bytes when it is unpacked`);
      if (archive.destroyed) return;
      if (!archive.write(part)) await drained(archive);
    }
    archive.end(new Uint8Array(0));
  } catch (error) {
    archive.destroy(error instanceof ArchiveFault ? error : new ArchiveFault('is cut off or no gzip'));
  }
}

async function* pieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

function drained(archive: ReturnType<typeof extract>): Promise<void> {
  return new Promise((resolve) => {
    archive.once('drain', resolve);
    archive.once('close', resolve);
  });
}
