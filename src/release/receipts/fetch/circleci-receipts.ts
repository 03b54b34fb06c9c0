import { z } from 'zod';
import { refusalOf } from '../../channels/channel-server.ts';
import {
  askFor,
  type FetchedReceipt,
  LARGEST,
  RECEIPT_FILE,
  RECEIPTS,
  type ReceiptSource,
  type SourceAccess,
} from './receipt-source.ts';

const page = <T>(item: z.ZodType<T>) =>
  z.object({ items: z.array(item), next_page_token: z.string().nullish() });
const pipeline = z.object({ id: z.string(), vcs: z.object({ revision: z.string() }).optional() });
const workflow = z.object({ id: z.string() });
const job = z.object({ name: z.string(), status: z.string(), job_number: z.number().optional() });
const artifact = z.object({ path: z.string(), url: z.string() });

export interface CircleProject {
  /** Ids, as the policy names them. */
  readonly organization: string;
  readonly project: string;
  readonly branch: string;
}

const REMEDY = 'Set CIRCLE_TOKEN to a personal API token of somebody who may see the project.';
/** Of pipelines of the branch, the newest first: some weeks of a busy one. */
const MOST_PAGES = 30;
/** Where artifacts are; it wants the token as well (circleci.com/docs, "Downloading all artifacts for a build on CircleCI"). */
const STORAGE = 'https://output.circle-artifacts.com';

/**
 * Artifacts of the jobs that write receipts, in the pipelines of the branch that are of a commit (circleci.com/docs/api/v2: the project's slug of any kind
 * of project is `circleci/ORGANISATION/PROJECT`).
 */
export function circleciReceipts(
  { organization, project, branch }: CircleProject,
  { server, api, token }: SourceAccess,
): ReceiptSource {
  const slug = `circleci/${organization}/${project}`;
  const title = `project ${project} on CircleCI`;
  // The token as the name of a user (API v2, "Authentication", basic_auth): goes to one origin, which a header of another name would not.
  const secret = token === undefined ? undefined : `Basic ${Buffer.from(`${token}:`).toString('base64')}`;
  const request = (url: URL) => {
    const isOurs = url.origin === new URL(api).origin || url.origin === STORAGE;
    return { method: 'GET', url, authorization: isOurs ? secret : undefined, most: LARGEST } as const;
  };
  const list = async <T>(path: string, item: z.ZodType<T>, signal: AbortSignal): Promise<readonly T[]> => {
    const found: T[] = [];
    let next: string | undefined;
    for (let count = 0; count < MOST_PAGES; count++) {
      const url = new URL(`${api}/api/v2/${path}`);
      if (next !== undefined) url.searchParams.set('page-token', next);
      const what = `asking ${title} for ${path.split('?')[0]?.split('/').at(-1)}s`;
      const one = await askFor(page(item), server, { request: request(url), what, remedy: REMEDY, signal });
      found.push(...one.items);
      next = one.next_page_token ?? undefined;
      if (next === undefined) break;
    }
    return found;
  };
  const read = async (
    { path, url }: z.infer<typeof artifact>,
    signal: AbortSignal,
  ): Promise<FetchedReceipt[]> => {
    const name = path.split('/').at(-1) ?? '';
    if (!RECEIPT_FILE.test(name) || !URL.canParse(url)) return [];
    const answer = await server.ask(request(new URL(url)), signal);
    if (answer.status !== 200) throw refusalOf(answer, `fetching an artifact of ${title}`, REMEDY);
    return [{ name, text: Buffer.from(answer.bytes).toString() }];
  };
  return {
    title,
    async fetch(commit, signal) {
      const branchOf = encodeURIComponent(branch);
      const all = await list(`project/${slug}/pipeline?branch=${branchOf}`, pipeline, signal);
      const fetched: FetchedReceipt[] = [];
      for (const { id } of all.filter(({ vcs }) => vcs?.revision === commit))
        for (const { id: workflowId } of await list(`pipeline/${id}/workflow`, workflow, signal)) {
          const jobs = await list(`workflow/${workflowId}/job`, job, signal);
          for (const { name, job_number: number } of jobs) {
            if (!RECEIPTS.test(name) || number === undefined) continue;
            const kept = await list(`project/${slug}/${number}/artifacts`, artifact, signal);
            for (const one of kept) fetched.push(...(await read(one, signal)));
          }
        }
      return fetched;
    },
  };
}
