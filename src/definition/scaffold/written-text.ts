import { printableLine } from '../../diagnostics/printable.ts';

/** Control characters, line separators, and what reorders text on a screen: they are written as escapes, never as they are. */
const INVISIBLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export function escapeInvisible(text: string): string {
  return text.replace(
    INVISIBLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) !== -1;
}

/** For comments and notes: one line, nothing that a terminal or an editor would obey. */
export function onOneLine(text: string): string {
  return printableLine(text).replace(INVISIBLE, '\ufffd');
}
