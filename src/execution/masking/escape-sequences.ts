const BELL = 0x07;
const LINE_FEED = 0x0a;
const CANCEL = 0x18;
const SUBSTITUTE = 0x1a;
export const ESCAPE = 0x1b;
const CONTROL_INTRODUCER = 0x5b;
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

  /**
   * A copy of the bytes in which those of sequences, from `from` on, are NUL: to a matcher that passes it over, they are not there.
   * It stays until the next call, of whichever stream. And the regions with sequences: the start of each, then its end.
   */
  read(bytes: Uint8Array, from: number): { readonly blanked: Uint8Array; readonly regions: readonly number[] } {
    if (scratch.length < bytes.length) scratch = new Uint8Array(bytes.length);
    const blanked = scratch.subarray(0, bytes.length);
    blanked.set(bytes);
    const regions: number[] = [];
    let end = Number.NEGATIVE_INFINITY;
    for (let at = from; ; ) {
      if (this.#state === 'text') at = nextEscape(bytes, at);
      if (at === -1 || at >= bytes.length) break;
      if (at - end > NEAR) {
        if (regions.length > 0) regions.push(end);
        regions.push(at);
      }
      end = this.#pass(bytes, at);
      for (; at < end; at++) blanked[at] = 0;
    }
    if (regions.length > 0) regions.push(end);
    return { blanked, regions };
  }

  /** The end of the sequence that `bytes[from..]` begins with or goes on with. */
  #pass(bytes: Uint8Array, from: number): number {
    let at = from;
    if (this.#state === 'text') {
      at++;
      this.#state = 'escape';
      if (bytes[at] === CONTROL_INTRODUCER) {
        at++;
        this.#state = 'control';
      }
    }
    if (this.#state === 'control') while (at < bytes.length && isParameter(bytes[at] as number)) at++;
    while (at < bytes.length && this.#takes(bytes[at] as number)) at++;
    return at;
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
        if (isParameter(byte)) return true;
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
    if (byte === CONTROL_INTRODUCER) this.#state = 'control';
    else if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f)
      this.#state = 'string';
    else if (byte < 0x20 || byte > 0x2f) {
      this.#state = 'text';
      return byte >= 0x30 && byte <= 0x7e;
    }
    return true;
  }
}

/** A parameter or an intermediate byte of a control sequence. */
function isParameter(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x3f;
}

let scratch = new Uint8Array();

/**
 * In coloured text the next sequence is often so near that a call of `indexOf` takes longer than looking, and that a region with both
 * is sooner looked at than two.
 */
const NEAR = 64;

function nextEscape(bytes: Uint8Array, from: number): number {
  const near = Math.min(from + NEAR, bytes.length);
  for (let at = from; at < near; at++) if (bytes[at] === ESCAPE) return at;
  return bytes.indexOf(ESCAPE, near);
}
