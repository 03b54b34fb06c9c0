import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { runByteCommand } from './byte-command.ts';
import { pathText } from './raw-path.ts';

/** Where a checkout is, and how git finds it again. */
export interface GitCheckout {
  readonly root: string;
  /** The folder that this checkout alone keeps things in: `.git`, or below it for a second worktree. Absolute. */
  readonly folder: string;
  /** Where contents are kept one by one; undefined where that is not known. */
  readonly objects: string | undefined;
  /** For every call of git, beside the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** Variables that lead git to one repository. A hook is started with them; a step that makes a repository of its own must not see them. */
const TAKEN = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_COMMON_DIR'] as const;

/** Takes the variables that lead git here out of the environment of this process, and gives them. */
export function takeGitEnvironment(): Readonly<Record<string, string>> {
  const taken: Record<string, string> = {};
  for (const name of TAKEN) {
    const value = process.env[name];
    if (value !== undefined) taken[name] = value;
    delete process.env[name];
  }
  delete taken.GIT_PREFIX;
  return taken;
}

const QUIET = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_PAGER: 'cat' };

/** The checkout around a directory; undefined outside of any. `env` is what `takeGitEnvironment` gave. */
export async function findCheckout(
  directory: string,
  env: Readonly<Record<string, string>>,
): Promise<GitCheckout | undefined> {
  const place = plainCheckout(directory, { ...process.env, ...env }) ?? (await askedCheckout(directory, env));
  if (place === undefined) return undefined;
  // git gives the index relative to where it starts a hook, which is the root.
  const file = env.GIT_INDEX_FILE;
  const lead = file === undefined || isAbsolute(file) ? {} : { GIT_INDEX_FILE: join(place.root, file) };
  return { ...place, env: { ...QUIET, ...env, ...lead } };
}

type Place = Pick<GitCheckout, 'root' | 'folder' | 'objects'>;

async function askedCheckout(
  directory: string,
  env: Readonly<Record<string, string>>,
): Promise<Place | undefined> {
  const asked = ['rev-parse', '--show-toplevel', '--absolute-git-dir'];
  const { code, stdout } = await runByteCommand('git', asked, { cwd: directory, env: { ...QUIET, ...env } });
  const [root, folder] = pathText(stdout).split('\n');
  if (code !== 0 || root === undefined || root === '' || folder === undefined) return undefined;
  return { root, folder, objects: undefined };
}

/** What leads git elsewhere than the nearest `.git` (git(1), "Environment Variables"). */
const LEADING = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
] as const;

/**
 * The checkout around a directory, where that is a folder `.git` with nothing special about it: then git need not be asked, which takes
 * as long as hooks on a small commit. Undefined where only git can tell: for a second worktree, a submodule, a bare repository, one of
 * another user, `core.worktree`, an environment that leads elsewhere, and outside of any. Sources: gitrepository-layout(5), git-config(1)
 * "core.bare", "core.worktree", "safe.directory".
 */
function plainCheckout(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
): Place | undefined {
  const user = process.geteuid?.();
  // Windows, where git writes paths in its own way.
  if (user === undefined || LEADING.some((name) => env[name] !== undefined)) return undefined;
  try {
    let root = realpathSync.native(directory);
    const device = statSync(root).dev;
    while (!isThere(join(root, '.git'))) {
      // In a repository itself, at the top, or where git would have to cross into another file system.
      if (isThere(join(root, 'HEAD')) || dirname(root) === root) return undefined;
      root = dirname(root);
      if (statSync(root).dev !== device) return undefined;
    }
    const folder = join(root, '.git');
    const { uid } = statSync(folder);
    const isPlain = uid === user && statSync(root).uid === user && isThere(join(folder, 'HEAD'));
    const config = isPlain ? readFileSync(join(folder, 'config'), 'latin1') : undefined;
    if (config === undefined || /worktree|include|bare\s*=\s*[^f\s]/i.test(config)) return undefined;
    return { root, folder, objects: join(folder, 'objects') };
  } catch {
    // No right to look, a `.git` that is a file: git has words for it.
    return undefined;
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
