import { printable } from '../../diagnostics/printable.ts';
import { byteLength } from '../html/html.ts';

/** As many whole lines as `room` bytes of UTF-8 hold. */
export function firstLines(text: string, room: number): string {
  if (byteLength(text) <= room) return text;
  const lines: string[] = [];
  let left = room;
  for (const line of text.split('\n')) {
    left -= byteLength(line) + 1;
    if (left < 0) break;
    lines.push(line);
  }
  return lines.join('\n');
}

/** The sections that `room` bytes hold; one of them that is too long does not keep the others away. */
function fittingSections(
  sections: readonly string[],
  room: number,
): { readonly sections: readonly string[]; readonly cut: number } {
  let left = room;
  const shown = sections.filter((section) => {
    const size = byteLength(section) + 2;
    if (size > left) return false;
    left -= size;
    return true;
  });
  return { sections: shown, cut: sections.length - shown.length };
}

/** These sections as far as they fit, and how many are missing then, with `cut` that were left out before. Empty where none fits. */
export function joinedSections(sections: readonly string[], room: number, cut: number): string {
  const shown = fittingSections(sections, room - CUT_TEXT_ROOM);
  if (shown.sections.length === 0) return '';
  const missing = shown.cut + cut;
  return [...shown.sections, ...(missing > 0 ? [cutText(missing)] : [])].join('\n\n');
}

/** Bytes of `cutText` and what stands in front of it. */
export const CUT_TEXT_ROOM = 60;

export function cutText(cut: number): string {
  return `… and ${cut} more that did not fit here.`;
}

/** A code block whose fence is longer than any in the text (CommonMark §4.5), so that output cannot end it. Empty without lines. */
export function codeBlock(lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const text = lines.map((line) => printable(line)).join('\n');
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
