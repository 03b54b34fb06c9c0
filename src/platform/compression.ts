import { gzipSync } from 'node:zlib';

/** A gzip member (RFC 1952) without file name: a header of 10 bytes, raw deflate data, CRC-32 and length (8 bytes). */
export function gzip(content: Uint8Array): Uint8Array {
  return gzipSync(content);
}
