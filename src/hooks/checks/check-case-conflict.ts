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
      look: async (files, around) =>
        conflicts(files, await around.tracked()).map((path) => ({
          path,
          message: 'another name differs from it by case alone',
        })),
    };
  },
};

function withFolders(names: Iterable<string>): Set<string> {
  const all = new Set<string>();
  for (const name of names) {
    all.add(name);
    for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
      const folder = name.slice(0, end);
      if (all.has(folder)) break;
      all.add(folder);
    }
  }
  return all;
}

function conflicts(files: readonly ListedFile[], tracked: readonly string[]): readonly string[] {
  const everything = withFolders([...tracked, ...files.map(({ path }) => path)]);
  const folded = new Set<string>();
  for (const name of everything) folded.add(name.toLowerCase());
  // As in most repositories: then nothing has to be told apart.
  if (folded.size === everything.size) return [];
  const relevant = withFolders(files.map(({ path }) => path));
  const byName = new Map<string, string[]>();
  for (const name of everything) {
    const key = name.toLowerCase();
    byName.set(key, [...(byName.get(key) ?? []), name]);
  }
  return [...byName.values()]
    .filter((names) => names.length > 1 && names.some((name) => relevant.has(name)))
    .flat()
    .sort();
}
