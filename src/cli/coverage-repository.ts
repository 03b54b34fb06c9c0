import { nodeFiles } from '../platform/files.ts';
import { findFiles } from '../platform/find-files.ts';
import { systemGit } from '../platform/git.ts';
import { dirname, isInside, join, resolve, toPosix } from '../platform/paths.ts';
import {
  type GoModule,
  goModulePath,
  type RepositoryFiles,
  repositoryFiles,
} from '../reports/coverage/repository-files.ts';

/** The checkout that coverage is about. */
export interface CoverageRepository {
  /** Absolute path of its root; the folder at hand where there is no repository. */
  readonly root: string;
  readonly files: RepositoryFiles;
  readonly isGit: boolean;
  /** The text of a file of the repository; undefined for what is not there, and for links that lead out of it. */
  readSource(path: string): Promise<string | undefined>;
}

/** Files that git tracks, and those that are new and not ignored; without git, all there are. */
export async function openCoverageRepository(directory: string): Promise<CoverageRepository> {
  const start = resolve(directory);
  const top = await systemGit.root(start);
  const root = top === undefined ? start : ((await nodeFiles.realPath(top)) ?? top);
  const tracked = top === undefined ? undefined : await systemGit.tracked(root);
  const paths =
    tracked === undefined
      ? await findFiles(['**'], root)
      : [...tracked, ...(await systemGit.untracked(root))];
  const set = new Set(paths);
  const files = repositoryFiles(toPosix(root), set, await goModules(root, paths));
  return {
    root,
    files,
    isGit: top !== undefined,
    async readSource(path) {
      if (!set.has(path)) return undefined;
      const real = await nodeFiles.realPath(join(root, path));
      if (real === undefined || !isInside(real, root)) return undefined;
      return (await nodeFiles.stat(real))?.kind === 'file' ? nodeFiles.readText(real) : undefined;
    },
  };
}

async function goModules(root: string, paths: readonly string[]): Promise<readonly GoModule[]> {
  const modules: GoModule[] = [];
  for (const path of paths) {
    if (path !== 'go.mod' && !path.endsWith('/go.mod')) continue;
    const module = goModulePath((await nodeFiles.readText(join(root, path))) ?? '');
    const folder = toPosix(dirname(path));
    if (module !== undefined) modules.push({ path: module, folder: folder === '.' ? '' : folder });
  }
  return modules;
}
