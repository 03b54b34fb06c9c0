import type { AppendFile } from '../platform/append-file.ts';

/**
 * A job's log: `<ISO time> <mark> <bytes>\n` for each line of output. The time is UTC with milliseconds, 24 characters.
 * The mark is `1` for standard output, `2` for standard error, `+` for the rest of a line too long for one record, and `#` for
 * lockstep's own words (which attempt, which step). The bytes are the step's own, masked, whatever they are.
 */
export type LogMark = '1' | '2' | '+' | '#';

/** A line longer than this is written in pieces, so that output without line breaks does not gather in memory. */
const LONGEST_RECORD = 64 * 1024;

const NEWLINE = 0x0a;

/** Cuts one stream of bytes into lines and writes them; hands the text of whole lines to `onLines`. */
export class LineWriter {
  readonly #file: AppendFile;
  readonly #mark: '1' | '2';
  readonly #onLines: (lines: readonly string[]) => void;
  readonly #now: () => number;
  #rest: Buffer = Buffer.alloc(0);
  #continued = false;

  constructor(options: {
    readonly file: AppendFile;
    readonly mark: '1' | '2';
    readonly now: () => number;
    onLines(lines: readonly string[]): void;
  }) {
    this.#file = options.file;
    this.#mark = options.mark;
    this.#now = options.now;
    this.#onLines = options.onLines;
  }

  write(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const data = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const records: Buffer[] = [];
    const lines: string[] = [];
    const stamp = timestampAt(this.#now());
    let start = 0;
    for (let end = data.indexOf(NEWLINE); end !== -1; end = data.indexOf(NEWLINE, start)) {
      this.#record(data.subarray(start, end), stamp, records, lines);
      this.#continued = false;
      start = end + 1;
    }
    for (; data.length - start >= LONGEST_RECORD; start += LONGEST_RECORD) {
      this.#record(data.subarray(start, start + LONGEST_RECORD), stamp, records, lines);
      this.#continued = true;
    }
    // A copy: the rest must not keep the whole chunk alive.
    this.#rest = Buffer.from(data.subarray(start));
    this.#flush(records, lines);
  }

  /** What has come of a line that is not ended yet. */
  get pending(): string {
    return this.#rest.toString('utf8');
  }

  /** Writes a last line that has no line break. */
  end(): void {
    if (this.#rest.length === 0) return;
    const records: Buffer[] = [];
    const lines: string[] = [];
    this.#record(this.#rest, timestampAt(this.#now()), records, lines);
    this.#rest = Buffer.alloc(0);
    this.#continued = false;
    this.#flush(records, lines);
  }

  #record(line: Buffer, stamp: string, records: Buffer[], lines: string[]): void {
    records.push(Buffer.from(`${stamp} ${this.#continued ? '+' : this.#mark} `), line, NEWLINE_BYTES);
    lines.push(line.toString('utf8'));
  }

  #flush(records: readonly Buffer[], lines: readonly string[]): void {
    if (records.length === 0) return;
    this.#file.write(Buffer.concat(records));
    this.#onLines(lines);
  }
}

const NEWLINE_BYTES = Buffer.from('\n');

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
