import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeFiles } from '../platform/files.ts';
import { type GitHead, systemGit } from '../platform/git.ts';
import { type BuildContext, buildContext } from '../providers/github/api/build-context.ts';
import { GithubClient } from '../providers/github/api/github-client.ts';
import { type FoundToken, findGithubToken } from '../providers/github/api/github-token.ts';
import {
  hostOfApi,
  type RepositoryName,
  readRepositoryName,
  repositoryOfRemote,
} from '../providers/github/api/repository-name.ts';
import type { Invocation } from './commands/command.ts';
import { UsageError } from './exit-code.ts';
import { ownPackage } from './version.ts';

/** What is known before GitHub is asked. */
export interface GithubSurroundings {
  /** Absolute. */
  readonly directory: string;
  readonly api: URL;
  /** Where its pages are: `https://github.com`. */
  readonly web: string;
  readonly repository: RepositoryName;
  readonly context: BuildContext;
  readonly head: GitHead | undefined;
}

/** Where GitHub is, which repository is meant, and what is built: by option, by the CI system's variables, by git. */
export async function githubSurroundings(
  invocation: Invocation,
  { repo }: { readonly repo?: string },
): Promise<GithubSurroundings> {
  const directory = resolve(invocation.directory);
  const api = readApi(process.env.GITHUB_API_URL || 'https://api.github.com');
  const context = buildContext(process.env, await readEvent());
  const host = hostOfApi(api);
  return {
    directory,
    api,
    web: process.env.GITHUB_SERVER_URL || `https://${host}`,
    repository: await findRepository(repo, context, { directory, host }),
    context,
    head: await systemGit.head(directory),
  };
}

/** Undefined when there is no token; a `UsageError` when there is something that cannot be one. */
export async function githubToken({ api }: GithubSurroundings): Promise<FoundToken | undefined> {
  const found = await findGithubToken(process.env, hostOfApi(api));
  if (found !== undefined && 'unusable' in found)
    throw new UsageError(
      `the value of ${found.unusable} is no token: there are characters in it that none has`,
      'Set it to the token and nothing else.',
    );
  return found;
}

/** The end of a command that cannot go on without a token. */
export function tokenIsMissing(permission: string): UsageError {
  return new UsageError(
    'there is no token to ask GitHub with',
    `Set GITHUB_TOKEN (in a workflow: \${{ github.token }}, with \`permissions: ${permission}\`) or GH_TOKEN, or run \`gh auth login\`.`,
  );
}

export function openGithub(
  { api, repository }: GithubSurroundings,
  { token, from }: FoundToken,
  onPause: (line: string) => void,
): GithubClient {
  return new GithubClient({
    api,
    token,
    tokenFrom: from,
    repository,
    userAgent: `lockstep/${ownPackage().version}`,
    now: Date.now,
    pause: (ms) => sleep(ms),
    onPause,
  });
}

/** A token is sent in the clear to this machine alone. */
function readApi(text: string): URL {
  const fix = 'Write it like https://api.github.com or https://github.example.com/api/v3.';
  if (!URL.canParse(text)) throw new UsageError(`GITHUB_API_URL is no address: '${text}'`, fix);
  const url = new URL(text);
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere))
    throw new UsageError('GITHUB_API_URL is not https, and a token would be sent in the clear', fix);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new UsageError('GITHUB_API_URL has more in it than a server and a path', fix);
  return url;
}

/** The event that set off the workflow. A file that cannot be read tells nothing, and what it would have told has other sources. */
async function readEvent(): Promise<unknown> {
  const path = process.env.GITHUB_EVENT_PATH;
  if (path === undefined || path === '') return undefined;
  try {
    return JSON.parse((await nodeFiles.readText(resolve(path))) ?? '') as unknown;
  } catch {
    return undefined;
  }
}

async function findRepository(
  asked: string | undefined,
  context: BuildContext,
  { directory, host }: { readonly directory: string; readonly host: string },
): Promise<RepositoryName> {
  const fix = 'Write it as owner/name: --repo octo-org/octo-repo.';
  if (asked !== undefined) {
    const repository = readRepositoryName(asked);
    if (repository === undefined) throw new UsageError(`'${asked}' is no repository`, fix);
    return repository;
  }
  const remote = context.repository === undefined ? await systemGit.originUrl(directory) : undefined;
  const found = context.repository ?? (remote === undefined ? undefined : repositoryOfRemote(remote, host));
  if (found === undefined)
    throw new UsageError(
      `it is not known which repository on ${host} is meant: the remote 'origin' names none`,
      fix,
    );
  return found;
}
