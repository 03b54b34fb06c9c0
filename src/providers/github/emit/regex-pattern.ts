import { escapeFilter, type Filters, isSet } from './filter-text.ts';

/**
 * The part of regular expressions that filters can say: text, `\\d`, sets of letters and digits, `+` and `?` behind one of these,
 * `.*`, `[^/]*`, and alternatives at the top or in one group. The whole text must match, as with the filters.
 */
export function filtersOfRegex(source: string): Filters {
  const found: string[] = [];
  for (const alternative of expandGroups(trimAnchors(source))) {
    const filter = filterOf(trimAnchors(alternative));
    if (filter === undefined) return { reason: 'its filters are no regular expressions' };
    found.push(filter);
  }
  return [...new Set(found)];
}

function trimAnchors(source: string): string {
  const escaped = /(?:^|[^\\])(?:\\\\)*\\\$$/.test(source);
  return source.replace(/^\^/, '').replace(/\$$/, escaped ? '$' : '');
}

/** `a(b|c)d` as `abd` and `acd`; a group that is repeated stays, and is then refused. */
function expandGroups(source: string): readonly string[] {
  const group = /^((?:[^\\()|]|\\.)*)\((?:\?:)?((?:[^\\()]|\\.)*)\)(?![+*?{])/.exec(source);
  if (group === null) return splitAlternatives(source);
  const [whole, before = '', inner = ''] = group;
  const after = source.slice(whole.length);
  return splitAlternatives(inner).flatMap((one) => expandGroups(`${before}${one}${after}`));
}

function splitAlternatives(source: string): readonly string[] {
  if (source.includes('(')) return [source];
  const parts = [''];
  for (const [piece] of source.matchAll(/\\.|./gs)) {
    if (piece === '|') parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

const PIECE =
  /(?<any>\.\*)|(?<segment>\[\^\/\]\*)|(?:(?<digit>\\d)|\[(?<set>[^\]^\\]+)\]|\\(?<escaped>[^A-Za-z0-9])|(?<text>[^\\.*+?()[\]{}|^$]))(?<repeated>[+?])?/y;

function filterOf(source: string): string | undefined {
  let filter = '';
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < source.length) {
    const groups = PIECE.exec(source)?.groups;
    if (groups === undefined) return undefined;
    const { any, segment, digit, set, escaped, text, repeated = '' } = groups;
    // Two that meet are one: `[^/]*[^/]*` is `[^/]*`, and with `.*` beside it anything will do.
    if (any !== undefined) filter = `${filter.replace(/(?<!\\)\*+$/, '')}**`;
    else if (segment !== undefined) filter += /(?<!\\)\*$/.test(filter) ? '' : '*';
    else if (set !== undefined) {
      if (!isSet(set)) return undefined;
      filter += `[${set}]${repeated}`;
    } else if (digit !== undefined) filter += `[0-9]${repeated}`;
    else {
      const plain = escaped ?? text ?? '';
      // `**/` may be nothing at all, `.*/` has a slash.
      if (plain === '/' && /(^|\/)\*\*$/.test(filter)) return undefined;
      filter += `${filter === '' ? escapeFilter(plain) : escapeFilter(`a${plain}`).slice(1)}${repeated}`;
    }
  }
  return filter;
}
