import { RE2JS } from 're2js';

/**
 * A user's expression, searched for as Python's `re.search` does, in time linear in the name (RE2). `(?x)` at its start, which
 * configurations of pre-commit use to write one over several lines, is understood: white space and comments go (Python's `re.VERBOSE`).
 */
export function compileUserRegex(source: string): (text: string) => boolean {
  const plain = source.startsWith('(?x)') ? withoutLayout(source.slice(4)) : source;
  // What most exclude: nothing at all.
  if (plain === '^$') return (text) => text === '';
  const compiled = RE2JS.compile(plain);
  return (text) => compiled.matcher(text).find();
}

function withoutLayout(source: string): string {
  let plain = '';
  let inSet = false;
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\\') {
      plain += source.slice(at, at + 2);
      at += 1;
    } else if (inSet) {
      inSet = character !== ']';
      plain += character;
    } else if (character === '#') {
      const end = source.indexOf('\n', at);
      at = end === -1 ? source.length : end;
    } else if (!/\s/.test(character)) {
      inSet = character === '[';
      plain += character;
    }
  }
  return plain;
}

/** What is wrong with an expression, in re2js' words; undefined when nothing is. */
export function faultOfRegex(source: string): string | undefined {
  try {
    compileUserRegex(source);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^error parsing regexp: /, '');
  }
}
