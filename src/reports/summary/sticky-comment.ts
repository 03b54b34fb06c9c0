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
  const anchor = `<!-- lockstep-report key="${safeKey(key)}" content="${sha256(content).slice(0, 32)}" -->`;
  const body = `${anchor}\n${content}`;
  if (byteLength(body) > LARGEST_COMMENT + 200) throw new Error('Internal error: a comment is too long');
  return body;
}

/** Whether a comment that is there already says what this one would. */
export function saysTheSame(existing: string | undefined, comment: string): boolean {
  const [anchor] = comment.split('\n', 1);
  return existing?.split('\n', 1)[0]?.trim() === anchor;
}

/** Nothing in it can end the comment of HTML. */
function safeKey(key: string): string {
  return key.replace(/[^\w.]+/g, '-').replace(/^-|-$/g, '');
}
