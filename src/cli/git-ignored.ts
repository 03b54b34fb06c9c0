import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { join } from '../platform/paths.ts';

/**
 * What git ignores below a folder; `node_modules` in any case. Submodules and other repositories within have rules of their own, and
 * git refuses to speak for them: they have to be made known.
 */
export class GitIgnored {
  readonly #root: string;
  readonly #hasGit: boolean;
  /** Folders that are repositories of their own. */
  readonly #nested = new Set<string>();

  private constructor(root: string, hasGit: boolean) {
    this.#root = root;
    this.#hasGit = hasGit;
  }

  static async of(root: string): Promise<GitIgnored> {
    return new GitIgnored(root, (await systemGit.root(root)) !== undefined);
  }

  /** Notes those of the folders that are repositories. */
  async note(folders: readonly string[]): Promise<void> {
    for (const folder of folders)
      if (await nodeFiles.exists(join(this.#root, folder, '.git'))) this.#nested.add(folder);
  }

  async among(names: readonly string[]): Promise<ReadonlySet<string>> {
    const ignored = new Set(names.filter((name) => MODULES.test(name)));
    if (!this.#hasGit) return ignored;
    const groups = new Map<string, string[]>();
    for (const name of names) {
      if (ignored.has(name)) continue;
      const repository = this.#repositoryOf(name);
      groups.set(repository, [...(groups.get(repository) ?? []), name]);
    }
    for (const [repository, members] of groups) {
      const from = repository === '' ? 0 : repository.length + 1;
      const short = new Map(members.map((name) => [name.slice(from), name]));
      for (const name of await systemGit.ignored(join(this.#root, repository), [...short.keys()]))
        ignored.add(short.get(name) ?? name);
    }
    return ignored;
  }

  /** The nearest repository a name lies in. The folder of a repository itself belongs to the one around it. */
  #repositoryOf(name: string): string {
    for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1))
      if (this.#nested.has(name.slice(0, end))) return name.slice(0, end);
    return '';
  }
}

const MODULES = /(?:^|\/)node_modules(?:\/|$)/;
