import { systemGit } from '../../platform/git.ts';
import type { GithubClient } from '../../providers/github/api/github-client.ts';
import type { Purpose } from '../../providers/github/api/github-refusal.ts';
import type { CiRun, RunPlace, RunQuery, RunSource } from '../../providers/run-source.ts';
import type { WantedOptions } from '../commands/ci-options.ts';
import { UsageError } from '../exit-code.ts';
import { askAll, type Problem, type Sources } from './open-sources.ts';

const PLACES = ['github', 'circleci'] as const satisfies readonly RunPlace[];

/** `github:7001`; of this machine, the id alone. */
export function shownId({ place, id }: Pick<CiRun, 'place' | 'id'>): string {
  return place === 'local' ? id : `${place}:${id}`;
}

const READING_PULL: Purpose = {
  what: 'tell of the pull request',
  permission: 'pull-requests: read',
  scope: 'repo',
};

/** A pull request, as far as it matters here. */
export interface PullFacts {
  readonly number: number;
  readonly head: string;
  readonly headBranch: string;
  readonly base: string;
  readonly fork: boolean;
}

export async function readPull(client: GithubClient, number: number): Promise<PullFacts> {
  const data = (await client.ask('GET /repos/{owner}/{repo}/pulls/{pull_number}', READING_PULL, {
    pull_number: number,
  })) as {
    readonly head?: {
      readonly sha?: string;
      readonly ref?: string;
      readonly repo?: { readonly id?: number } | null;
    };
    readonly base?: { readonly ref?: string; readonly repo?: { readonly id?: number } };
  };
  return {
    number,
    head: String(data.head?.sha ?? ''),
    headBranch: String(data.head?.ref ?? ''),
    base: String(data.base?.ref ?? ''),
    fork: data.head?.repo?.id !== data.base?.repo?.id,
  };
}

/** The whole id of a commit that somebody wrote; what is not here must be whole already. */
export async function wholeCommit(directory: string, text: string): Promise<string> {
  const found = await systemGit.commitOf(directory, text);
  if (found !== undefined) return found;
  if (/^[0-9a-f]{40}$/.test(text)) return text;
  throw new UsageError(`there is no commit '${text}' here`, 'Fetch it, or write its whole id of 40 digits.');
}

/** The commit, branch or pull request that options name; with `orHead`, the commit that is checked out where none is named. */
export async function wantedQuery(
  { surroundings, github }: Sources,
  { commit, branch, pr }: WantedOptions,
  { orHead }: { readonly orHead: boolean },
): Promise<Omit<RunQuery, 'limit'>> {
  if ([commit, branch, pr].filter((one) => one !== undefined).length > 1)
    throw new UsageError(
      '--commit, --branch and --pr each say by themselves what is meant',
      'Give one of them.',
    );
  if (pr !== undefined) {
    if (github === undefined)
      throw new UsageError(
        'which commit a pull request is at is asked of GitHub, and there is no token',
        'Set GITHUB_TOKEN or GH_TOKEN, or name the commit: --commit.',
      );
    return { commit: (await readPull(github, pr)).head };
  }
  if (commit !== undefined) return { commit: await wholeCommit(surroundings.directory, commit) };
  if (branch !== undefined) return { branch };
  if (!orHead) return {};
  const head = surroundings.context.headCommit ?? surroundings.context.commit ?? surroundings.head?.commit;
  if (head === undefined) throw new UsageError('nothing is committed here', 'Name a commit: --commit.');
  return { commit: head };
}

export interface FoundRuns {
  readonly runs: readonly CiRun[];
  readonly problems: readonly Problem[];
}

/** As many runs as are read where all of a commit are meant. */
const ALL_OF_A_COMMIT = 100;

/**
 * The run that an id names, else the newest attempt at each workflow of the commit, branch or pull request that is meant: of a branch,
 * those of its newest commit.
 */
export async function findRuns(
  sources: Sources,
  id: string | undefined,
  options: WantedOptions,
): Promise<FoundRuns> {
  if (id !== undefined) return { runs: [await namedRun(sources, id)], problems: [] };
  const query = await wantedQuery(sources, options, { orHead: true });
  const { answers, problems } = await askAll(sources.all, (source) =>
    source.list({ ...query, limit: ALL_OF_A_COMMIT }),
  );
  const all = answers.flat().sort((one, other) => other.createdAt - one.createdAt);
  const newest = all.find(({ place }) => place !== 'local') ?? all[0];
  const ofCommit = query.commit === undefined ? all.filter(({ commit }) => commit === newest?.commit) : all;
  return { runs: withoutSuperseded(ofCommit), problems };
}

/** The newest attempt of each group; the newest run of each workflow on this machine. Newest first in, newest first out. */
function withoutSuperseded(runs: readonly CiRun[]): readonly CiRun[] {
  const seen = new Set<string>();
  return runs.filter(({ place, group, workflow, event }) => {
    const key =
      place === 'github' ? `github ${workflow} ${event}` : place === 'circleci' ? group : `local ${workflow}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export async function namedRun(sources: Sources, id: string): Promise<CiRun> {
  const { source, inside } = sourceOf(sources, id);
  return source.run(inside);
}

function sourceOf(
  { all, silent }: Sources,
  id: string,
): { readonly source: RunSource; readonly inside: string } {
  const place = PLACES.find((one) => id.startsWith(`${one}:`)) ?? 'local';
  const source = all.find((one) => one.place === place);
  if (source === undefined) {
    const missing = silent.find((one) => one.place === place);
    throw new UsageError(
      `there is no token for ${missing?.title ?? place}`,
      `To ask it: ${missing?.how ?? ''}.`,
    );
  }
  return { source, inside: place === 'local' ? id : id.slice(place.length + 1) };
}

export function sourceOfRun(sources: Sources, { place }: { readonly place: RunPlace }): RunSource {
  const source = sources.all.find((one) => one.place === place);
  if (source === undefined) throw new Error(`Internal error: nobody was asked for a run of ${place}`);
  return source;
}
