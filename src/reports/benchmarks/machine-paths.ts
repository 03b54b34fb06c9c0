/** Where checkouts, tools and temporary files are on machines; `/api/users` is a name and no path. */
const ROOT =
  '(?:/(?:home|Users|root|tmp|var|private|opt|usr|mnt|media|nix|builds|github|runner|workspace|workspaces|__w)/|[A-Za-z]:[\\\\/]|\\\\\\\\)';
const PATH = new RegExp(`(?<![\\w./~:\\\\-])${ROOT}[^\\s'"\`,;()[\\]<>|]*`, 'gu');

/** Absolute paths become their last part: where a project lies is another thing on every machine. */
export function withoutMachinePaths(text: string): string {
  return text.replace(PATH, (path) => path.split(/[\\/]/u).findLast((part) => part !== '') ?? path);
}

/**
 * Names for absolute paths: their last parts, as many as it takes to tell them apart. The same for a project wherever it lies, though
 * two files of one name are called after their folders, too.
 */
export function shortestTails(paths: readonly string[]): ReadonlyMap<string, string> {
  const split = new Map(
    [...new Set(paths)].map((path) => [path, path.split(/[\\/]/u).filter((part) => part !== '')]),
  );
  const tails = new Map<string, string>();
  for (let length = 1; tails.size < split.size; length++) {
    const left = [...split].filter(([path]) => !tails.has(path));
    const counts = new Map<string, number>();
    const tailOf = (parts: readonly string[]): string => parts.slice(-length).join('/');
    for (const [, parts] of left) counts.set(tailOf(parts), (counts.get(tailOf(parts)) ?? 0) + 1);
    for (const [path, parts] of left)
      if (counts.get(tailOf(parts)) === 1 || length >= parts.length) tails.set(path, tailOf(parts));
  }
  return tails;
}
