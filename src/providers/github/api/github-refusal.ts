import { printableLine } from '../../../diagnostics/printable.ts';
import { ApiRefusal } from '../../api-refusal.ts';
import type { SourceRefusal, SourceRefusalKind } from '../../run-source.ts';

/** GitHub was asked and did not do it. */
export class GithubRefusal extends ApiRefusal<SourceRefusalKind> implements SourceRefusal {}

/** What a request needs, for the words of a refusal. */
export interface Purpose {
  /** Behind "GitHub did not": `take the results`. */
  readonly what: string;
  /** As a workflow's `permissions` names it: `security-events: write`. */
  readonly permission: string;
  /** The scope that a classic personal access token needs. */
  readonly scope: string;
}

/** What is known of an answer that is no success. Names of headers are in lower case. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

/** Makes of a failed answer what a person is told. `tokenFrom`: where the token was found. */
export function refusalOf(
  { status, headers, data }: FailedAnswer,
  { purpose, repository, tokenFrom }: { purpose: Purpose; repository: string; tokenFrom: string },
): GithubRefusal {
  const said = wordsOf(data);
  const told = (reason: string): string => `GitHub did not ${purpose.what}: ${reason}`;
  const because = said === '' ? `it answered ${status}` : `${said} (${status})`;
  switch (status) {
    case 401:
      return new GithubRefusal('token', told(because), {
        status,
        fix: `The token from ${tokenFrom} is wrong or has run out: give another one in GITHUB_TOKEN or GH_TOKEN, or run \`gh auth login\`.`,
      });
    case 403:
      return forbidden({ said, because: told(because), headers }, purpose);
    case 404:
      return new GithubRefusal('missing', told(because), {
        status,
        fix: `See whether ${repository} is the right repository, and whether the token may see it: what a token may not see is not there for it.`,
      });
    case 410:
    case 422:
      return new GithubRefusal('invalid', told(because), { status });
    case 429:
      return new GithubRefusal('limit', told(because), {
        status,
        fix: 'Wait, or use a token of another account.',
      });
    case 413:
      return new GithubRefusal('invalid', told(because), { status, fix: 'It is too large: send less.' });
    default:
      return new GithubRefusal(status >= 500 ? 'unreachable' : 'invalid', told(because), { status });
  }
}

/**
 * Of 403 there are many kinds, told apart by their words alone: code scanning is not switched on ("Advanced Security must be enabled for this
 * repository to use code scanning", "Code Security must be enabled …", "Code scanning is not enabled for this repository", in
 * github/codeql-action, src/api-client.ts and issues); the organisation wants single sign-on; an archive; or a permission, which
 * `x-accepted-github-permissions` names for tokens with permissions, `x-accepted-oauth-scopes` for classic ones
 * (docs.github.com, "Troubleshooting the REST API", "Insufficient permission errors").
 */
function forbidden(
  { said, because, headers }: { said: string; because: string; headers: FailedAnswer['headers'] },
  purpose: Purpose,
): GithubRefusal {
  if (/rate limit/i.test(said))
    return new GithubRefusal('limit', because, {
      status: 403,
      fix: 'Wait, or use a token of another account.',
    });
  if (/must be enabled|not enabled|enable code scanning/i.test(said))
    return new GithubRefusal('disabled', because, {
      status: 403,
      fix: 'Switch code scanning on in the settings of the repository, under "Advanced Security"; a private repository needs GitHub Code Security for it.',
    });
  if (/archived/i.test(said))
    return new GithubRefusal('disabled', because, {
      status: 403,
      fix: 'An archived repository takes nothing in.',
    });
  if (/\bSAML\b/.test(said))
    return new GithubRefusal('permission', because, {
      status: 403,
      fix: 'Authorise the token for the single sign-on of the organisation.',
    });
  if (/\blocked\b/i.test(said))
    return new GithubRefusal('permission', because, {
      status: 403,
      fix: 'The conversation is locked: unlock it, or use a token of somebody who may write in it.',
    });
  const accepted = headers['x-accepted-github-permissions'];
  const named =
    accepted === undefined || accepted === '' ? '' : ` (GitHub names: ${printableLine(String(accepted))})`;
  return new GithubRefusal('permission', because, {
    status: 403,
    fix: `The token needs \`${purpose.permission}\`${named}, a classic one the scope \`${purpose.scope}\`. In GitHub Actions it is the job's \`permissions\`; runs of pull requests from forks only read, whatever is written there.`,
  });
}

/** GitHub's own words: its message, and what it says of single fields (docs.github.com, "Troubleshooting the REST API"). */
function wordsOf(data: unknown): string {
  if (typeof data === 'string') return clipped(/^\s*</.test(data) ? '' : data);
  const { message, errors } = (data ?? {}) as { message?: unknown; errors?: unknown };
  const details = (Array.isArray(errors) ? errors : [])
    .map((one: unknown) => {
      if (typeof one === 'string') return one;
      const { message: words, field, code } = (one ?? {}) as Record<string, unknown>;
      if (typeof words === 'string') return words;
      return [field, code].filter((part) => typeof part === 'string').join(' ');
    })
    .filter((text) => text !== '');
  return clipped([typeof message === 'string' ? message : '', ...details].filter(Boolean).join(': '));
}

/** Characters of GitHub's words that are shown. */
const LONGEST_WORDS = 500;

function clipped(text: string): string {
  const line = printableLine(text.trim());
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)}…` : line;
}
