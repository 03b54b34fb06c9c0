import type { ReceiptEvent, ReceiptPlace } from '../../run/receipt.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Where this process runs, as a CI system says it; undefined on a machine of one's own. What it says is the job's own word: where a certificate
 * vouches for it, `receipt verify` holds the one against the other.
 */
export function receiptPlace(env: Variables): ReceiptPlace | undefined {
  if (env.GITHUB_ACTIONS === 'true') return githubPlace(env);
  return env.CIRCLECI === 'true' ? circlePlace(env) : undefined;
}

/** docs.github.com, "Variables reference". */
function githubPlace(env: Variables): ReceiptPlace {
  const { GITHUB_RUN_ID: id = 'unknown', GITHUB_REF: ref, GITHUB_SERVER_URL: server } = env;
  const attempt = Number(env.GITHUB_RUN_ATTEMPT);
  const number = Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 1;
  const url = `${server || 'https://github.com'}/${env.GITHUB_REPOSITORY}/actions/runs/${id}/attempts/${number}`;
  return {
    system: 'github',
    event: githubEvent(env.GITHUB_EVENT_NAME ?? '', ref ?? ''),
    ref: ref || undefined,
    run: { id, attempt: number, url: env.GITHUB_REPOSITORY ? url : undefined },
  };
}

/** docs.github.com, "Events that trigger workflows"; whatever begins with `pull_request` is of one. */
function githubEvent(name: string, ref: string): ReceiptEvent {
  if (name.startsWith('pull_request') || ref.startsWith('refs/pull/')) return 'pull_request';
  if (name === 'push') return ref.startsWith('refs/tags/') ? 'tag' : 'push';
  if (name === 'workflow_dispatch') return 'manual';
  return name === 'release' || name === 'schedule' ? name : 'unknown';
}

/**
 * circleci.com/docs/reference/variables. A workflow that is run again gets an id of its own, so that there is no attempt to tell. The branch of a
 * pull request from a fork is `pull/7`, which is what the certificate has too.
 */
function circlePlace(env: Variables): ReceiptPlace {
  const { CIRCLE_TAG: tag, CIRCLE_BRANCH: branch, CIRCLE_WORKFLOW_ID: id, CIRCLE_BUILD_URL: url } = env;
  const isFork = Boolean(env.CIRCLE_PR_NUMBER) || /^pull\/\d+/.test(branch ?? '');
  const branchRef = branch ? `refs/heads/${branch}` : undefined;
  return {
    system: 'circleci',
    event: isFork ? 'pull_request' : tag ? 'tag' : 'push',
    ref: tag ? `refs/tags/${tag}` : branchRef,
    run: { id: id || 'unknown', attempt: 1, url: url || undefined },
  };
}
