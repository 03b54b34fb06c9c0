import { expandBraces } from '../../../plan/braces.ts';
import { isRegex } from '../../../plan/pattern.ts';
import { escapeFilter, type Filters, isSet } from './filter-text.ts';
import { filtersOfRegex } from './regex-pattern.ts';

/** Stands where a brace stood; no pattern has it. */
const EDGE = '\0';
/** Stars that are two by themselves and one together, or that a slash across an edge makes into folders. */
const MEETING = /\*\0+\*|\0\*\*\/|\*\*\0+\//;

/**
 * A pattern of the definition as filters of GitHub Actions, or why there are none. The dialects differ: there `?` and `+` are about
 * the character before them, braces mean nothing, and a set is of letters and digits only
 * (docs.github.com, "Workflow syntax", "Filter pattern cheat sheet").
 */
export function filtersOf(pattern: string): Filters {
  if (isRegex(pattern)) return filtersOfRegex(pattern.slice(1, -1));
  const found: string[] = [];
  const alternatives = expandBraces(pattern, EDGE);
  if (/\[[^\]]*[{},]/.test(pattern) || alternatives.some((one) => MEETING.test(one)))
    return { reason: 'without its braces it would mean something else' };
  for (const alternative of alternatives) {
    const filter = filterOfGlob(alternative.replaceAll(EDGE, ''));
    if (typeof filter !== 'string') return filter;
    found.push(filter);
  }
  return [...new Set(found)];
}

function filterOfGlob(glob: string): string | { readonly reason: string } {
  let filter = '';
  for (let at = 0; at < glob.length; at++) {
    const character = glob.charAt(at);
    const end = character === '[' ? glob.indexOf(']', at + 2) : -1;
    if (character === '*') filter += '*';
    else if (character === '?') return { reason: "'?' is no single character there" };
    else if (end !== -1) {
      const set = glob.slice(at + 1, end);
      if (!isSet(set)) return { reason: `a set there is of letters and digits, and [${set}] is not` };
      filter += `[${set}]`;
      at = end;
    } else filter += at === 0 ? escapeFilter(character) : escapeFilter(`a${character}`).slice(1);
  }
  return filter;
}
