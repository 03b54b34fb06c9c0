/** How far others may rely on what a run came to. */
export interface Trust {
  /** `trusted`: a CI system runs what has been accepted. `local`: a person's machine. `untrusted`: anything else, pull requests first of all. */
  readonly level: 'trusted' | 'local' | 'untrusted';
  /** For people: `the event is pull_request`. */
  readonly because: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Events whose workflow runs the code of the branch it names and of nobody else (docs.github.com, "Events that trigger workflows").
 * `pull_request_target`, `workflow_run` and `issue_comment` run on the default branch, and are what people use to try a pull request.
 */
const OWN_EVENTS: ReadonlySet<string> = new Set(['push', 'schedule', 'workflow_dispatch']);

/** Set for pull requests, from forks or not (circleci.com/docs/variables). For projects of CircleCI's GitHub App they are deprecated, and need not be there. */
const CIRCLE_PULL_REQUESTS = [
  'CIRCLE_PR_NUMBER',
  'CIRCLE_PR_USERNAME',
  'CIRCLE_PULL_REQUEST',
  'CIRCLE_PULL_REQUESTS',
  'CI_PULL_REQUEST',
  'CI_PULL_REQUESTS',
];

/**
 * Whose work this run does, as the CI system's variables tell it. Trusted is only a branch that `branches` names: that there is no pull
 * request says little, since anybody with write access can push a branch, and CircleCI cannot always tell.
 */
export function trustOf(env: Variables, branches: readonly string[]): Trust {
  if (env.GITHUB_ACTIONS === 'true') {
    const { GITHUB_EVENT_NAME: event = 'unknown', GITHUB_REF: ref = '' } = env;
    if (!OWN_EVENTS.has(event)) return { level: 'untrusted', because: `the event is ${event}` };
    return ofBranch(ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined, branches);
  }
  if (env.CIRCLECI === 'true') {
    const named = CIRCLE_PULL_REQUESTS.find((name) => isSet(env[name]));
    if (named !== undefined) return { level: 'untrusted', because: `it is a pull request (${named} is set)` };
    return ofBranch(isSet(env.CIRCLE_TAG) ? undefined : env.CIRCLE_BRANCH, branches);
  }
  if (isSet(env.CI) && env.CI !== 'false' && env.CI !== '0')
    return { level: 'untrusted', because: 'whose work this CI system runs is not known' };
  return { level: 'local', because: 'this is no CI system' };
}

function ofBranch(branch: string | undefined, branches: readonly string[]): Trust {
  if (branch === undefined) return { level: 'untrusted', because: 'it is for no branch' };
  return branches.includes(branch)
    ? { level: 'trusted', because: `it is for the branch ${branch}` }
    : { level: 'untrusted', because: `the branch ${branch} is not one of ${branches.join(', ')}` };
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
