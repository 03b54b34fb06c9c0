/** One line of a Markdown file. */
export interface MarkdownLine {
  /** UTF-16 offset of its first character. */
  readonly start: number;
  /** Offset behind its last character, its line break not counted. */
  readonly end: number;
  /** Offset of the next line. */
  readonly next: number;
  readonly text: string;
  /** It is shown as it is: a line of a code block, or the fence around one. */
  readonly code: boolean;
}

/**
 * The lines of a Markdown file, and which of them are code: fenced, or indented by four columns more than the list item they are in
 * (CommonMark 0.31.2 §4.4, §4.5, §5.2). Lists are understood by their indentation alone, which is what people write.
 */
export function markdownLines(text: string): readonly MarkdownLine[] {
  const lines: MarkdownLine[] = [];
  const blocks = new Blocks();
  for (let start = 0; start < text.length; ) {
    const broken = text.indexOf('\n', start);
    const next = broken === -1 ? text.length : broken + 1;
    const line = text.slice(start, next).replace(/\r?\n$/, '');
    lines.push({ start, end: start + line.length, next, text: line, code: blocks.isCode(line) });
    start = next;
  }
  return lines;
}

class Blocks {
  /** The characters that opened the code block at hand. */
  #fence: string | undefined;
  /** Columns in which the content of the open list items begins. */
  readonly #items: number[] = [];

  isCode(line: string): boolean {
    if (this.#fence !== undefined) {
      const closing = /^[ \t]*(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
      if (closing?.startsWith(this.#fence) === true) this.#fence = undefined;
      return true;
    }
    const content = line.trimStart();
    if (content === '') return false;
    const column = columnsOf(line.slice(0, line.length - content.length));
    while ((this.#items.at(-1) ?? 0) > column) this.#items.pop();
    if (column - (this.#items.at(-1) ?? 0) > 3) return true;
    const marker = /^(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)/.exec(content)?.[0];
    if (marker !== undefined) this.#items.push(column + Math.max(2, marker.length));
    this.#fence = /^(`{3,})[^`]*$|^(~{3,})/
      .exec(content.slice(marker?.length ?? 0))
      ?.slice(1)
      .find(Boolean);
    return this.#fence !== undefined;
  }
}

/** A tab goes to the next multiple of four (CommonMark §2.2). */
function columnsOf(indent: string): number {
  let column = 0;
  for (const character of indent) column = character === '\t' ? column + 4 - (column % 4) : column + 1;
  return column;
}
