/** What a request may take. */
export interface FetchLimits {
  /** Milliseconds from the beginning to the last byte, redirections included, for a request without a body. */
  readonly total: number;
  /** Bytes in a second: a body may take longer than `total` by what it would take at this rate. */
  readonly rate: number;
  /** Bytes of an answer. */
  readonly answer: number;
}

/** Why no answer is taken, whatever is tried again. */
export class UntrustedAnswer extends Error {}

/** As many as a repository that was renamed, and then moved, needs, and no loop lasts. */
const MOST_REDIRECTS = 5;
/** RFC 9110, section 15.4. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * `fetch` that goes to these origins and to no other, whatever the answers say: every request carries the token. A redirection is
 * followed with the method and body it began with, as GitHub asks for (docs.github.com, "Best practices for using the REST API",
 * "Follow redirects"); `fetch` itself would make a GET of a POST. An answer that goes on for too long, in bytes or in time, is none.
 */
export function guardedFetch(origins: ReadonlySet<string>, limits: FetchLimits): typeof fetch {
  return async (input, init = {}) => {
    const size = typeof init.body === 'string' ? init.body.length : 0;
    const patience = Math.round(limits.total + (size / limits.rate) * 1000);
    const signal = AbortSignal.timeout(patience);
    try {
      return await follow(new URL(String(input)), { ...init, redirect: 'manual', signal });
    } catch (error) {
      if (signal.aborted) throw new Error(`no answer within ${Math.round(patience / 1000)} s`);
      throw error;
    }
  };

  async function follow(start: URL, init: RequestInit): Promise<Response> {
    let url = start;
    for (let redirects = 0; ; redirects++) {
      if (!origins.has(url.origin))
        throw new UntrustedAnswer(`it leads to ${url.host}, which is not the API that was asked`);
      const response = await fetch(url, init);
      const location = response.headers.get('location');
      if (!REDIRECTS.has(response.status) || location === null || !URL.canParse(location, url.href))
        return addressed(await bounded(response, limits.answer), url);
      await response.body?.cancel();
      if (redirects === MOST_REDIRECTS)
        throw new UntrustedAnswer(`it redirects more than ${MOST_REDIRECTS} times`);
      url = new URL(location, url);
    }
  }
}

/** Where an answer is from, which paging asks for and a `Response` of one's own does not say. */
function addressed(response: Response, url: URL): Response {
  return Object.defineProperty(response, 'url', { value: url.href });
}

/** Answers that have no body by definition, which `Response` insists on (Fetch standard, "null body status"). */
const WITHOUT_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304]);

async function bounded(response: Response, most: number): Promise<Response> {
  const { status, headers } = response;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes > most) throw new UntrustedAnswer(`it answers with more than ${most} bytes`);
    parts.push(part);
  }
  return new Response(WITHOUT_BODY.has(status) ? null : Buffer.concat(parts), { status, headers });
}
