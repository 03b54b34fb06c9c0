import { HttpConnections, httpExchange } from '../../platform/http-exchange.ts';
import type { TokenEnd } from '../../secrets/check-secrets.ts';

const PATIENCE = { connect: 10_000, idle: 10_000, total: 15_000, rate: 10_000, most: 30_000 };

/** Forms of GitHub's tokens that people make (github.blog, "Behind GitHub's new authentication token formats"). */
export function isGithubToken(value: string): boolean {
  return /^(?:ghp_|gho_|github_pat_)\w+$/.test(value);
}

/**
 * When a token of GitHub ends, in milliseconds since 1970, as the header `github-authentication-token-expiration` says on every answer
 * (docs.github.com, "Managing your personal access tokens"). Asked for what any token may see, and counts against no limit. Undefined when it has no end or
 * GitHub does not say.
 */
export async function githubTokenExpiry(api: URL, token: string): Promise<TokenEnd | undefined> {
  const connections = new HttpConnections();
  try {
    const url = new URL(`${api.href.replace(/\/$/, '')}/rate_limit`);
    const headers = { 'user-agent': 'lockstep', accept: 'application/vnd.github+json' };
    const outcome = await httpExchange(
      { method: 'GET', url, headers, authorization: `Bearer ${token}`, patience: PATIENCE, connections },
      async ({ status, header }) => ({ status, end: header('github-authentication-token-expiration') }),
    );
    if (!outcome.ok) return undefined;
    if (outcome.value.status === 401) return 'refused';
    return readEnd(outcome.value.end);
  } finally {
    connections.close();
  }
}

/** `2026-12-01 10:00:00 UTC`, or with an offset: `2026-12-01 10:00:00 +0200`. */
function readEnd(text: string | undefined): number | undefined {
  const [, date, time, zone = ''] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (UTC|[+-]\d{4})$/.exec(text ?? '') ?? [];
  if (date === undefined) return undefined;
  const end = Date.parse(`${date}T${time}${zone === 'UTC' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`}`);
  return Number.isNaN(end) ? undefined : end;
}
