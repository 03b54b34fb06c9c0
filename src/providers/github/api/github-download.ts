import { HttpConnections, type HttpPatience, httpExchange } from '../../../platform/http-exchange.ts';
import { resumedDownload } from '../../resumed-download.ts';
import type { ByteSink } from '../../run-source.ts';

export interface GithubDownload {
  readonly url: URL;
  readonly authorization: string;
  readonly userAgent: string;
  readonly sink: ByteSink;
  readonly signal?: AbortSignal | undefined;
  pause(ms: number): Promise<void>;
  /** What to throw for an answer that is no success. */
  refusal(answer: {
    readonly status: number;
    readonly data: unknown;
    readonly accepted: string | undefined;
  }): Error;
  unreachable(reason: string): Error;
}

const PATIENCE: HttpPatience = {
  connect: 10_000,
  idle: 30_000,
  total: 60_000,
  rate: 50_000,
  most: 3_600_000,
};
/** Bytes of an answer that says why there is no file. */
const LARGEST_REFUSAL = 65_536;

/**
 * A file that GitHub gives by a redirection to where it is kept, which is valid for a minute (docs.github.com/rest, "Download job logs for a
 * workflow run"). The token goes to the API and stays there: the address that it leads to has its own permission in it. What breaks off is
 * taken up again through the API, which gives a new address.
 */
export async function githubDownload(download: GithubDownload): Promise<void> {
  const { url, authorization, userAgent, sink, signal, pause, refusal, unreachable } = download;
  const connections = new HttpConnections();
  try {
    await resumedDownload({
      open: (from, receive) =>
        httpExchange(
          {
            ...{ method: 'GET', url, authorization, signal, connections, patience: PATIENCE },
            headers: { 'user-agent': userAgent, ...(from > 0 && { range: `bytes=${from}-` }) },
          },
          receive,
        ),
      sink,
      pause,
      signal,
      refuse: async (head, body) => {
        const accepted = head.header('x-accepted-github-permissions');
        return refusal({ status: head.status, data: await readSmall(body), accepted });
      },
      unreachable,
    });
  } finally {
    connections.close();
  }
}

async function readSmall(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  let text = '';
  for await (const chunk of body) {
    text += Buffer.from(chunk).toString('utf8');
    if (text.length > LARGEST_REFUSAL) break;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text.slice(0, LARGEST_REFUSAL);
  }
}
