const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const NO_WORDS = new Uint32Array();

/** Fewer bytes are sooner looked at one by one. */
const FEWEST_BYTES = 128;

/** Bytes, and the same memory four at a time, from the first multiple of four in it. */
export interface ByteView {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  /** Bytes before the first word; all of them where there are no words. */
  readonly lead: number;
}

export function viewOf(bytes: Uint8Array): ByteView {
  const lead = -bytes.byteOffset & 3;
  if (!LITTLE_ENDIAN || bytes.length < FEWEST_BYTES) return { bytes, words: NO_WORDS, lead: bytes.length };
  const count = (bytes.length - lead) >> 2;
  return { bytes, words: new Uint32Array(bytes.buffer, bytes.byteOffset + lead, count), lead };
}
