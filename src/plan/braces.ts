/**
 * `{a,b}/c` as `a/c` and `b/c`; braces within braces too. One without its partner stands for itself.
 *
 * @param edge is put where a brace stood
 */
export function expandBraces(glob: string, edge = ''): readonly string[] {
  const open = glob.indexOf('{');
  const close = open === -1 ? -1 : partnerOf(glob, open);
  if (close === -1) return [glob];
  const before = glob.slice(0, open);
  const rest = expandBraces(glob.slice(close + 1), edge);
  return alternativesOf(glob.slice(open + 1, close))
    .flatMap((one) => expandBraces(one, edge))
    .flatMap((inner) => rest.map((after) => `${before}${edge}${inner}${edge}${after}`));
}

function partnerOf(glob: string, open: number): number {
  let depth = 0;
  for (let at = open; at < glob.length; at++) {
    if (glob[at] === '{') depth++;
    else if (glob[at] === '}' && --depth === 0) return at;
  }
  return -1;
}

/** Parts between the commas that are in no inner braces. */
function alternativesOf(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === ',' && depth === 0) parts.push('');
    else {
      depth += character === '{' ? 1 : character === '}' ? -1 : 0;
      parts[parts.length - 1] += character;
    }
  }
  return parts;
}
