import { httpGet } from '../../platform/http.ts';
import { runCommand } from '../../platform/processes.ts';

/** `fix` says what to do; `token` is a secret. */
export type TokenAnswer =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none'; readonly why: string; readonly fix: string };

type Variables = Readonly<Record<string, string | undefined>>;

/** Fulcio takes tokens that were made for it alone. */
const AUDIENCE = 'sigstore';
/** How long whoever gives a token may take, in milliseconds. */
const PATIENCE_MS = 30_000;

/**
 * A token that proves to Fulcio, or to whoever else `audience` is, which job this is. On GitHub Actions the runner gives it (docs.github.com, "OpenID Connect reference"), on CircleCI the
 * program `circleci run oidc get`, as the token in the job's variables is for another audience (circleci.com/docs, "OpenID Connect tokens with
 * custom claims"). Elsewhere, and before both, SIGSTORE_ID_TOKEN, as other tools of Sigstore read it.
 */
export async function identityToken(env: Variables, audience: string = AUDIENCE): Promise<TokenAnswer> {
  if (env.SIGSTORE_ID_TOKEN && audience === AUDIENCE) return { kind: 'token', token: env.SIGSTORE_ID_TOKEN };
  if (env.GITHUB_ACTIONS === 'true') return githubToken(env, audience);
  if (env.CIRCLECI === 'true') return circleToken(audience);
  return {
    kind: 'none',
    why: 'there is nothing to sign with: no key, and no CI system that says who this is',
    fix: 'Name a key with --key (lockstep keys generate makes one), or sign in a job on GitHub Actions or CircleCI.',
  };
}

async function githubToken(env: Variables, audience: string): Promise<TokenAnswer> {
  const none = (why: string): TokenAnswer => ({
    kind: 'none',
    why,
    fix: 'Give the job `permissions: id-token: write`; pull requests from forks have none.',
  });
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = env;
  if (!address || !bearer || !URL.canParse(address))
    return none('this job may not ask GitHub for an identity token');
  const url = new URL(address);
  url.searchParams.set('audience', audience);
  const headers = { authorization: `Bearer ${bearer}`, accept: 'application/json' };
  const answer = await httpGet({ url: url.href, headers, timeout: PATIENCE_MS });
  if (!answer.ok) return none(`GitHub gave no identity token: ${answer.reason}`);
  const token = tokenIn(answer.body);
  return answer.status === 200 && token !== undefined
    ? { kind: 'token', token }
    : none(`GitHub gave no identity token, but status ${answer.status}`);
}

function tokenIn(body: string): string | undefined {
  try {
    const { value } = JSON.parse(body) as { readonly value?: unknown };
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined;
  }
}

async function circleToken(audience: string): Promise<TokenAnswer> {
  const claims = JSON.stringify({ aud: audience });
  const { code, stdout } = await runCommand('circleci', ['run', 'oidc', 'get', '--claims', claims], {
    timeout: PATIENCE_MS,
  });
  const token = stdout.trim();
  if (code === 0 && token !== '') return { kind: 'token', token };
  return {
    kind: 'none',
    why: 'CircleCI gave no identity token',
    fix: '`circleci run oidc get` must work in this job: it needs a project with OpenID Connect, and no build of a fork.',
  };
}
