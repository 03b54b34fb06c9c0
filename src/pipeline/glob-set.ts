/**
 * Where the set of a glob that opens at `open` closes; -1 when it does not. Within it everything but `]` stands for itself, and a `]`
 * right behind `[`, `[!` or `[^` is one of the characters meant (POSIX.1-2017 §9.3.5).
 */
export function endOfSet(glob: string, open: number): number {
  const first = /^\[[!^]?\]?/.exec(glob.slice(open))?.[0].length ?? 1;
  return glob.indexOf(']', open + first);
}

/** `[z-a]`: the first range of a set that ends before it begins, which no set can have. */
export function reversedRange(glob: string): string | undefined {
  for (let open = glob.indexOf('['); open !== -1; open = glob.indexOf('[', open + 1)) {
    const end = endOfSet(glob, open);
    if (end === -1) continue;
    const range = reversedIn(Array.from(glob.slice(open + 1, end).replace(/^[!^]/, '')));
    if (range !== undefined) return range;
    open = end;
  }
  return undefined;
}

function reversedIn(characters: readonly string[]): string | undefined {
  for (let at = 0; at < characters.length; at++) {
    const [from = '', dash, to] = characters.slice(at, at + 3);
    if (dash !== '-' || to === undefined) continue;
    if ((from.codePointAt(0) ?? 0) > (to.codePointAt(0) ?? 0)) return `${from}-${to}`;
    at += 2;
  }
  return undefined;
}
