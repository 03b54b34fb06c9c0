import type { AppendFile } from '../platform/append-file.ts';

/**
 * A job's log: `<ISO time> <mark> <bytes>\n` for each line of output. The time is UTC with milliseconds, 24 characters.
 * The mark is `1` for standard output, `2` for standard error, `+` for the rest of a line too long for one record, and `#` for
 * lockstep's own words (which attempt, which step). The bytes are the step's own, masked, whatever they are.
 */
export type LogMark = '1' | '2' | '+' | '#';

/** A line longer than this is written in pieces, so that output without line breaks does not gather in memory. */
const LONGEST_RECORD = 64 * 1024;

/**
 * Cuts one stream of bytes into lines and writes them; hands the text of whole lines to `onLines`. It works on strings of one
 * character per byte: cutting and joining those is several times as fast as doing it with buffers line by line.
 */
export class LineWriter {
  readonly #file: AppendFile;
  readonly #mark: '1' | '2';
  readonly #onLines: (lines: readonly string[]) => void;
  readonly #now: () => number;
  /** One character per byte. */
  #rest = '';
  #continued = false;

  constructor(options: {
    readonly file: AppendFile;
    readonly mark: '1' | '2';
    readonly now: () => number;
    onLines(lines: readonly string[]): void;
  }) {
    this.#file = options.file;
    this.#mark = options.mark;
    this.#onLines = options.onLines;
    this.#now = options.now;
  }

  write(chunk: Uint8Array): void {
    this.writePieces([chunk]);
  }

  /** The next bytes of the stream, in pieces. */
  writePieces(pieces: readonly Uint8Array[]): void {
    let text = this.#rest;
    for (const piece of pieces) text += bufferOf(piece).toString('latin1');
    const stamp = timestampAt(this.#now());
    let start = this.#writeLines(text, stamp);
    for (; text.length - start >= LONGEST_RECORD; start += LONGEST_RECORD) {
      this.#writeRecord(text.slice(start, start + LONGEST_RECORD), stamp);
      this.#continued = true;
    }
    this.#rest = text.slice(start);
  }

  /** What has come of a line that is not ended yet. */
  get pending(): string {
    return Buffer.from(this.#rest, 'latin1').toString('utf8');
  }

  /** Writes a last line that has no line break. */
  end(): void {
    if (this.#rest.length > 0) this.#writeRecord(this.#rest, timestampAt(this.#now()));
    this.#rest = '';
    this.#continued = false;
  }

  /** Gives the place after the last line break. */
  #writeLines(text: string, stamp: string): number {
    const lines: string[] = [];
    let records = '';
    let head = this.#head(stamp);
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = text.slice(start, end);
      lines.push(line);
      records = records + head + line;
      if (lines.length === 1) {
        this.#continued = false;
        head = `\n${this.#head(stamp)}`;
      }
      start = end + 1;
    }
    if (lines.length === 0) return 0;
    const bytes = inScratch(`${records}\n`);
    decodeLines(lines, { text, bytes, head: head.length - 1 });
    this.#file.write(bytes);
    this.#onLines(lines);
    return start;
  }

  #writeRecord(text: string, stamp: string): void {
    const head = this.#head(stamp);
    const bytes = inScratch(`${head}${text}\n`);
    const line = bytes.toString('utf8', head.length, bytes.length - 1);
    this.#file.write(bytes);
    this.#onLines([line]);
  }

  /** What stands before the next line; always of the same length. */
  #head(stamp: string): string {
    return `${stamp} ${this.#continued ? '+' : this.#mark} `;
  }
}

let scratch = Buffer.alloc(0);

/** The bytes of a text of one character per byte, until it is called again: what is written to a file is there when `write` returns. */
function inScratch(text: string): Buffer {
  if (scratch.length < text.length) scratch = Buffer.allocUnsafeSlow(text.length * 2);
  return scratch.subarray(0, scratch.write(text, 'latin1'));
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const BEYOND_ASCII = /[^\x00-\x7f]/g;

/**
 * From one character per byte to what the bytes say, for lines that stand one after another in `text`, and in `bytes` each with a
 * head in front of it. Most are ASCII, which is the same in both.
 */
function decodeLines(
  lines: string[],
  { text, bytes, head }: { readonly text: string; readonly bytes: Buffer; readonly head: number },
): void {
  let index = 0;
  let start = 0;
  for (BEYOND_ASCII.lastIndex = 0; BEYOND_ASCII.test(text); BEYOND_ASCII.lastIndex = start) {
    const found = BEYOND_ASCII.lastIndex - 1;
    let length = lines[index]?.length ?? 0;
    for (; index < lines.length && start + length <= found; length = lines[index]?.length ?? 0) {
      start += length + 1;
      index++;
    }
    // The beginning of a line that is not ended.
    if (index >= lines.length) return;
    const at = start + (index + 1) * head;
    lines[index++] = bytes.toString('utf8', at, at + length);
    start += length + 1;
  }
}

/** One line of lockstep's own. */
export function logNote(file: AppendFile, now: number, text: string): void {
  file.write(`${timestampAt(now)} # ${text.replaceAll('\n', ' ')}\n`);
}

function timestampAt(now: number): string {
  return new Date(now).toISOString();
}

export interface LogRecord {
  readonly time: string;
  readonly mark: LogMark;
  readonly text: string;
}

/** Reads one record; undefined for a line that is none (the last one of a killed run may be cut off). */
export function parseLogRecord(line: string): LogRecord | undefined {
  const mark = line.charAt(25);
  if (line.charAt(23) !== 'Z' || line.charAt(24) !== ' ' || !'12+#'.includes(mark) || mark === '')
    return undefined;
  return { time: line.slice(0, 24), mark: mark as LogMark, text: line.slice(27) };
}
