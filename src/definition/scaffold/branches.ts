import type { ExistingSystem } from './existing-systems.ts';
import type { Repository } from './repository.ts';

/** The branches that a definition's triggers name. */
export interface Branches {
  readonly main: string;
  /** The file or reference that says so; undefined when nothing did and `main` is a guess. */
  readonly from: string | undefined;
  /** Where work is gathered before it goes to `main`. */
  readonly develop: string | undefined;
}

const USUAL_MAIN = ['main', 'master', 'trunk'];
const USUAL_DEVELOP = ['develop', 'development', 'dev'];

export async function surveyBranches(
  repository: Repository,
  existing: readonly ExistingSystem[],
): Promise<Branches> {
  const git = await readGit(repository);
  const inSystems = existing.flatMap((system) => system.branches);
  const known = new Set([...git.branches, ...inSystems]);
  const develop = USUAL_DEVELOP.find((name) => known.has(name));
  const usual = (names: Iterable<string>) => USUAL_MAIN.find((name) => new Set(names).has(name));
  const candidates: readonly (readonly [string | undefined, string])[] = [
    [git.remoteHead, "the remote's HEAD"],
    [usual(git.branches), '.git'],
    [usual(inSystems), existing.map((system) => `the triggers of ${system.title}`).join(' and ')],
    [git.head === develop ? undefined : git.head, '.git/HEAD'],
  ];
  for (const [main, from] of candidates) if (main !== undefined) return { main, from, develop };
  return { main: 'main', from: undefined, develop };
}

interface GitFacts {
  readonly head: string | undefined;
  readonly remoteHead: string | undefined;
  readonly branches: readonly string[];
}

/** The files that https://git-scm.com/docs/gitrepository-layout describes; no git is run. */
async function readGit(repository: Repository): Promise<GitFacts> {
  const directory = await gitDirectory(repository);
  const common = (await repository.text(`${directory}/commondir`))?.trim();
  const shared = common === undefined ? directory : `${directory}/${common}`;
  const reference = async (path: string) =>
    /^ref: refs\/(.+)$/m.exec((await repository.text(path)) ?? '')?.[1];
  const head = (await reference(`${directory}/HEAD`))?.replace(/^heads\//, '');
  const remoteHead = await reference(`${shared}/refs/remotes/origin/HEAD`);
  const packed = (await repository.text(`${shared}/packed-refs`)) ?? '';
  const branches = [
    ...(await looseBranches(repository, `${shared}/refs/heads`)),
    ...(await looseBranches(repository, `${shared}/refs/remotes/origin`)),
    ...Array.from(packed.matchAll(/ refs\/(?:heads|remotes\/origin)\/(\S+)$/gm), (match) => match[1] ?? ''),
    ...(head === undefined ? [] : [head]),
  ];
  return { head, remoteHead: remoteHead?.replace(/^remotes\/origin\//, ''), branches };
}

/** `.git`, or where the `.git` file of a linked worktree points when that is below the root. */
async function gitDirectory(repository: Repository): Promise<string> {
  const pointer = /^gitdir: (.+)$/m.exec((await repository.text('.git')) ?? '')?.[1]?.trim();
  return pointer ?? '.git';
}

async function looseBranches(repository: Repository, path: string): Promise<readonly string[]> {
  return (await repository.names(path, 'file')).filter((name) => name !== 'HEAD');
}
