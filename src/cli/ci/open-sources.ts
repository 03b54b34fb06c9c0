import { CircleciRuns } from '../../providers/circleci/api/circleci-runs.ts';
import type { GithubClient } from '../../providers/github/api/github-client.ts';
import { GithubRuns } from '../../providers/github/api/runs/github-runs.ts';
import type { RunPlace, RunSource, SourceRefusal } from '../../providers/run-source.ts';
import { isSourceRefusal } from '../../providers/run-source.ts';
import { type CarefulConsole, carefulOutput } from '../careful-output.ts';
import { circleciSurroundings, openCircleci } from '../circleci-surroundings.ts';
import type { Invocation } from '../commands/command.ts';
import { UsageError } from '../exit-code.ts';
import {
  type GithubSurroundings,
  githubSurroundings,
  githubToken,
  openGithub,
} from '../github-surroundings.ts';
import { tellRefusal } from '../tell-refusal.ts';
import { openStore } from '../workplace.ts';
import { LocalRuns } from './local-runs.ts';

/** Where to look. */
export interface SourceOptions {
  readonly repo?: string;
  readonly circleciProject?: string;
}

/** What can be asked about runs, and what cannot. */
export interface Sources {
  readonly surroundings: GithubSurroundings;
  /** Undefined without a token. */
  readonly github: GithubClient | undefined;
  readonly all: readonly RunSource[];
  /** The systems that are not asked, as nobody gave a token. */
  readonly silent: readonly { readonly place: RunPlace; readonly title: string; readonly how: string }[];
  /** For texts of others; the tokens are not printed whatever happens. */
  readonly console: CarefulConsole;
}

/** Opens GitHub Actions and CircleCI as far as there are tokens, and the runs of this machine. */
export async function openSources(invocation: Invocation, options: SourceOptions): Promise<Sources> {
  const surroundings = await githubSurroundings(invocation, options);
  const [onGithub, circle] = await Promise.all([
    githubToken(surroundings),
    circleciSurroundings(surroundings.repository, options.circleciProject),
  ]);
  const tokens = [onGithub?.token, circle.found?.token].filter((token) => token !== undefined);
  const console = carefulOutput(invocation.console, tokens);
  const tell = (line: string): void => console.remark(line);
  const github = onGithub && openGithub(surroundings, onGithub, tell);
  const circleci =
    circle.found &&
    new CircleciRuns(openCircleci(circle, circle.found, tell), {
      slug: circle.slug,
      projectId: circle.projectId,
      now: Date.now,
    });
  return {
    ...{ surroundings, github, console },
    all: [
      ...(github === undefined ? [] : [new GithubRuns(github)]),
      ...(circleci === undefined ? [] : [circleci]),
      new LocalRuns(await openStore(invocation)),
    ],
    silent: [
      ...(github === undefined
        ? [
            {
              place: 'github' as const,
              title: 'GitHub Actions',
              how: 'set GITHUB_TOKEN or GH_TOKEN (`actions: read`), or run `gh auth login`',
            },
          ]
        : []),
      ...(circleci === undefined
        ? [
            {
              place: 'circleci' as const,
              title: 'CircleCI',
              how: 'set CIRCLE_TOKEN to a personal API token, or run `circleci setup`',
            },
          ]
        : []),
    ],
  };
}

/** Somebody asks about the CI systems, and nobody may. */
export function mustAskSomebody({ silent, all }: Sources): void {
  if (all.some(({ place }) => place !== 'local')) return;
  throw new UsageError(
    'there is no token for GitHub or CircleCI',
    silent.map(({ title, how }) => `For ${title}: ${how}.`).join(' '),
  );
}

/** What one source would not do. */
export interface Problem {
  readonly place: RunPlace;
  readonly refusal: SourceRefusal;
}

/** Asks all at once. What one of them refuses takes nothing from the others. */
export async function askAll<A>(
  sources: readonly RunSource[],
  ask: (source: RunSource) => Promise<A>,
): Promise<{ readonly answers: readonly A[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const answers = await Promise.all(
    sources.map(async (source) => {
      try {
        return [await ask(source)];
      } catch (error) {
        if (!isSourceRefusal(error)) throw error;
        problems.push({ place: source.place, refusal: error });
        return [];
      }
    }),
  );
  return { answers: answers.flat(), problems };
}

/** Says what systems refused. */
export function tellProblems({ console }: Sources, problems: readonly Problem[]): void {
  for (const { refusal } of problems) tellRefusal(console, refusal);
}

/** Says which systems were not asked. */
export function tellSilence({ console, silent }: Sources): void {
  for (const { title, how } of silent)
    console.remark(`${console.errorStyle.yellow('notice')}: ${title} is not asked: ${how}.`);
}
