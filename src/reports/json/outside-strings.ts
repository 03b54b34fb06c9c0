/** A JSON text with something replaced where it is not within a string. Each character is looked at once, whatever the text is. */
export function replaceOutsideStrings(text: string, pattern: RegExp, replacement: string): string {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf('"', at);
    const until = open === -1 ? text.length : open;
    parts.push(text.slice(at, until).replace(pattern, replacement));
    at = open === -1 ? text.length : stringEnd(text, open);
    parts.push(text.slice(until, at));
  }
  return parts.join('');
}

/** Behind the quote that ends the string, or the end of the text. */
function stringEnd(text: string, open: number): number {
  for (let from = open + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return text.length;
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}
