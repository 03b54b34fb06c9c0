import { byteLength } from '../html/html.ts';
import { firstLines } from '../markdown/bounded-markdown.ts';
import { LARGEST_COMMENT } from './sticky-comment.ts';

export interface FittedComment {
  readonly content: string;
  /** Lines at the end that are left out; 0 when it fits. */
  readonly cut: number;
}

/** Bytes kept for what is written behind a cut. */
const ROOM_FOR_END = 1_000;

/**
 * Markdown of anybody's making, cut at the end of a line where it is more than a comment on GitHub holds, with a line that says so. What was
 * open at that place, a block of code or folded parts, is closed: or the line would stand in it, unseen.
 */
export function fitComment(content: string): FittedComment {
  if (byteLength(content) <= LARGEST_COMMENT) return { content, cut: 0 };
  const whole = firstLines(content, LARGEST_COMMENT - ROOM_FOR_END);
  const count = (text: string): number => text.trimEnd().split('\n').length;
  const shown = whole === '' ? 0 : count(whole);
  const cut = count(content) - shown;
  const notice = `_The last ${cut} of ${shown + cut} lines are left out: a comment on GitHub holds no more._`;
  return { content: `${whole}\n${closing(whole)}\n${notice}\n`, cut };
}

/** What ends the block of code (CommonMark 0.31.2 §4.5) and the folded parts that are open at the end of the text. */
function closing(text: string): string {
  let fence: string | undefined;
  let folded = 0;
  for (const line of text.split('\n')) {
    const [, mark, rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) && rest.trim() === '') fence = undefined;
      continue;
    }
    if (mark !== undefined && !(mark.startsWith('`') && rest.includes('`'))) fence = mark;
    else
      folded = Math.max(
        0,
        folded + (line.match(/<details\b/gi)?.length ?? 0) - (line.match(/<\/details\s*>/gi)?.length ?? 0),
      );
  }
  // More than the room holds are somebody's joke, and GitHub closes them itself.
  const ends = Array<string>(Math.min(folded, 20)).fill('</details>');
  return [...(fence === undefined ? [] : [fence.slice(0, 400)]), '', ...ends].join('\n');
}
