import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeFiles } from '../platform/files.ts';
import { thisHost } from '../platform/host.ts';
import { HttpConnections } from '../platform/http-exchange.ts';
import { CircleciClient } from '../providers/circleci/api/circleci-client.ts';
import { type FoundCircleToken, findCircleToken } from '../providers/circleci/api/circleci-token.ts';
import type { RepositoryName } from '../providers/github/api/repository-name.ts';
import { UsageError } from './exit-code.ts';
import { ownPackage } from './version.ts';

/** What is known before CircleCI is asked. */
export interface CircleciSurroundings {
  readonly origin: URL;
  /** `gh/owner/name`, or what an option names. */
  readonly slug: string;
  /** In a job of CircleCI, the project that is built. */
  readonly projectId: string | undefined;
  readonly found: FoundCircleToken | undefined;
}

const PROJECT = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+\/[A-Za-z0-9_. -]+$/;

/** Where CircleCI is, which project is meant, and the token, if there is one. */
export async function circleciSurroundings(
  repository: RepositoryName | undefined,
  asked: string | undefined,
): Promise<CircleciSurroundings> {
  const found = await findCircleToken({
    env: process.env,
    home: thisHost().home,
    readText: (path) => nodeFiles.readText(path),
    join,
  });
  if (found !== undefined && 'unusable' in found)
    throw new UsageError(
      `what stands in ${found.unusable} is no token: there are characters in it that none has`,
      'Set it to the token and nothing else.',
    );
  const origin = readOrigin(process.env.CIRCLECI_HOST || found?.host || 'https://circleci.com');
  const slug = asked ?? (repository && `gh/${repository.owner}/${repository.name}`) ?? '';
  if (!PROJECT.test(slug))
    throw new UsageError(
      `'${slug}' is no project of CircleCI`,
      'Write it as its settings do, under "Project Slug": --circleci-project gh/octo-org/octo-repo.',
    );
  const projectId = asked === undefined ? process.env.CIRCLE_PROJECT_ID || undefined : undefined;
  return { origin, slug, projectId, found };
}

export function openCircleci(
  { origin, slug }: CircleciSurroundings,
  { token, from }: FoundCircleToken,
  onPause: (line: string) => void,
): CircleciClient {
  return new CircleciClient({
    ...{ origin, token, tokenFrom: from, project: slug, onPause },
    userAgent: `lockstep/${ownPackage().version}`,
    connections: new HttpConnections(),
    pause: (ms) => sleep(ms),
  });
}

/** A token is sent in the clear to this machine alone. */
function readOrigin(text: string): URL {
  const fix = 'Write it like https://circleci.com.';
  const given = /^https?:\/\//.test(text) ? text : `https://${text}`;
  if (!URL.canParse(given)) throw new UsageError(`CircleCI's host is no address: '${text}'`, fix);
  const url = new URL(given);
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !isHere)
    throw new UsageError("CircleCI's host is not https, and a token would be sent in the clear", fix);
  if (url.username !== '' || url.password !== '')
    throw new UsageError("CircleCI's host has a password in it", fix);
  return new URL(url.origin);
}
