/**
 * What a document that TOML 1.1 takes has that TOML 1.0 does not: readers such as Python's `tomllib` up to 3.14 refuse it. Source:
 * TOML's changelog, "1.1.0": line breaks and a last comma in inline tables, the escapes `\e` and `\xHH`, times without seconds. And a
 * day that its month has not, which RFC 3339, section 5.7, excludes in both. Only for what is known to be valid otherwise.
 */
export function faultOfToml10(text: string): { readonly at: number; readonly message: string } | undefined {
  const open: ('table' | 'array')[] = [];
  let last = '\n';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '#') at = endOfLine(text, at) - 1;
    else if (character === '"' || character === "'") {
      const end = endOfString(text, at);
      const escaped = character === '"' ? newEscape(text.slice(at, end)) : -1;
      if (escaped !== -1) return { at: at + escaped, message: 'an escape that TOML 1.0 has not' };
      at = end - 1;
      last = character;
    } else if (character === '\n') {
      if (open.at(-1) === 'table')
        return { at, message: 'a line break in an inline table, which TOML 1.0 has not' };
      if (open.length === 0) last = '\n';
    } else if (!/\s/.test(character)) {
      const isValue = last === '=' || (open.at(-1) === 'array' && (last === '[' || last === ','));
      if (character === '{') open.push('table');
      else if (character === '[' && isValue) open.push('array');
      else if (character === '}' && last === ',')
        return { at, message: 'a comma before the end of an inline table, which TOML 1.0 has not' };
      if (character === '}' || (character === ']' && open.at(-1) === 'array')) open.pop();
      const message = isValue ? faultOfTime(text.slice(at, at + 40)) : undefined;
      if (message !== undefined) return { at, message };
      last = character;
    }
  }
  return undefined;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** Just behind the quotes that close it. */
function endOfString(text: string, from: number): number {
  const quote = text.charAt(from);
  const isLong = text.startsWith(quote.repeat(3), from);
  const closing = isLong ? quote.repeat(3) : quote;
  let at = from + closing.length;
  while (at < text.length && !text.startsWith(closing, at)) at += quote === '"' && text[at] === '\\' ? 2 : 1;
  at += closing.length;
  // One or two quotes may stand before the three that close it.
  while (isLong && text[at] === quote) at += 1;
  return at;
}

function newEscape(string: string): number {
  for (let at = string.indexOf('\\'); at !== -1; at = string.indexOf('\\', at + 2))
    if (string[at + 1] === 'e' || string[at + 1] === 'x') return at;
  return -1;
}

function faultOfTime(value: string): string | undefined {
  const date = /^(\d{4})-(\d{2})-(\d{2})/.exec(value);
  if (
    date !== null &&
    Number(date[3]) > new Date(Date.UTC(2000 + (Number(date[1]) % 400), Number(date[2]), 0)).getUTCDate()
  )
    return 'a day that its month has not';
  if (/^(?:\d{4}-\d{2}-\d{2}[Tt ])?\d{2}:\d{2}(?!:|\d)/.test(value))
    return 'a time without seconds, which TOML 1.0 has not';
  return undefined;
}
