import { type FileHook, type ListedFile, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/**
 * Names that differ by case alone, which macOS and Windows take for one. Source: pre-commit-hooks, `check_case_conflict.py`: folders
 * count like files, and what is added or looked at is compared with all that git tracks.
 */
export const checkCaseConflict: FileHook = {
  name: 'check-case-conflict',
  says: 'names that differ by case alone',
  fixes: false,
  types: [],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {});
    if (isBad(given)) return given;
    return {
      kind: 'together',
      asksTracked: true,
      look: async (files, around) =>
        conflicts(files, await around.tracked()).map((path) => ({
          path,
          message: 'another name differs from it by case alone',
        })),
    };
  },
};

/** Each name once, and each folder on the way to one, before it. */
function eachWithFolders(names: Iterable<string>, take: (name: string) => void): void {
  const seen = new Set<string>();
  // Names come sorted: mostly the folder is that of the name before.
  let last = '';
  const takeFolder = (folder: string): void => {
    if (folder === '' || folder === last || seen.has(folder)) return;
    takeFolder(folder.slice(0, Math.max(0, folder.lastIndexOf('/'))));
    seen.add(folder);
    take(folder);
  };
  for (const name of names) {
    const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    takeFolder(folder);
    last = folder;
    take(name);
  }
}

/** So few names with their folders are looked for one by one. */
const FEW = 50;

/** Names that are one without case, where one of them is among the files that are looked at. */
function conflicts(files: readonly ListedFile[], tracked: string): readonly string[] {
  const byFolded = new Map<string, string>();
  const groups = new Map<string, Set<string>>();
  const compare = (name: string, folded: string, other: string): void => {
    if (other === name) return;
    const group = groups.get(folded) ?? new Set([other]);
    groups.set(folded, group.add(name));
  };
  eachWithFolders(
    files.map(({ path }) => path),
    (name) => {
      const folded = name.toLowerCase();
      const other = byFolded.get(folded);
      if (other === undefined) byFolded.set(folded, name);
      else compare(name, folded, other);
    },
  );
  const isPlain = groups.size === 0 && byFolded.size <= FEW && !isInOtherCase(byFolded.values(), tracked);
  if (isPlain) return [];
  eachWithFolders(tracked.split('\0').filter(Boolean), (name) => {
    const folded = name.toLowerCase();
    const other = byFolded.get(folded);
    if (other !== undefined) compare(name, folded, other);
  });
  return [...groups.values()].flatMap((names) => [...names]).sort();
}

/** Is there one of these names, or a folder of that name, in another case? No text is made of each of the many. */
function isInOtherCase(names: Iterable<string>, tracked: string): boolean {
  const text = `\0${tracked}`;
  const folded = text.toLowerCase();
  // A letter that becomes two: places are no longer the same.
  if (folded.length !== text.length) return true;
  for (const name of names) {
    const wanted = `\0${name.toLowerCase()}`;
    for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + 1)) {
      const end = at + wanted.length;
      const isWhole = folded[end] === '\0' || folded[end] === '/';
      if (isWhole && text.slice(at + 1, end) !== name) return true;
    }
  }
  return false;
}
