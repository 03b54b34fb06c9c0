import { Readable } from 'node:stream';
import { createGunzip, createGzip, gunzipSync, gzipSync } from 'node:zlib';

/** A gzip member (RFC 1952) without file name: a header of 10 bytes, raw deflate data, CRC-32 and length (8 bytes). */
export function gzip(content: Uint8Array): Uint8Array {
  return gzipSync(content);
}

/** The same on every system: the tenth byte of the header says on which it was made (RFC 1952, 2.3.1, "OS"; 255 is "unknown"). */
export function anonymousGzip(content: Uint8Array): Uint8Array {
  const member = gzipSync(content, { level: 9 });
  member[9] = 255;
  return member;
}

/** What gzip members hold, one after another. Throws when it is none, is cut off, or holds more than `most` bytes. */
export function gunzip(content: Uint8Array, most: number): Uint8Array {
  return gunzipSync(content, { maxOutputLength: most });
}

/** How many bytes a text takes as a gzip member of UTF-8. */
export function gzipSize(text: string): number {
  return gzipSync(text).byteLength;
}

/** A text as a gzip member of UTF-8, in base64. */
export function gzipBase64(text: string): string {
  return gzipSync(text).toString('base64');
}

/** The same, of what comes bit by bit; never more than a piece of it is held. */
export function gzipped(
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  return piped(content, createGzip({ level: 6 }));
}

/** What a gzip member holds, as it comes. Throws when it is not one, or is cut off; how much comes of it is for the reader to limit. */
export function gunzipped(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return piped(content, createGunzip());
}

async function* piped(
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  through: ReturnType<typeof createGzip>,
): AsyncIterable<Uint8Array> {
  const source = Readable.from(content, { objectMode: false });
  // `pipe` does not hand on errors; without this a broken source would leave the reader waiting.
  source.on('error', (error) => through.destroy(error));
  source.pipe(through);
  try {
    for await (const chunk of through) yield chunk as Uint8Array;
  } finally {
    source.destroy();
    through.destroy();
  }
}
