/**
 * A name on POSIX is bytes, of which most are UTF-8. A byte that is not is kept as a lone surrogate, U+DC80 to U+DCFF, as Python does
 * (PEP 383, "surrogateescape"): so every name is a text of its own, and the text leads back to the bytes.
 */

const WINDOWS = process.platform === 'win32';

/** With `u`, a surrogate of a pair is no match. */
const ESCAPED = /[\udc80-\udcff]/u;

/** Names and targets as a system call gives them. */
export function pathText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd') || Buffer.from(text).equals(bytes)) return text;
  let escaped = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    escaped +=
      length === 0
        ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
        : bytes.subarray(at, at + length).toString('utf8');
    at += Math.max(1, length);
  }
  return escaped;
}

/** Bytes of the character that begins there; 0 when none does. */
function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    const part = bytes.subarray(at, at + length);
    const text = part.toString('utf8');
    if ([...text].length === 1 && Buffer.from(text).equals(part)) return length;
  }
  return 0;
}

/** A path as Node's file functions have to be given it. */
export function rawPath(path: string): string | Buffer {
  if (WINDOWS || !ESCAPED.test(path)) return path;
  const parts = [...path].map((character) =>
    ESCAPED.test(character) ? Buffer.from([character.charCodeAt(0) - 0xdc00]) : Buffer.from(character),
  );
  return Buffer.concat(parts);
}
