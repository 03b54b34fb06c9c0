/** A stretch of a file's text: UTF-16 offsets, end exclusive. Lines and columns exist only when printing. */
export interface SourceSpan {
  readonly start: number;
  readonly end: number;
}

/** A position as editors count it: both start at 1; a column is a UTF-16 code unit. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** A file that was read, and the arithmetic from offsets to lines. */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  /** False for files with lines that nobody may be shown, as a report of leaked secrets has them: places in it are told, lines are not. */
  readonly quotable: boolean;
  #lineStarts: number[] | undefined;

  constructor(path: string, text: string, { quotable = true }: { readonly quotable?: boolean } = {}) {
    this.path = path;
    this.text = text;
    this.quotable = quotable;
  }

  lineColumn(offset: number): LineColumn {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The offset at which a line (from 1) begins; undefined when there is no such line. */
  lineStart(number: number): number | undefined {
    return this.#starts()[number - 1];
  }

  /** The text of a line (from 1), without its line break; empty when there is no such line. */
  line(number: number): string {
    const starts = this.#starts();
    const start = starts[number - 1];
    if (start === undefined) return '';
    const end = starts[number] ?? this.text.length + 1;
    return this.text.slice(start, end - 1).replace(/\r$/, '');
  }

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1))
        starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}
