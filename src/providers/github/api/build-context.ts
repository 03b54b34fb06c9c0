import { type RepositoryName, readRepositoryName } from './repository-name.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** What the CI system says of what it builds. Everything may be lacking. */
export interface BuildContext {
  readonly repository: RepositoryName | undefined;
  /** The whole id. */
  readonly commit: string | undefined;
  /** `refs/heads/…`, `refs/tags/…`, `refs/pull/N/merge` or `refs/pull/N/head`. */
  readonly ref: string | undefined;
  /** Pull requests that this build is of, the lowest number first. */
  readonly pullRequests: readonly number[];
  /** The commit to look up pull requests by, where that is another than the one that is built. */
  readonly headCommit: string | undefined;
  /** The pull request comes from another repository, so that there is no token that writes. */
  readonly isFork: boolean;
}

/**
 * Reads the variables of GitHub Actions (docs.github.com, "Variables reference") with the file of the event, or those of CircleCI
 * (circleci.com/docs/reference/variables). `event` is the parsed file of GITHUB_EVENT_PATH.
 */
export function buildContext(env: Variables, event: unknown = undefined): BuildContext {
  if (env.GITHUB_ACTIONS === 'true') return githubContext(env, event);
  if (env.CIRCLECI === 'true') return circleContext(env);
  return { ...NOTHING, repository: readRepositoryName(env.GITHUB_REPOSITORY ?? '') };
}

const NOTHING: BuildContext = {
  repository: undefined,
  commit: undefined,
  ref: undefined,
  pullRequests: [],
  headCommit: undefined,
  isFork: false,
};

/** The parts of an event that are read (docs.github.com, "Webhook events and payloads"). */
interface EventFile {
  readonly pull_request?: PullRequestOfEvent;
  readonly issue?: { readonly number?: unknown; readonly pull_request?: unknown };
  readonly workflow_run?: {
    readonly head_sha?: unknown;
    readonly pull_requests?: readonly { readonly number?: unknown }[];
  };
}

interface PullRequestOfEvent {
  readonly number?: unknown;
  readonly head?: { readonly sha?: unknown; readonly repo?: { readonly full_name?: unknown } | null };
  readonly base?: { readonly repo?: { readonly full_name?: unknown } };
}

function githubContext(env: Variables, event: unknown): BuildContext {
  const { pull_request: pull, issue, workflow_run: run } = (event ?? {}) as EventFile;
  const [, inRef] = /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? '') ?? [];
  const numbers = [
    inRef,
    pull?.number,
    issue?.pull_request === undefined ? undefined : issue.number,
    ...(Array.isArray(run?.pull_requests) ? run.pull_requests.map((one) => one?.number) : []),
  ];
  const head = run?.head_sha ?? pull?.head?.sha;
  return {
    repository: readRepositoryName(env.GITHUB_REPOSITORY ?? ''),
    commit: set(env.GITHUB_SHA),
    ref: set(env.GITHUB_REF),
    pullRequests: pullNumbers(numbers),
    headCommit: typeof head === 'string' ? head : undefined,
    isFork: pull !== undefined && pull.head?.repo?.full_name !== pull.base?.repo?.full_name,
  };
}

/**
 * `CIRCLE_PULL_REQUESTS` has the addresses of all pull requests with commas between, `CIRCLE_PULL_REQUEST` one of them. Only those from
 * forks have `CIRCLE_PR_NUMBER`; their branch is called `pull/N`. Projects of CircleCI's GitHub App have none of these.
 */
function circleContext(env: Variables): BuildContext {
  const addresses = `${env.CIRCLE_PULL_REQUESTS ?? ''},${env.CIRCLE_PULL_REQUEST ?? ''}`.split(',');
  const found = addresses.map((url) => /^https?:\/\/[^/]+\/([^/]+\/[^/]+)\/pull\/(\d+)\/?$/.exec(url.trim()));
  const [, ofBranch] = /^pull\/(\d+)(?:\/(?:head|merge))?$/.exec(env.CIRCLE_BRANCH ?? '') ?? [];
  const numbers = pullNumbers([...found.map((match) => match?.[2]), env.CIRCLE_PR_NUMBER, ofBranch]);
  const repository = found.find((match) => match !== null)?.[1];
  return {
    repository: readRepositoryName(env.GITHUB_REPOSITORY ?? repository ?? ''),
    commit: set(env.CIRCLE_SHA1),
    ref: circleRef(env, numbers[0]),
    pullRequests: numbers,
    headCommit: undefined,
    isFork: set(env.CIRCLE_PR_NUMBER) !== undefined || ofBranch !== undefined,
  };
}

function circleRef(
  { CIRCLE_TAG: tag, CIRCLE_BRANCH: branch }: Variables,
  pull: number | undefined,
): string | undefined {
  if (set(tag) !== undefined) return `refs/tags/${tag}`;
  if (pull !== undefined) return `refs/pull/${pull}/head`;
  return set(branch) === undefined ? undefined : `refs/heads/${branch}`;
}

function pullNumbers(given: readonly unknown[]): readonly number[] {
  const numbers = given.map(Number).filter((number) => Number.isSafeInteger(number) && number > 0);
  return [...new Set(numbers)].sort((one, other) => one - other);
}

function set(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
