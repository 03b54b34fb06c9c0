import type { ByteView } from './byte-view.ts';

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
  read(view: ByteView, from: number): { readonly blanked: Uint8Array; readonly regions: readonly number[] } {
    const { bytes } = view;
    if (scratch.length < bytes.length) scratch = new Uint8Array(bytes.length);
    const blanked = scratch.subarray(0, bytes.length);
    blanked.set(bytes);
    const regions: number[] = [];
    let end = Number.NEGATIVE_INFINITY;
    for (let at = from; ; at = end) {
      if (this.#state === 'text') at = nextEscape(view, at);
      if (at >= bytes.length) break;
      if (at - end > NEAR) {
        if (regions.length > 0) regions.push(end);
        regions.push(at);
      }
      end = this.#state === 'text' ? blankControl(bytes, at, blanked) : at;
      if (end === at) end = this.#blank(bytes, at, blanked);
    }
    if (regions.length > 0) regions.push(end);
    return { blanked, regions };
  }

  /** Blanks the sequence that begins at `start`, or goes on there. Gives its end. */
  #blank(bytes: Uint8Array, start: number, blanked: Uint8Array): number {
    let at = start;
    if (this.#state === 'text') {
      this.#state = 'escape';
      blanked[at++] = 0;
    }
    for (; at < bytes.length && this.#takes(bytes[at] as number); at++) blanked[at] = 0;
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
        return isFinal(byte);
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

/** The last byte of a control sequence. */
function isFinal(byte: number): boolean {
  return byte >= 0x40 && byte <= 0x7e;
}

let scratch = new Uint8Array();

/** Sequences with at most about so many bytes between them are in one region: it is sooner looked at than two. */
const NEAR = 64;

/** Where the next escape character stands; the end of the bytes when there is none. */
function nextEscape({ bytes, words, lead }: ByteView, from: number): number {
  let at = from;
  if (from >= lead) {
    // In coloured text the next one is often so near that a call of `indexOf` takes longer than looking.
    let index = (from - lead) >> 2;
    // What stands in the first word before `from` is not looked at.
    let wanted = -1 << (((from - lead) & 3) * 8);
    for (const stop = Math.min(index + NEAR / 4, words.length); index < stop; index++) {
      const escapes = escapesIn(words[index] as number) & wanted;
      if (escapes !== 0) return lead + index * 4 + ((31 - Math.clz32(escapes & -escapes)) >> 3);
      wanted = -1;
    }
    at = Math.max(from, lead + index * 4);
  }
  const found = bytes.indexOf(ESCAPE, at);
  return found === -1 ? bytes.length : found;
}

/** The highest bit of each byte that is the escape character (Warren, "Hacker's Delight", §6-1). */
function escapesIn(word: number): number {
  const others = word ^ (ESCAPE * 0x01010101);
  return ~(((others & 0x7f7f7f7f) + 0x7f7f7f7f) | others | 0x7f7f7f7f);
}

/** Blanks the control sequence that begins at `start`, if it is one and all of it is there. Gives its end, or `start`. */
function blankControl(bytes: Uint8Array, start: number, blanked: Uint8Array): number {
  if (bytes[start + 1] !== CONTROL_INTRODUCER) return start;
  let at = start + 2;
  while (at < bytes.length && isParameter(bytes[at] as number)) blanked[at++] = 0;
  if (at === bytes.length || !isFinal(bytes[at] as number)) return start;
  blanked[start] = 0;
  blanked[start + 1] = 0;
  blanked[at] = 0;
  return at + 1;
}
