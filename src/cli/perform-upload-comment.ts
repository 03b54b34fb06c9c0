import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { printable, printableLine } from '../diagnostics/printable.ts';
import { nodeFiles } from '../platform/files.ts';
import { StorageError } from '../platform/storage-error.ts';
import { findPullRequests } from '../providers/github/api/find-pull-request.ts';
import type { GithubClient } from '../providers/github/api/github-client.ts';
import { GithubRefusal } from '../providers/github/api/github-refusal.ts';
import { type KeptComment, keepComment, onPullRequest } from '../providers/github/api/keep-comment.ts';
import { fitComment } from '../reports/summary/fit-comment.ts';
import { LARGEST_STEP_SUMMARY } from '../reports/summary/render-step-summary.ts';
import { readStickyComment, renderStickyComment, stickyMarker } from '../reports/summary/sticky-comment.ts';
import { type CarefulConsole, carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import {
  type GithubSurroundings,
  githubSurroundings,
  githubToken,
  openGithub,
  tokenIsMissing,
} from './github-surroundings.ts';
import { tellRefusal } from './tell-refusal.ts';

export interface UploadCommentOptions {
  readonly key?: string;
  readonly pr?: number;
  readonly repo?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What there is to write. */
interface Draft {
  readonly key: string;
  readonly body: string;
  /** Lines that did not fit. */
  readonly cut: number;
}

/** What became of it: `shown` where nobody may comment, `none` where there is no pull request. */
interface Outcome {
  readonly outcome: KeptComment['outcome'] | 'dry-run' | 'shown' | 'no-pull-request';
  readonly pullRequest: number | undefined;
  readonly url?: string | undefined;
  readonly removed?: number;
  /** Why nothing was written. */
  readonly reason?: string;
}

/**
 * `lockstep upload comment`. Where the token may only read, as on pull requests from forks, the comment is shown on the page of the step, or on the
 * screen, and the exit code is 0: nobody can mend that in the pull request.
 */
export async function performUploadComment(
  invocation: Invocation,
  file: string,
  options: UploadCommentOptions,
): Promise<ExitCode> {
  const draft = await readDraft(invocation, file, options.key);
  const surroundings = await githubSurroundings(invocation, options);
  const found = options.dryRun === true ? undefined : await githubToken(surroundings);
  const console = carefulOutput(invocation.console, found === undefined ? [] : [found.token]);
  const work: Work = { console, draft, surroundings, json: options.json === true };
  if (draft.cut > 0)
    console.remark(
      `${console.errorStyle.yellow('warning')}: ${draft.cut} lines do not fit in a comment and are left out`,
    );
  if (options.dryRun === true) return rehearse(work, options.pr);
  if (found === undefined) {
    if (!surroundings.context.isFork) throw tokenIsMissing('pull-requests: write');
    return show(work, options.pr, 'there is no token: the pull request is from a fork');
  }
  const client = openGithub(surroundings, found, (line) => console.remark(line));
  try {
    return await write(work, client, options.pr);
  } catch (error) {
    if (!(error instanceof GithubRefusal)) throw error;
    return tellRefusal(console, error);
  }
}

interface Work {
  readonly console: CarefulConsole;
  readonly draft: Draft;
  readonly surroundings: GithubSurroundings;
  readonly json: boolean;
}

async function readDraft(invocation: Invocation, file: string, asked: string | undefined): Promise<Draft> {
  const text = await nodeFiles.readText(resolve(invocation.directory, file));
  if (text === undefined) throw new UsageError(`there is no file ${file}`);
  const made = readStickyComment(text);
  const key = asked ?? made?.key;
  if (key === undefined)
    throw new UsageError('a comment needs a key, by which it is found again', 'Give it one: --key findings.');
  if (!/^\w[\w.-]{0,99}$/.test(key))
    throw new UsageError(
      `'${key}' is no key`,
      'Letters, digits, points, dashes and underscores, 100 at most.',
    );
  const { content, cut } = fitComment(made?.content ?? text);
  if (content.trim() === '') throw new UsageError(`there is nothing in ${file}`);
  return { key, body: renderStickyComment(key, content), cut };
}

async function write(work: Work, client: GithubClient, asked: number | undefined): Promise<ExitCode> {
  const { draft } = work;
  let pull = asked;
  try {
    pull ??= await chosenPullRequest(work, client);
    if (pull === undefined) {
      const reason = 'no open pull request is known for this commit';
      return told(
        work,
        { outcome: 'no-pull-request', pullRequest: undefined, reason },
        `${reason}: nothing was written. Name one with --pr, if there is one.`,
      );
    }
    const kept = await keepComment(client, onPullRequest(pull), {
      marker: stickyMarker(draft.key),
      body: draft.body,
    });
    return told(work, { ...kept, pullRequest: pull }, keptLine(kept, pull));
  } catch (error) {
    if (!(error instanceof GithubRefusal && error.kind === 'permission')) throw error;
    return show(work, pull, error.message, error.fix);
  }
}

async function chosenPullRequest(
  { console, surroundings }: Work,
  client: GithubClient,
): Promise<number | undefined> {
  const { context, head } = surroundings;
  const pulls = await findPullRequests(client, context, head?.commit);
  if (pulls.length > 1)
    console.remark(
      `The commit is in several pull requests (${pulls.map((number) => `#${number}`).join(', ')}): #${pulls[0]} is taken. --pr names another.`,
    );
  return pulls[0];
}

function keptLine({ outcome, url, removed }: KeptComment, pull: number): string {
  const words = {
    created: 'Wrote a comment',
    updated: 'Brought the comment up to date',
    unchanged: 'Nothing has changed in the comment',
    absent: 'There is no comment',
  };
  const others = removed === 0 ? '' : ` (${removed} of the same key taken away)`;
  return `${words[outcome]} on #${pull}${others}${url === undefined ? '' : `: ${printableLine(url)}`}`;
}

function rehearse(work: Work, asked: number | undefined): ExitCode {
  const { context } = work.surroundings;
  const pullRequest = asked ?? context.pullRequests[0];
  const where = pullRequest === undefined ? 'the open pull request of this commit' : `#${pullRequest}`;
  if (!work.json) work.console.print(printable(work.draft.body));
  return told(
    work,
    { outcome: 'dry-run', pullRequest },
    `This would be written on ${where} of ${nameOf(work)}.`,
  );
}

/** Where nobody may comment: on the page of the step, which takes Markdown as a comment does, else on the screen. */
async function show(
  work: Work,
  pullRequest: number | undefined,
  reason: string,
  fix?: string,
): Promise<ExitCode> {
  const { console, draft } = work;
  const page = process.env.GITHUB_STEP_SUMMARY;
  const onPage = page !== undefined && page !== '' && (await fitsOn(page, draft.body));
  if (onPage) append(page, draft.body);
  else if (!work.json) console.print(printable(draft.body));
  const { yellow } = console.errorStyle;
  const place = onPage ? 'on the page of the step' : work.json ? 'nowhere' : 'above';
  console.remark(`${yellow('notice')}: no comment was written, it stands ${place}: ${reason}`);
  if (fix !== undefined) console.remark(`  help: ${fix}`);
  return told(work, { outcome: 'shown', pullRequest, reason });
}

async function fitsOn(page: string, body: string): Promise<boolean> {
  const taken = (await nodeFiles.stat(page))?.size ?? 0;
  return taken + Buffer.byteLength(body) + 2 <= LARGEST_STEP_SUMMARY;
}

function append(page: string, body: string): void {
  try {
    appendFileSync(page, `\n${body}\n`);
  } catch (error) {
    throw new StorageError(page, error);
  }
}

function told(work: Work, outcome: Outcome, line?: string): ExitCode {
  const { console, draft, json } = work;
  if (json) console.json({ repository: nameOf(work), key: draft.key, cut: draft.cut, ...outcome });
  else if (line !== undefined) console.remark(line);
  return EXIT.fine;
}

function nameOf({ surroundings: { repository } }: Work): string {
  return `${repository.owner}/${repository.name}`;
}
