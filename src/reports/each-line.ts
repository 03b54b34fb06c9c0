/** The lines of a text with their offsets, without a list of them all: a report may have millions. Line breaks are not part of them. */
export function eachLine(text: string, take: (line: string, offset: number) => void): void {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const stop = end === -1 ? text.length : end;
    take(text.slice(start, text[stop - 1] === '\r' && stop > start ? stop - 1 : stop), start);
    start = stop + 1;
  }
}
