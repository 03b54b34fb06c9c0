import { RE2JS } from 're2js';

/**
 * Filters of GitHub Actions (docs.github.com, "Workflow syntax", "Filter pattern cheat sheet"): `*` stays within a part, `**` does not,
 * `?` makes the character before it optional and `+` repeats it, `[…]` is one of these, a backslash takes a character's meaning away.
 * The whole text must match.
 */
function filterToRegex(filter: string): string {
  let regex = '';
  for (let at = 0; at < filter.length; at++) {
    const character = filter.charAt(at);
    const end = character === '[' ? filter.indexOf(']', at + 1) : -1;
    if (filter.startsWith('**/', at) && (at === 0 || filter[at - 1] === '/')) {
      regex += '(?:.*/)?';
      at += 2;
    } else if (filter.startsWith('**', at)) {
      regex += '.*';
      at += 1;
    } else if (character === '*') regex += '[^/]*';
    else if (character === '?' || character === '+') regex += regex === '' ? `\\${character}` : character;
    else if (end !== -1) {
      regex += filter.slice(at, end + 1);
      at = end;
    } else if (character === '\\' && at + 1 < filter.length) regex += quoted(filter.charAt(++at));
    else regex += quoted(character);
  }
  return regex;
}

function quoted(character: string): string {
  return /[A-Za-z0-9_/-]/.test(character) ? character : RE2JS.quote(character);
}

/** Is the name in? Each filter that matches decides anew, one with `!` against it; so the last one counts. */
export function passes(filters: readonly string[], name: string): boolean {
  let within = false;
  for (const filter of filters) {
    const negative = filter.startsWith('!');
    if (matches(negative ? filter.slice(1) : filter, name)) within = !negative;
  }
  return within;
}

function matches(filter: string, name: string): boolean {
  return RE2JS.compile(filterToRegex(filter), RE2JS.DOTALL).matches(name);
}
