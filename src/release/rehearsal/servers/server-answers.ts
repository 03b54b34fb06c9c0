import type { LoopbackAnswer, LoopbackRequest } from '../../../platform/loopback-server.ts';

export function answerJson(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): LoopbackAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** JSON of a request; undefined when it is none. */
export function bodyOf({ body }: LoopbackRequest): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
