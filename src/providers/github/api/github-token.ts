import { runCommand } from '../../../platform/processes.ts';
import type { Variables } from './build-context.ts';

export interface FoundToken {
  readonly token: string;
  /** Where it comes from, for people. */
  readonly from: string;
}

/** Visible ASCII: what a header can hold (RFC 9110, section 5.5), and more than GitHub makes tokens of. */
const TOKEN = /^[\x21-\x7e]+$/;
/** Milliseconds for a program that only reads a file. */
const GH_PATIENCE = 10_000;

/**
 * The token to ask GitHub with: of GITHUB_TOKEN, of GH_TOKEN, or of the `gh` program (cli.github.com/manual/gh_auth_token), in this
 * order. `unusable` names a variable whose value no token can have; the value itself is never told.
 */
export async function findGithubToken(
  env: Variables,
  host: string,
): Promise<FoundToken | { readonly unusable: string } | undefined> {
  for (const from of ['GITHUB_TOKEN', 'GH_TOKEN']) {
    const token = env[from]?.trim() ?? '';
    if (token === '') continue;
    return TOKEN.test(token) ? { token, from } : { unusable: from };
  }
  const { code, stdout } = await runCommand('gh', ['auth', 'token', '--hostname', host], {
    timeout: GH_PATIENCE,
  });
  const token = stdout.trim();
  return code === 0 && TOKEN.test(token) ? { token, from: '`gh auth token`' } : undefined;
}
