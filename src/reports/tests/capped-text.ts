const LONGEST_MESSAGE = 1_000;
const LONGEST_TEXT = 8_000;
/** Characters of failures that are kept of one file in full; what comes later keeps its beginning. */
const MOST_IN_ALL = 16_000_000;
const LITTLE = 400;

/** Keeps what tests said within limits, so that a file of a gigabyte of output does not become as much memory. One for each file. */
export class CappedTexts {
  #room = MOST_IN_ALL;

  message(text: string): string {
    return cap(text.trim(), this.#room > 0 ? LONGEST_MESSAGE : LITTLE);
  }

  text(text: string): string {
    // What `TextPieces` has capped is longer by the line that says so.
    const capped = cap(text.replace(/^\s*\n/, '').trimEnd(), this.#room > 0 ? LONGEST_TEXT + 100 : LITTLE);
    this.#room -= capped.length;
    return capped;
  }
}

/** Both ends say something: the beginning what happened, the end where. */
function cap(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.floor(most * 0.6);
  const tail = most - head;
  return `${text.slice(0, head)}\n… ${text.length - most} characters are left out …\n${text.slice(-tail)}`;
}

const HEAD = LONGEST_TEXT * 0.6;
const TAIL = LONGEST_TEXT - HEAD;

/** A text that comes in pieces, of which no more is held than its two ends that will be shown. */
export class TextPieces {
  #head = '';
  #tail = '';
  #length = 0;

  add(piece: string): void {
    this.#length += piece.length;
    const room = HEAD - this.#head.length;
    if (room > 0) this.#head += piece.slice(0, room);
    if (piece.length > room) this.#tail += piece.slice(room);
    if (this.#tail.length > 16 * TAIL) this.#tail = this.#tail.slice(-TAIL);
  }

  /** Empty afterwards. */
  take(): string {
    const left = this.#length - LONGEST_TEXT;
    const text =
      left > 0
        ? `${this.#head}\n… ${left} characters are left out …\n${this.#tail.slice(-TAIL)}`
        : this.#head + this.#tail;
    this.#head = '';
    this.#tail = '';
    this.#length = 0;
    return text;
  }
}
