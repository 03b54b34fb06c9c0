const BELL = 0x07;
const LINE_FEED = 0x0a;
const CANCEL = 0x18;
const SUBSTITUTE = 0x1a;
export const ESCAPE = 0x1b;
const BACKSLASH = 0x5c;

type State = 'text' | 'escape' | 'control' | 'string' | 'string-escape';

/**
 * Separates the text of a stream from the escape sequences a terminal obeys (ECMA-48 §5.3, §5.4, §5.6, in their 7-bit forms),
 * wherever the stream is cut. A terminal reads OSC, DCS, SOS, PM and APC strings to their end; here a line feed ends them too,
 * for a string that was never closed must not hide the rest of a log from the masker.
 */
export class EscapeSequences {
  #state: State = 'text';

  /** Whether the stream stands within a sequence. */
  get open(): boolean {
    return this.#state !== 'text';
  }

  /** Calls `text` for each stretch of `bytes[from..]` that is not part of a sequence. */
  read(bytes: Uint8Array, from: number, text: (from: number, to: number) => void): void {
    let at = from;
    while (at < bytes.length) {
      if (this.#state === 'text') {
        const next = bytes.indexOf(ESCAPE, at);
        const end = next === -1 ? bytes.length : next;
        if (end > at) text(at, end);
        at = end;
        if (next === -1) return;
        this.#state = 'escape';
        at++;
      } else if (this.#takes(bytes[at] ?? 0)) at++;
    }
  }

  /** Whether a sequence goes on with this byte; if not, the byte is text again, or begins the next sequence. */
  #takes(byte: number): boolean {
    switch (this.#state) {
      case 'text':
        return false;
      case 'escape':
        return this.#afterEscape(byte);
      case 'control':
        // Parameters and intermediates, then one final byte.
        if (byte >= 0x20 && byte <= 0x3f) return true;
        this.#state = 'text';
        return byte >= 0x40 && byte <= 0x7e;
      case 'string':
        if (byte === ESCAPE) this.#state = 'string-escape';
        else if (byte === BELL || byte === LINE_FEED || byte === CANCEL || byte === SUBSTITUTE)
          this.#state = 'text';
        return true;
      case 'string-escape':
        // ESC \ ends a string; any other sequence breaks it off.
        this.#state = byte === BACKSLASH ? 'text' : 'escape';
        return byte === BACKSLASH;
    }
  }

  #afterEscape(byte: number): boolean {
    if (byte === 0x5b) this.#state = 'control';
    else if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f)
      this.#state = 'string';
    else if (byte < 0x20 || byte > 0x2f) {
      this.#state = 'text';
      return byte >= 0x30 && byte <= 0x7e;
    }
    return true;
  }
}
