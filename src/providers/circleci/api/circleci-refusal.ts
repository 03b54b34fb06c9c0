import { printableLine } from '../../../diagnostics/printable.ts';
import { ApiRefusal } from '../../api-refusal.ts';
import type { SourceRefusal, SourceRefusalKind } from '../../run-source.ts';

/** CircleCI was asked and did not do it. */
export class CircleciRefusal extends ApiRefusal<SourceRefusalKind> implements SourceRefusal {}

/** What a request needs, for the words of a refusal. */
export interface CirclePurpose {
  /** Behind "CircleCI did not": `list runs`. */
  readonly what: string;
  /**
   * What its account must be able to do. A personal API token has no scopes of its own: it may do what its owner may
   * (circleci.com/docs/managing-api-tokens).
   */
  readonly right: string;
}

/** Makes of a failed answer what a person is told. `tokenFrom`: where the token was found. */
export function circleRefusalOf(
  { status, text }: { readonly status: number; readonly text: string },
  { what, right }: CirclePurpose,
  { project, tokenFrom }: { readonly project: string; readonly tokenFrom: string },
): CircleciRefusal {
  const said = wordsOf(text);
  const told = `CircleCI did not ${what}: ${said === '' ? `it answered ${status}` : `${said} (${status})`}`;
  const more = (fix?: string): { status: number; fix: string | undefined } => ({ status, fix });
  if (status === 401)
    return new CircleciRefusal(
      'token',
      told,
      more(
        `The token from ${tokenFrom} is wrong or was revoked: give a personal API token in CIRCLE_TOKEN (a project's token will not do), or run \`circleci setup\`.`,
      ),
    );
  if (status === 403)
    return new CircleciRefusal(
      'permission',
      told,
      more(`The account of the token from ${tokenFrom} needs the permission: ${right}.`),
    );
  if (status === 404)
    return new CircleciRefusal(
      'missing',
      told,
      more(
        `See whether ${project} is the right project, and whether the account of the token may see it (needed: ${right}): what it may not see is not there for it.`,
      ),
    );
  if (status === 429) return new CircleciRefusal('limit', told, more('Wait a little.'));
  return new CircleciRefusal(status >= 500 ? 'unreachable' : 'invalid', told, more());
}

/** Characters of CircleCI's words that are shown. */
const LONGEST_WORDS = 500;

/** v3 has `{error: {title, detail}}`, v2 `{message}` (CircleCI-Public/circleci-cli, internal/apiclient/error.go). */
function wordsOf(text: string): string {
  let said = '';
  try {
    const { error, message } = JSON.parse(text) as { error?: unknown; message?: unknown };
    const { title, detail } = (error ?? {}) as { title?: unknown; detail?: unknown };
    said = [title, detail, message].filter((one) => typeof one === 'string' && one !== '').join(': ');
  } catch {
    // A page of some server on the way.
  }
  const line = printableLine(said.trim());
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)}…` : line;
}
