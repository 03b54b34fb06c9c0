import { sha256 } from '../../platform/digest.ts';
import { byteLength } from '../html/html.ts';

/**
 * GitHub refuses a comment of more than 65,536 characters ("Body is too long (maximum is 65536 characters)"). Counted as bytes that
 * limit holds however characters are counted.
 */
export const LARGEST_COMMENT = 65_000;

/**
 * The body of a comment that is written once and then kept up to date. Its first line, which nobody sees, says what it is of, so that
 * it can be found again, and what its content is, so that it is written anew only when that has changed:
 * `<!-- lockstep-report key="ci" content="<SHA-256, the first 32 hexadecimal digits>" -->`
 */
export function renderStickyComment(key: string, content: string): string {
  const anchor = `${stickyMarker(key)}content="${sha256(content).slice(0, 32)}" -->`;
  const body = `${anchor}\n${content}`;
  if (byteLength(body) > LARGEST_COMMENT + 200) throw new Error('Internal error: a comment is too long');
  return body;
}

/** Whether a comment that is there already says what this one would. */
export function saysTheSame(existing: string | undefined, comment: string): boolean {
  const [anchor] = comment.split('\n', 1);
  return existing?.split('\n', 1)[0]?.trim() === anchor;
}

/** How every edition of the comment of this key begins. */
export function stickyMarker(key: string): string {
  return `<!-- lockstep-report key="${safeKey(key)}" `;
}

/** The key and the content of a body that `renderStickyComment` made; undefined for any other text. */
export function readStickyComment(
  body: string,
): { readonly key: string; readonly content: string } | undefined {
  const [, key, content] =
    /^<!-- lockstep-report key="([\w.-]*)" content="[\da-f]{32}" -->\r?\n([\s\S]*)$/.exec(body) ?? [];
  return key === undefined || content === undefined ? undefined : { key, content };
}

/** Nothing in it can end the comment of HTML. */
function safeKey(key: string): string {
  return key.replace(/[^\w.]+/g, '-').replace(/^-|-$/g, '');
}
