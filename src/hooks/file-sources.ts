import { FileReader } from '../platform/file-reader.ts';
import { type GitIndex, SUBMODULE_MODE } from '../platform/git-index.ts';
import type { IndexedFile } from '../platform/git-index-output.ts';
import { below, foldersOf, isAbsolute } from '../platform/paths.ts';
import { pathText } from '../platform/raw-path.ts';
import { describeEntry, describeTarget } from '../platform/tree-entry.ts';
import type { ListedFile, Surroundings } from './file-hook.ts';
import type { FileSource } from './look-at-files.ts';

/** Contents as git has them: of the index, or of a commit. Nothing of the checkout is read. `tracked`: every name, if git was asked already. */
export function storedSource(
  git: GitIndex,
  stored: readonly IndexedFile[],
  { isInMerge, tracked }: { readonly isInMerge: boolean; readonly tracked?: Promise<string> | undefined },
): FileSource {
  const ids = new Map(stored.map(({ path, id }) => [path, id]));
  const idOf = ({ path }: ListedFile): string => ids.get(path) ?? '';
  const files = withoutSubmodules(stored);
  let sizes: Promise<ReadonlyMap<string, number>> | undefined;
  const around: Surroundings = {
    ...surroundings(git, tracked),
    async size(file) {
      sizes ??= git
        .sizes(files.map(idOf))
        .then((found) => new Map(files.map(({ path }, at) => [path, found[at] ?? 0])));
      return (await sizes).get(file.path) ?? 0;
    },
    async target(file) {
      let target = '';
      await git.readBlobs([idOf(file)], (bytes) => {
        target = bytes === undefined ? '' : pathText(bytes);
      });
      return target;
    },
    // What git has of such a file is small already.
    largeFiles: () => Promise.resolve(new Set()),
  };
  return { files, around, isInMerge, read: (wanted, take) => git.readBlobs(wanted.map(idOf), take) };
}

/** Contents as they are in the checkout. `isAll`: these are all files that git tracks. */
export function checkoutSource(
  git: GitIndex,
  listed: readonly ListedFile[],
  { isInMerge, isAll = false }: { readonly isInMerge: boolean; readonly isAll?: boolean },
): FileSource {
  const around: Surroundings = {
    // git need not be asked twice for the same list.
    ...surroundings(git, isAll ? Promise.resolve(listed.map(({ path }) => `${path}\0`).join('')) : undefined),
    size: async ({ path }) => {
      const entry = describeEntry(below(git.root, path));
      return entry?.kind === 'file' ? entry.size : 0;
    },
    target: async ({ path }) => {
      const entry = describeEntry(below(git.root, path));
      return entry?.kind === 'link' ? entry.target : '';
    },
    largeFiles: async (names) => {
      const filters = await git.attribute('filter', names);
      return new Set(names.filter((name) => filters.get(name) === 'lfs'));
    },
  };
  return {
    files: withoutSubmodules(listed),
    around,
    isInMerge,
    async read(files, take) {
      const reader = new FileReader();
      for (const [at, { path }] of files.entries()) {
        // Ctrl-C is heard only in between.
        if (at % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
        take(reader.read(below(git.root, path)), at);
      }
    },
  };
}

function withoutSubmodules<File extends ListedFile>(files: readonly File[]): readonly File[] {
  return files.filter(({ mode }) => mode !== SUBMODULE_MODE);
}

function surroundings(git: GitIndex, known?: Promise<string>): Pick<Surroundings, 'tracked' | 'exists'> {
  let names = known;
  let places: Promise<ReadonlySet<string>> | undefined;
  const tracked = (): Promise<string> => {
    names ??= git.names();
    return names;
  };
  return {
    tracked,
    async exists(path) {
      places ??= tracked().then(
        (all) => new Set(all.split('\0').flatMap((name) => [name, ...foldersOf(name)])),
      );
      if (path === '' || (await places).has(path)) return true;
      return describeTarget(isAbsolute(path) ? path : below(git.root, path)) !== undefined;
    },
  };
}
