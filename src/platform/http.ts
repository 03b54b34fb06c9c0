/** What came back from a server, or why nothing did. */
export type HttpAnswer =
  | { readonly ok: true; readonly status: number; readonly body: string }
  | { readonly ok: false; readonly reason: string };

export interface HttpPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Sends one request. Never rejects; an answer of any status is an answer. */
export function httpPost({ url, headers, body, timeout }: HttpPost): Promise<HttpAnswer> {
  return exchange(url, { method: 'POST', headers, body }, timeout);
}

/** The same, asking. */
export function httpGet({ url, headers, timeout }: Omit<HttpPost, 'body'>): Promise<HttpAnswer> {
  return exchange(url, { method: 'GET', headers }, timeout);
}

async function exchange(url: string, request: RequestInit, timeout: number): Promise<HttpAnswer> {
  try {
    const response = await fetch(url, {
      ...request,
      signal: AbortSignal.timeout(timeout),
      redirect: 'error',
    });
    return { ok: true, status: response.status, body: await response.text() };
  } catch (error) {
    const cause = (error as { cause?: { message?: string } }).cause?.message;
    return { ok: false, reason: cause ?? (error as Error).message };
  }
}
