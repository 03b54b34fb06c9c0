/**
 * Escape sequences that a terminal would obey: CSI, OSC (titles, hyperlinks), DCS/SOS/PM/APC strings and two-byte escapes,
 * in their 7-bit and 8-bit forms (ECMA-48 §5.3 - §5.6). One group, so that `split` keeps what it split at.
 */
const ESCAPE_SEQUENCE =
  /((?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|(?:\u001b[PX^_]|[\u0090\u0098\u009e\u009f])[^\u001b\u009c]*(?:\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?)/g;

/** What is left of C0 and C1, and the characters that reorder text (Unicode bidirectional controls, "Trojan Source"). */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const SELECT_GRAPHIC_RENDITION = /^(?:\u001b\[|\u009b)[\d;:]*m$/;

export interface PrintableOptions {
  /** Keep colours (SGR sequences) and nothing else. */
  readonly keepColor?: boolean;
}

/**
 * Text from outside (a branch, a file name, a tool's output) made harmless for a terminal: no cursor movement, no titles,
 * no links, no reordering; tab and newline stay. Other control characters become U+FFFD so that nothing disappears unseen.
 */
export function printable(text: string, options: PrintableOptions = {}): string {
  return text
    .replace(/\r+\n/g, '\n')
    .split(ESCAPE_SEQUENCE)
    .map((part, index) => {
      if (index % 2 === 0) return part.replace(UNPRINTABLE, '\ufffd');
      return options.keepColor === true && SELECT_GRAPHIC_RENDITION.test(part) ? part : '';
    })
    .join('');
}

/** The same, on one line: for names, messages and table cells. */
export function printableLine(text: string): string {
  return printable(text).replace(/\s*\n\s*/g, ' ⏎ ');
}

/**
 * The last line of defence, for text that is about to be written: of what a terminal would obey only colours stay, and all else is as it
 * was. JSON goes through it unchanged, as it has no raw escape character.
 */
export function onlyColors(text: string): string {
  if (!text.includes('\u001b')) return text;
  return text.replace(ESCAPE_SEQUENCE, (sequence) =>
    sequence.startsWith('\u001b') && !SELECT_GRAPHIC_RENDITION.test(sequence) ? '' : sequence,
  );
}
