import { existsSync } from 'node:fs';
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
  /** Has the checkout changes or untracked files that are not ignored? */
  isDirty(directory: string): Promise<boolean>;
  /** Names of files that differ between two revisions, or between one and the checkout. */
  changedFiles(directory: string, from: string, to?: string): Promise<readonly string[] | undefined>;
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
  /** The tags of a repository elsewhere, each with the commit it stands for. Throws when it cannot be asked. */
  remoteTags(directory: string, url: string): Promise<ReadonlyMap<string, string>>;
  /** Files below `directory` that git neither tracks nor ignores, relative to it. Throws. */
  untracked(directory: string): Promise<readonly string[]>;
}

export interface GitHead {
  readonly commit: string;
  /** Undefined when HEAD is detached. */
  readonly branch: string | undefined;
}

/** Neither a pager nor a prompt, and no lock taken for a mere question. */
const QUIET = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_PAGER: 'cat' };
/** How long another machine may take to answer. */
const REMOTE_MS = 60_000;

function git(directory: string, ...args: string[]): Promise<CommandResult> {
  return runCommand('git', ['-c', 'core.quotePath=false', ...args], { cwd: directory, env: QUIET });
}

async function mustGit(directory: string, ...args: string[]): Promise<string> {
  const result = await git(directory, ...args);
  if (result.code !== 0)
    throw new Error(`git ${args[0]} failed: ${result.stderr.trim() || 'no reason given'}`);
  return result.stdout;
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
  async isDirty(directory) {
    const result = await git(directory, 'status', '--porcelain', '-z');
    return result.stdout !== '';
  },
  async changedFiles(directory, from, to) {
    const result = await git(
      directory,
      'diff',
      '--name-only',
      '-z',
      from,
      ...(to === undefined ? [] : [to]),
      '--',
    );
    return result.code === 0 ? split(result.stdout) : undefined;
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
  async untracked(directory) {
    return split(await mustGit(directory, 'ls-files', '--others', '--exclude-standard', '-z'));
  },
};
