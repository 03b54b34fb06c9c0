import type { PipelineEvent } from '../../plan/event.ts';
import type { GithubClient } from '../../providers/github/api/github-client.ts';
import type { Purpose } from '../../providers/github/api/github-refusal.ts';
import { asObject } from '../../providers/github/api/sarif/sarif-log.ts';
import { type EventOptions, eventOf } from '../asked-event.ts';
import { UsageError } from '../exit-code.ts';
import type { Sources } from './open-sources.ts';
import { readPull, wholeCommit } from './wanted-runs.ts';

/** What says what the gate is for. */
export interface GateEventOptions extends EventOptions {
  readonly commit?: string;
  readonly pr?: number;
}

/** What has happened, and the commit that both systems were told of. */
export interface GateEvent {
  readonly event: PipelineEvent;
  readonly commit: string;
  readonly pullRequest: number | undefined;
}

/**
 * A pull request by its number, or the one that is built here; else the event that options describe for a commit; else a push of what is
 * checked out.
 */
export async function gateEvent(sources: Sources, options: GateEventOptions): Promise<GateEvent> {
  const { surroundings, github } = sources;
  const { context, head, directory } = surroundings;
  const isNamed =
    options.commit !== undefined ||
    options.event !== undefined ||
    options.branch !== undefined ||
    options.tag !== undefined;
  const number = options.pr ?? (isNamed ? undefined : context.pullRequests[0]);
  if (number !== undefined) {
    if (github === undefined)
      throw new UsageError(
        'a pull request is asked of GitHub, and there is no token',
        'Set GITHUB_TOKEN or GH_TOKEN.',
      );
    return pullEvent(github, number);
  }
  const commit =
    options.commit === undefined
      ? (context.headCommit ?? context.commit ?? head?.commit)
      : await wholeCommit(directory, options.commit);
  if (commit === undefined) throw new UsageError('nothing is committed here', 'Name a commit: --commit.');
  const built = /^refs\/heads\/(.+)$/.exec(context.ref ?? '')?.[1];
  const branch = options.branch ?? built ?? head?.branch;
  if (options.event === undefined && options.tag === undefined) {
    if (branch === undefined)
      throw new UsageError(
        'it is not known which branch this is of',
        'Name it, --branch main, or the pull request, --pr 7.',
      );
    return { event: { kind: 'push', branch }, commit, pullRequest: undefined };
  }
  const event = eventOf({ ...options, ...(branch !== undefined && { branch }) });
  if (event === undefined) throw new UsageError('say which event');
  return { event, commit, pullRequest: undefined };
}

const READING_FILES: Purpose = {
  what: 'list the files of the pull request',
  permission: 'pull-requests: read',
  scope: 'repo',
};
/** GitHub lists no more (docs.github.com/rest, "List pull requests files"): then everything may have changed. */
const MOST_FILES = 3_000;

async function pullEvent(client: GithubClient, number: number): Promise<GateEvent> {
  const { head, headBranch, base, fork } = await readPull(client, number);
  const files = await client.list('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', READING_FILES, {
    pull_number: number,
  });
  const changedFiles = files.flatMap((file) => {
    const { filename, previous_filename: before } = asObject(file);
    return [filename, before].filter((name) => typeof name === 'string');
  });
  return {
    event: {
      ...{ kind: 'pull_request', base, head: headBranch },
      ...(fork && { fork }),
      ...(files.length < MOST_FILES && { changedFiles }),
    },
    commit: head,
    pullRequest: number,
  };
}
