import { glob } from 'tinyglobby';

/**
 * Files that match globs (picomatch syntax), relative to `root` with forward slashes, sorted. A name of a directory means all files
 * in it. Hidden files match; `.git` and `.lockstep` never do. Links are not followed and not found themselves, so
 * nothing outside is.
 */
export async function findFiles(globs: readonly string[], root: string): Promise<readonly string[]> {
  const names = await glob([...globs], {
    cwd: root,
    dot: true,
    followSymbolicLinks: false,
    expandDirectories: true,
    ignore: ['**/.git/**', '.lockstep/**'],
  });
  return names.filter((name) => !name.startsWith('../')).sort();
}
