import { z } from 'zod';
import { readArchive } from '../../build/archive-members.ts';
import { ChannelRefusal } from '../../channels/channel.ts';
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

const runs = z.object({ workflow_runs: z.array(z.object({ id: z.number() })) });
const artifacts = z.object({
  artifacts: z.array(z.object({ id: z.number(), name: z.string(), expired: z.boolean() })),
});

const REMEDY =
  'The token must be allowed to read Actions: permissions: { actions: read }. It is in GITHUB_TOKEN.';
const PAGE = 100;
/** Of runs of one commit, and of artifacts of a run. */
const MOST_PAGES = 20;

/**
 * Artifacts of the runs of a push (docs.github.com, "REST API endpoints for workflow runs", "… for GitHub Actions artifacts"). Their archives are on
 * another server, which is told no token.
 */
export function githubReceipts(repository: string, { server, api, token }: SourceAccess): ReceiptSource {
  const base = `${api}/repos/${repository}/actions`;
  const title = `${repository} on GitHub Actions`;
  const headers = { accept: 'application/vnd.github+json', 'user-agent': 'lockstep' };
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  const request = (path: string) =>
    ({ method: 'GET', url: new URL(`${base}/${path}`), headers, authorization, most: LARGEST }) as const;
  const pages = async <T>(
    path: string,
    schema: z.ZodType<T>,
    { sizeOf, signal }: { sizeOf: (page: T) => number; signal: AbortSignal },
  ): Promise<readonly T[]> => {
    const found: T[] = [];
    for (let page = 1; page <= MOST_PAGES; page++) {
      const what = `asking ${title} for ${path.split('?')[0]}`;
      const one = await askFor(schema, server, {
        ...{ what, remedy: REMEDY, signal },
        request: request(`${path}${path.includes('?') ? '&' : '?'}per_page=${PAGE}&page=${page}`),
      });
      found.push(one);
      if (sizeOf(one) < PAGE) break;
    }
    return found;
  };
  const read = async (id: number, signal: AbortSignal): Promise<readonly FetchedReceipt[]> => {
    const answer = await server.ask(request(`artifacts/${id}/zip`), signal);
    if (answer.status !== 200) throw refusalOf(answer, `fetching artifact ${id} of ${title}`, REMEDY);
    const archive = await readArchive(answer.bytes);
    // One with a name that leads out of its folder is none either.
    if (archive === undefined)
      throw new ChannelRefusal('never', `artifact ${id} of ${title} is no archive that can be read`);
    return archive.members.flatMap(({ name, content }) => {
      const file = name.split('/').at(-1) ?? '';
      return RECEIPT_FILE.test(file) ? [{ name: file, text: Buffer.from(content).toString() }] : [];
    });
  };
  return {
    title,
    async fetch(commit, signal) {
      const found = await pages(`runs?event=push&head_sha=${commit}`, runs, {
        sizeOf: (page) => page.workflow_runs.length,
        signal,
      });
      const fetched: FetchedReceipt[] = [];
      for (const { id } of found.flatMap((page) => page.workflow_runs)) {
        const kept = await pages(`runs/${id}/artifacts`, artifacts, {
          sizeOf: (page) => page.artifacts.length,
          signal,
        });
        const wanted = kept
          .flatMap((page) => page.artifacts)
          .filter(({ name, expired }) => RECEIPTS.test(name) && !expired);
        for (const one of wanted) fetched.push(...(await read(one.id, signal)));
      }
      return fetched;
    },
  };
}
