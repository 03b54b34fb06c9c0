import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runByteCommand } from './byte-command.ts';
import { nodeFiles } from './files.ts';
import { type CommandResult, runCommand } from './processes.ts';

/**
 * git gives up by itself a server that says nothing for half a minute (git-config(1), http.lowSpeedLimit in bytes a second, http.lowSpeedTime in seconds):
 * whoever ends git alone leaves behind the programs that it asks servers with, and waits for them.
 */
const SLOWEST = { GIT_HTTP_LOW_SPEED_LIMIT: '1', GIT_HTTP_LOW_SPEED_TIME: '30' };

export interface RemoteBranchOptions {
  /** `https://…`, `ssh://…`, `git@host:owner/name.git`, or a path. Never with a password in it. */
  readonly url: string;
  readonly branch: string;
  /** Goes into a header of HTTP to the origin of `url`, by way of the environment: not to a command line, and to no file. */
  readonly token: string | undefined;
}

/** What a fetch came to. */
export type Fetched =
  | { readonly kind: 'commit'; readonly commit: string }
  /** The repository is there, and has no such branch. */
  | { readonly kind: 'no-branch' }
  /** In git's words. */
  | { readonly kind: 'failed'; readonly why: string };

export type Pushed =
  | { readonly kind: 'pushed'; readonly commit: string }
  /** Somebody else was faster: the branch is not where it was. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly why: string };

export interface BranchChange {
  /** What it is made upon. */
  readonly parent: string;
  readonly path: string;
  /** Undefined: the file is deleted. */
  readonly content: Uint8Array | undefined;
  readonly message: string;
}

/** Milliseconds in which a server must have answered. */
const PATIENCE = 120_000;

/**
 * One branch of a repository elsewhere: what is in its files, and a commit on top. Works in a repository of its own, without a checkout, that is gone
 * afterwards; no hooks of this machine are run, and nothing is ever forced.
 */
export class RemoteBranch {
  readonly #options: RemoteBranchOptions;
  readonly #folder: string;

  private constructor(options: RemoteBranchOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
  }

  static async use<T>(options: RemoteBranchOptions, work: (branch: RemoteBranch) => Promise<T>): Promise<T> {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-branch-'));
    try {
      const branch = new RemoteBranch(options, folder);
      await branch.#must(['init', '--quiet', '--bare', '.']);
      return await work(branch);
    } finally {
      await nodeFiles.remove(folder);
    }
  }

  /** `depth`: how many commits, from the newest on. */
  async fetch(depth = 1): Promise<Fetched> {
    const { url, branch } = this.#options;
    const command = ['fetch', '--quiet', '--no-tags', `--depth=${depth}`, '--', url, `refs/heads/${branch}`];
    const { code, stderr } = await this.#remote(command);
    if (code === 0) return { kind: 'commit', commit: await this.#must(['rev-parse', 'FETCH_HEAD']) };
    if (/couldn't find remote ref/.test(stderr)) return { kind: 'no-branch' };
    return { kind: 'failed', why: wordsOf(stderr, code) };
  }

  /** Undefined where there is no such file. */
  async read(commit: string, path: string): Promise<Uint8Array | undefined> {
    const { code, stdout } = await this.#bytes(['cat-file', 'blob', `${commit}:${path}`]);
    return code === 0 ? stdout : undefined;
  }

  /** The commits that changed a file, the newest first, as far as they were fetched. */
  async history(commit: string, path: string): Promise<readonly string[]> {
    const { code, stdout } = await this.#git(['log', '--format=%H', commit, '--', path]);
    return code === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
  }

  async push({ parent, path, content, message }: BranchChange): Promise<Pushed> {
    await this.#must(['read-tree', parent]);
    // git-update-index(1), "Using --index-info": mode 0 takes a path out, without a checkout.
    if (content === undefined)
      await this.#must(['update-index', '--index-info'], `0 ${'0'.repeat(40)}\t${path}\n`);
    else {
      const { stdout } = await this.#bytes(['hash-object', '-w', '--no-filters', '--stdin'], content);
      const blob = stdout.toString('utf8').trim();
      await this.#must(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`]);
    }
    const tree = await this.#must(['write-tree']);
    const commit = await this.#must(['commit-tree', tree, '-p', parent, '-m', message]);
    const { url, branch } = this.#options;
    const { code, stderr } = await this.#remote([
      'push',
      '--quiet',
      '--',
      url,
      `${commit}:refs/heads/${branch}`,
    ]);
    if (code === 0) return { kind: 'pushed', commit };
    // git-push(1), "Output": what is rejected here was not asked for with force; what is rejected there is "remote rejected".
    if (/! \[rejected\]|\(fetch first\)|\(non-fast-forward\)|\(stale info\)|cannot lock ref/.test(stderr))
      return { kind: 'stale' };
    return { kind: 'failed', why: wordsOf(stderr, code) };
  }

  /** A machine of a CI system often has no name in its settings. */
  async #identity(): Promise<Readonly<Record<string, string>>> {
    const { code } = await this.#git(['var', 'GIT_COMMITTER_IDENT'], {});
    if (code === 0) return {};
    const [name, email] = ['lockstep', 'lockstep@localhost'];
    return {
      ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email },
      ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email },
    };
  }

  async #must(args: readonly string[], input?: string): Promise<string> {
    const env = args[0] === 'commit-tree' ? await this.#identity() : {};
    const { code, stdout, stderr } = await this.#git(args, env, input);
    if (code === undefined) throw new Error('git is not installed');
    if (code !== 0) throw new Error(`git ${args[0]} failed: ${stderr.trim()}`);
    return stdout.trim();
  }

  #git(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    input?: string,
  ): Promise<CommandResult> {
    return runCommand('git', [...this.#settings(), ...args], {
      cwd: this.#folder,
      env: { ...QUIET, ...env },
      ...(input !== undefined && { input }),
    });
  }

  #bytes(args: readonly string[], input?: Uint8Array) {
    return runByteCommand('git', [...this.#settings(), ...args], {
      cwd: this.#folder,
      env: QUIET,
      ...(input !== undefined && { input }),
    });
  }

  #remote(args: readonly string[]): Promise<CommandResult> {
    return runCommand('git', [...this.#settings(), ...args], {
      cwd: this.#folder,
      env: { ...QUIET, ...SLOWEST, ...this.#access() },
      timeout: PATIENCE,
    });
  }

  /** Hooks that a user has for all repositories are not for this one; nobody is redirected with a token in hand. */
  #settings(): readonly string[] {
    const own = [
      '-c',
      `core.hooksPath=${join(this.#folder, 'no-hooks')}`,
      '-c',
      'http.followRedirects=false',
    ];
    // Whatever helpers know would go before what was given.
    return this.#options.token === undefined ? own : [...own, '-c', 'credential.helper='];
  }

  /** git-config(1), GIT_CONFIG_COUNT, and `http.<url>.extraHeader`: the name is GitHub's for tokens of any kind. */
  #access(): Readonly<Record<string, string>> {
    const { url, token } = this.#options;
    if (token === undefined || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return {};
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    return {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    };
  }
}

/** Neither a pager nor a prompt, in a language whose words are known. */
const QUIET = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GIT_PAGER: 'cat',
  LC_ALL: 'C',
  GIT_SSH_COMMAND: process.env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes',
};

/** The last lines, which say what was wrong. */
function wordsOf(stderr: string, code: number | undefined): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > 0) return lines.slice(-4).join('; ');
  return code === undefined ? `no answer within ${PATIENCE / 1000} s` : 'git gives no reason';
}
