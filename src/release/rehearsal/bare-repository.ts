import { runByteCommand } from '../../platform/byte-command.ts';
import { nodeFiles } from '../../platform/files.ts';

/** Whoever commits here: neither a person's settings nor the time change what comes out. */
const SOMEBODY = {
  GIT_AUTHOR_NAME: 'Somebody',
  GIT_AUTHOR_EMAIL: 'somebody@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Somebody',
  GIT_COMMITTER_EMAIL: 'somebody@example.com',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

/** A repository of git that others push to, with one commit that has no file. */
export class BareRepository {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** `path`: absolute. */
  static async create(path: string, branch: string): Promise<BareRepository> {
    await nodeFiles.makeDirectory(path);
    const repository = new BareRepository(path);
    await repository.#git(['init', '--quiet', '--bare', `--initial-branch=${branch}`]);
    const tree = await repository.#git(['mktree']);
    const commit = await repository.#git(['commit-tree', tree, '-m', 'the first commit']);
    await repository.#git(['update-ref', `refs/heads/${branch}`, commit]);
    return repository;
  }

  /** A commit that changes no file, on top of the branch. */
  async commit(branch: string, message: string): Promise<void> {
    const tip = await this.#git(['rev-parse', `refs/heads/${branch}`]);
    const next = await this.#git(['commit-tree', `${tip}^{tree}`, '-p', tip, '-m', message]);
    await this.#git(['update-ref', `refs/heads/${branch}`, next]);
  }

  /** Id of a file's content, and how many commits touched it; undefined when it is not there. */
  async fileAt(branch: string, path: string): Promise<object | undefined> {
    const found = await this.#git(['ls-tree', `refs/heads/${branch}`, '--', path]);
    const [, blob] = /^\d+ blob (\w+)\t/.exec(found) ?? [];
    if (blob === undefined) return undefined;
    const commits = Number(await this.#git(['rev-list', '--count', `refs/heads/${branch}`, '--', path]));
    return { blob, commits };
  }

  async #git(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runByteCommand('git', args, {
      cwd: this.#path,
      env: SOMEBODY,
      input: new Uint8Array(),
    });
    if (code !== 0) throw new Error(`git ${args[0]}: ${stderr.trim() || 'it cannot be started'}`);
    return stdout.toString('utf8').trim();
  }
}
