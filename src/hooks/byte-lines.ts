const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Lines that end with a line feed, as Python reads a binary file: the end belongs to the line, and the last may have none. */
export function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, from);
    const until = end === -1 ? bytes.length : end + 1;
    yield bytes.subarray(from, until);
    from = until;
  }
}

/** Lines that end with a line feed, a carriage return, or both, as Python's `bytes.splitlines(True)` has them. */
export function* anyLinesOf(bytes: Buffer): Generator<Buffer> {
  let from = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) continue;
    if (byte === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED) at += 1;
    yield bytes.subarray(from, at + 1);
    from = at + 1;
  }
  if (from < bytes.length) yield bytes.subarray(from);
}

/** The line, from 1, in which the byte at `offset` is. */
export function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1 && at < offset; at = bytes.indexOf(LINE_FEED, at + 1))
    line++;
  return line;
}

/** The last line, from 1: what follows the last line break is one only when something does. */
export function lastLine(bytes: Buffer): number {
  return lineAt(bytes, Math.max(0, bytes.length - 1));
}

/** One for all: to make it takes longer than to read a file with it. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of bytes that must be UTF-8; undefined when they are not. A byte order mark is kept. */
export function utf8Text(bytes: Buffer): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
