/** Text of bytes that come in pieces, cut where characters end; a byte order mark is left out. */
export class TextOfBytes {
  readonly #decoder = new TextDecoder('utf-8');

  /** Invalid UTF-8 is replaced. */
  text(chunk: Uint8Array): string {
    return this.#decoder.decode(chunk, { stream: true });
  }

  /** What is left of a character that was cut off. */
  end(): string {
    return this.#decoder.decode();
  }
}

/** A line longer than this is given in pieces, so that output without line breaks does not gather in memory. Characters. */
const LONGEST = 1 << 20;

/** Cuts text that comes in pieces into lines, without their line breaks. */
export class LineCutter {
  #rest = '';

  *lines(text: string): Iterable<string> {
    const all = this.#rest + text;
    let start = 0;
    for (let end = all.indexOf('\n'); end !== -1; end = all.indexOf('\n', start)) {
      yield all.slice(start, all[end - 1] === '\r' && end > start ? end - 1 : end);
      start = end + 1;
    }
    this.#rest = all.slice(start);
    if (this.#rest.length < LONGEST) return;
    yield this.#rest;
    this.#rest = '';
  }

  /** The last line, when it has no line break. */
  *end(): Iterable<string> {
    if (this.#rest !== '') yield this.#rest;
    this.#rest = '';
  }
}
