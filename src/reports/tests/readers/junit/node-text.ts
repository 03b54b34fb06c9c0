/**
 * What node:test's reporter does to attributes (lib/internal/test_runner/reporter/junit.js, `escapeAttribute`): it takes line breaks out, and
 * escapes quotes twice, so that they are read as `&quot;`. The text of a failure has both as they were.
 */
const QUOTE = '&quot;';

/** A name with its quotes. One that has the letters `&quot;` in it cannot be told from one with a quote, and is far rarer. */
export function nodeName(name: string): string {
  return name.replaceAll(QUOTE, '"');
}

/**
 * A message with its line breaks and quotes: the stretch of the text that the reporter would have made this message of. Where there is
 * none, as in a text that was capped, the message is left as it stands: nothing is guessed.
 */
export function nodeMessage(message: string, text: string): string {
  let flat = '';
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    // A parser makes spaces of tabs in attributes (XML 1.0, 3.3.3).
    const written = { '\n': '', '"': QUOTE, '\t': ' ' }[character] ?? character;
    flat += written;
    for (let part = 0; part < written.length; part++) places.push(at);
  }
  const wanted = message.replaceAll('"', QUOTE);
  const found = flat.indexOf(wanted);
  const [start, end] = [places[found], places[found + wanted.length - 1]];
  return start === undefined || end === undefined ? message : text.slice(start, end + 1);
}
