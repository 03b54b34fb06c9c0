import { existsSync } from 'node:fs';
import { addedLines, type LineRange, PLAIN_HUNKS } from './git-hunks.ts';
import { dirname, join } from './paths.ts';
import { type CommandResult, runCommand } from './processes.ts';

/**
 * What lockstep asks git. Outside a repository, or when git is missing, what may be lacking is `undefined` and nothing is dirty; what
 * cannot be done without throws, with git's words.
 */
export interface Git {
  /** Absolute path of the checkout's root. */
  root(directory: string): Promise<string | undefined>;
  head(directory: string): Promise<GitHead | undefined>;
  /** HEAD, and whether the checkout has changes or untracked files that are not ignored; undefined where nothing is committed. */
  state(directory: string): Promise<(GitHead & { readonly dirty: boolean }) | undefined>;
  /** Why `directory` is in no checkout, in git's words. */
  whyNoRepository(directory: string): Promise<string>;
  /** The commit a revision means; undefined when it means none here. */
  commitOf(directory: string, revision: string): Promise<string | undefined>;
  /** The object id of a commit's tree: the same for the same files, whatever the commit. */
  treeOf(directory: string, commit: string): Promise<string | undefined>;
  /** The newest commit that two have in common; undefined when there is none, as far as the history here goes back. */
  mergeBase(directory: string, one: string, other: string): Promise<string | undefined>;
  /**
   * Where the commits that no branch of any remote has, as far as is known here, leave those that one has; its `commit` is undefined when
   * they go back to the beginning. Undefined when there are none: all of the history is published.
   */
  publishedBase(
    directory: string,
    commit: string,
  ): Promise<{ readonly commit: string | undefined } | undefined>;
  /** Is the history cut off, as `git clone --depth` does it? */
  isShallow(directory: string): Promise<boolean>;
  /** Commits after `from` up to and with `to` on the line of first parents, the oldest first, each with the first line of its message. Throws. */
  commitsBetween(directory: string, from: string, to: string): Promise<readonly GitCommit[]>;
  /** The branch that this one is set up to follow, if it is there: `origin/feature`. */
  upstream(directory: string): Promise<string | undefined>;
  /** The branch that others are made from, as far as it can be told: `origin/main`, `main`. */
  defaultBranch(directory: string): Promise<string | undefined>;
  /**
   * What differs between a commit and the checkout, committed since or not, with what git neither tracks nor ignores. `repository` is
   * the checkout's root. Throws.
   */
  changesSince(repository: string, commit: string): Promise<readonly GitChange[]>;
  /**
   * The lines of the checkout that are not in a commit, committed since or not, by the name a file has now; of a renamed file those that
   * are other than before. Files that git neither tracks nor ignores are new from end to end. `repository` is the checkout's root. Throws.
   */
  linesSince(repository: string, commit: string): Promise<ReadonlyMap<string, readonly LineRange[]>>;
  /** Which of these files and folders git ignores; what it tracks is never ignored. Empty when it cannot tell. */
  ignored(directory: string, names: readonly string[]): Promise<ReadonlySet<string>>;
  /** A second checkout of a commit, detached, at `path`. Throws. */
  addWorktree(directory: string, path: string, revision: string): Promise<void>;
  /** Never throws, also when there is none. */
  removeWorktree(directory: string, path: string): Promise<void>;
  /** Writes a patch (binary safe; empty when nothing changed) from HEAD to the checkout, staged or not. Throws. */
  writeDiffFromHead(directory: string, file: string): Promise<void>;
  /** Throws. */
  applyPatch(directory: string, patchFile: string): Promise<void>;
  /** Files in the index, relative to `directory` and below it; none outside a repository. Undefined when git cannot tell. */
  tracked(directory: string): Promise<ReadonlySet<string> | undefined>;
  /** The text of a file of a commit, by its path from `directory`; undefined when it is not there. */
  textAt(directory: string, commit: string, path: string): Promise<string | undefined>;
  /** The names of all tags here. */
  tags(directory: string): Promise<readonly string[]>;
  /** The tags of a repository elsewhere, each with the commit it stands for. Throws when it cannot be asked. */
  remoteTags(directory: string, url: string): Promise<ReadonlyMap<string, string>>;
  /** The address that the remote `origin` is fetched from, rewritten as git is set up for; undefined when there is none. */
  originUrl(directory: string): Promise<string | undefined>;
  /** Files below `directory` that git neither tracks nor ignores, relative to it. Throws. */
  untracked(directory: string): Promise<readonly string[]>;
}

export interface GitHead {
  readonly commit: string;
  /** Undefined when HEAD is detached. */
  readonly branch: string | undefined;
}

export interface GitCommit {
  readonly commit: string;
  readonly subject: string;
}

export interface GitChange {
  /** Relative to the checkout's root, with forward slashes. */
  readonly name: string;
  /** `folder`: a submodule, or a repository within this one: git only says that something in it changed. */
  readonly kind: 'file' | 'folder';
}

/** Neither a pager nor a prompt, and no lock taken for a mere question. */
const QUIET = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_PAGER: 'cat' };
/** How long another machine may take to answer. */
const REMOTE_MS = 60_000;

function git(directory: string, ...args: string[]): Promise<CommandResult> {
  return runCommand('git', ['-c', 'core.quotePath=false', ...args], { cwd: directory, env: QUIET });
}

/** The one line a question is answered with; undefined when git knows no answer. */
async function answer(directory: string, ...args: string[]): Promise<string | undefined> {
  const { code, stdout } = await git(directory, ...args);
  return code === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

async function mustGit(directory: string, ...args: string[]): Promise<string> {
  const result = await git(directory, ...args);
  if (result.code !== 0)
    throw new Error(`git ${args[0]} failed: ${result.stderr.trim() || 'no reason given'}`);
  return result.stdout;
}

/**
 * Every name that differs, whatever a user's settings leave out: both names of a renamed file, modes, submodules with changes of their
 * own. Names are relative to the root and end with a zero byte.
 */
const WHOLE_DIFF = [
  '--raw',
  '-z',
  '--no-renames',
  '--no-relative',
  '--no-ext-diff',
  '--ignore-submodules=none',
];

/** The mode of a submodule, see gitformat-index(5). */
const SUBMODULE = '160000';

/** `:100644 100644 <id> <id> M`, then the name: git-diff(1), "Raw output format". */
function changesIn(raw: string): readonly GitChange[] {
  const parts = raw.split('\0');
  const changes: GitChange[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [before, after] = (parts[at] ?? '').slice(1).split(' ');
    const kind = before === SUBMODULE || after === SUBMODULE ? 'folder' : 'file';
    changes.push({ name: parts[at + 1] ?? '', kind });
  }
  return changes;
}

/** A repository within this one that is no submodule is told as a whole, with a slash at its end. */
function untrackedChange(name: string): GitChange {
  return name.endsWith('/') ? { name: name.slice(0, -1), kind: 'folder' } : { name, kind: 'file' };
}

const split = (text: string): string[] => text.split('\0').filter((name) => name !== '');

function isInRepository(directory: string): boolean {
  const parent = dirname(directory);
  return existsSync(join(directory, '.git')) || (parent !== directory && isInRepository(parent));
}

export const systemGit: Git = {
  async root(directory) {
    const result = await git(directory, 'rev-parse', '--show-toplevel');
    return result.code === 0 ? result.stdout.trim() : undefined;
  },
  async head(directory) {
    const result = await git(directory, 'rev-parse', 'HEAD', '--abbrev-ref', 'HEAD');
    const [commit, branch] = result.stdout.split('\n');
    if (result.code !== 0 || commit === undefined) return undefined;
    return { commit, branch: branch === 'HEAD' ? undefined : branch };
  },
  async state(directory) {
    // git-status(1), "Porcelain Format Version 2": headers begin with `#`, and what has changed follows.
    const { stdout } = await git(directory, 'status', '--porcelain=v2', '--branch', '-z');
    const lines = stdout.split('\0');
    const header = (name: string): string | undefined =>
      lines.find((line) => line.startsWith(`# branch.${name} `))?.slice(`# branch.${name} `.length);
    const [commit, branch] = [header('oid'), header('head')];
    if (commit === undefined || commit === '(initial)') return undefined;
    return {
      commit,
      branch: branch === '(detached)' ? undefined : branch,
      dirty: lines.some((line) => line !== '' && !line.startsWith('# ')),
    };
  },
  async whyNoRepository(directory) {
    const { code, stderr } = await git(directory, 'rev-parse', '--show-toplevel');
    if (code === undefined) return 'git is not installed';
    return (stderr.trim().split('\n')[0] ?? '').replace(/^fatal: /, '');
  },
  commitOf: (directory, revision) =>
    // What begins with a dash would be an option.
    revision.startsWith('-')
      ? Promise.resolve(undefined)
      : answer(directory, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`),
  treeOf: (directory, commit) => answer(directory, 'rev-parse', '--verify', '--quiet', `${commit}^{tree}`),
  mergeBase: (directory, one, other) => answer(directory, 'merge-base', one, other),
  async publishedBase(directory, commit) {
    const oldest = ['rev-list', '--topo-order', '--reverse', commit, '--not', '--remotes'];
    const [first] = (await mustGit(directory, ...oldest)).split('\n');
    if (first === undefined || first === '') return undefined;
    return { commit: await systemGit.commitOf(directory, `${first}^`) };
  },
  async isShallow(directory) {
    return (await answer(directory, 'rev-parse', '--is-shallow-repository')) === 'true';
  },
  upstream: (directory) =>
    answer(directory, 'rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}'),
  async defaultBranch(directory) {
    const remote = await answer(directory, 'rev-parse', '--abbrev-ref', 'origin/HEAD');
    for (const name of [remote, 'main', 'master', 'origin/main', 'origin/master'])
      if (name !== undefined && (await systemGit.commitOf(directory, name)) !== undefined) return name;
    return undefined;
  },
  async changesSince(repository, commit) {
    const changed = await mustGit(repository, 'diff', ...WHOLE_DIFF, commit, '--');
    const untracked = await systemGit.untracked(repository);
    const changes = [...changesIn(changed), ...untracked.map(untrackedChange)];
    // What was taken out of the index and still lies there is told twice.
    return [...new Map(changes.map((change) => [change.name, change])).values()];
  },
  async linesSince(repository, commit) {
    const lines = new Map(addedLines(await mustGit(repository, 'diff', ...PLAIN_HUNKS, commit, '--')));
    const whole = [{ first: 1, last: Number.MAX_SAFE_INTEGER }];
    for (const name of await systemGit.untracked(repository)) lines.set(name, whole);
    return lines;
  },
  async ignored(directory, names) {
    if (names.length === 0) return new Set();
    const input = names.map((name) => `${name}\0`).join('');
    // Asked about the index as well, git compares every name with every entry of it.
    const command = ['check-ignore', '--no-index', '--stdin', '-z'];
    const { stdout } = await runCommand('git', command, { cwd: directory, env: QUIET, input });
    const ignored = new Set(split(stdout));
    if (ignored.size === 0) return ignored;
    const { stdout: tracked } = await git(directory, 'ls-files', '-z');
    for (const name of split(tracked))
      for (let end = name.length; end > 0; end = name.lastIndexOf('/', end - 1))
        ignored.delete(name.slice(0, end));
    return ignored;
  },
  async commitsBetween(directory, from, to) {
    const line = ['--first-parent', '--reverse', '--format=%H %s', '--end-of-options', `${from}..${to}`];
    const text = await mustGit(directory, 'log', ...line);
    return text
      .split('\n')
      .filter((one) => one !== '')
      .map((one) => ({ commit: one.slice(0, one.indexOf(' ')), subject: one.slice(one.indexOf(' ') + 1) }));
  },
  async addWorktree(directory, path, revision) {
    await mustGit(directory, 'worktree', 'add', '--detach', path, revision);
  },
  async removeWorktree(directory, path) {
    await git(directory, 'worktree', 'remove', '--force', '--force', path);
    await git(directory, 'worktree', 'prune');
  },
  async writeDiffFromHead(directory, file) {
    // git writes the file itself: lines that are no UTF-8 would not survive being read as text. The rest takes back what a user's
    // settings may change about a patch.
    const plain = ['--no-color', '--no-ext-diff', '--no-textconv', '--src-prefix=a/', '--dst-prefix=b/'];
    await mustGit(directory, 'diff', '--binary', ...plain, `--output=${file}`, 'HEAD');
  },
  async applyPatch(directory, patchFile) {
    await mustGit(directory, 'apply', '--binary', '--whitespace=nowarn', patchFile);
  },
  async tracked(directory) {
    const result = await git(directory, 'ls-files', '-z', '--cached');
    if (result.code === 0) return new Set(split(result.stdout));
    // git may be missing, or not trust the folder (safe.directory), while people work in it with git.
    return isInRepository(directory) ? undefined : new Set();
  },
  async textAt(directory, commit, path) {
    const { code, stdout } = await git(directory, 'cat-file', 'blob', `${commit}:./${path}`);
    return code === 0 ? stdout : undefined;
  },
  async tags(directory) {
    const { stdout } = await git(directory, 'for-each-ref', '--format=%(refname:strip=2)', 'refs/tags');
    return stdout.split('\n').filter((name) => name !== '');
  },
  async remoteTags(directory, url) {
    const command = ['ls-remote', '--tags', '--', url];
    const result = await runCommand('git', command, { cwd: directory, env: QUIET, timeout: REMOTE_MS });
    if (result.code === undefined) throw new Error(`no answer from ${url} within ${REMOTE_MS / 1000} s`);
    if (result.code !== 0) throw new Error(result.stderr.trim());
    const tags = new Map<string, string>();
    // An annotated tag is an object of its own; the line after it, marked `^{}`, has the commit (gitrevisions(7)).
    for (const [, sha = '', name = ''] of result.stdout.matchAll(
      /^([0-9a-f]{40})\trefs\/tags\/(.+?)(?:\^\{\})?$/gm,
    ))
      tags.set(name, sha);
    return tags;
  },
  originUrl: (directory) => answer(directory, 'remote', 'get-url', 'origin'),
  async untracked(directory) {
    return split(await mustGit(directory, 'ls-files', '--others', '--exclude-standard', '-z'));
  },
};
