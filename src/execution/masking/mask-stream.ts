import type { Automaton } from './automaton.ts';
import { ESCAPE, EscapeSequences } from './escape-sequences.ts';
import { Matcher, type Ranges } from './matcher.ts';

/**
 * Masks one stream of bytes. However the stream is cut into chunks, what comes out is the same in total, and every stretch of
 * it that is not part of a secret comes out unchanged. A byte is held back only while it may still turn out to belong to a
 * secret. Chunks must not be changed after they were pushed: what comes out may be a view of them.
 */
export interface MaskStream {
  /** What is certain by now; often shorter than what was pushed, sometimes longer. */
  push(chunk: Uint8Array): Uint8Array;
  /** The rest. Nothing may be pushed afterwards. */
  end(): Uint8Array;
}

/** What to look for: short needles byte by byte, longer ones without regard to case, whitespace and escape sequences. */
export interface Automata {
  readonly exact: Automaton | undefined;
  readonly loose: Automaton | undefined;
}

const NOTHING = new Uint8Array();
const MASK = new Uint8Array([0x2a, 0x2a, 0x2a]);

/** A stream without secrets. */
export const openStream: MaskStream = { push: (chunk) => chunk, end: () => NOTHING };

export class SecretsMaskStream implements MaskStream {
  readonly #exact: Matcher | undefined;
  /** Reads escape sequences like text: a link or a title may hold a secret, a broken sequence swallow one. */
  readonly #plain: Matcher | undefined;
  /** Passes over escape sequences. Idle while it would be in the same state as `#plain`. */
  readonly #visible: Matcher | undefined;
  #together = true;
  readonly #escapes = new EscapeSequences();
  /** Bytes pushed so far. */
  #position = 0;
  /** Pushed and not given out: the bytes that end at `#position`. */
  #held: Uint8Array = NOTHING;
  /** Found, and beginning in what is held. */
  #pending: [start: number, end: number][] = [];
  /** The end of the last range that a mask was written for. */
  #masked = -1;

  constructor({ exact, loose }: Automata) {
    this.#exact = exact && new Matcher(exact);
    this.#plain = loose && new Matcher(loose);
    this.#visible = loose && new Matcher(loose);
  }

  push(chunk: Uint8Array): Uint8Array {
    const base = this.#position;
    const end = base + chunk.length;
    this.#exact?.scan(chunk, 0, chunk.length, base);
    if (this.#plain && this.#visible) this.#scanLoosely(chunk, base, this.#plain, this.#visible);
    this.#position = end;
    const { decided, keep } = this.#decide(chunk, this.#pendingFrom(end));
    // A copy, so that a few bytes do not keep a large chunk alive.
    this.#held = keep.slice();
    return decided;
  }

  end(): Uint8Array {
    return this.#decide(NOTHING, this.#position).decided;
  }

  #scanLoosely(chunk: Uint8Array, base: number, plain: Matcher, visible: Matcher): void {
    let from = 0;
    if (this.#together) {
      const next = chunk.indexOf(ESCAPE);
      from = next === -1 ? chunk.length : next;
      plain.scan(chunk, 0, from, base);
      if (next === -1) return;
      visible.follow(plain);
    }
    plain.scan(chunk, from, chunk.length, base);
    this.#escapes.read(chunk, from, (start, stop) => visible.scan(chunk, start, stop, base));
    this.#together = !this.#escapes.open && visible.agreesWith(plain);
  }

  #pendingFrom(end: number): number {
    return Math.min(
      this.#exact?.pendingFrom(end) ?? end,
      this.#plain?.pendingFrom(end) ?? end,
      this.#together ? end : (this.#visible?.pendingFrom(end) ?? end),
    );
  }

  /** Cuts what is held and the chunk at `limit`: before it everything is known, so it is given out, masked. */
  #decide(chunk: Uint8Array, limit: number): { decided: Uint8Array; keep: Uint8Array } {
    const from = this.#position - chunk.length - this.#held.length;
    const bytes = this.#held.length === 0 ? chunk : joined([this.#held, chunk]);
    const pieces: Uint8Array[] = [];
    const later: [number, number][] = [];
    let at = Math.max(from, Math.min(this.#masked, limit));
    for (const range of this.#takeFound()) {
      const [start, stop] = range;
      if (start >= limit) {
        later.push(range);
        continue;
      }
      // A range that touches the one before is hidden under the same mask.
      if (start > this.#masked) pieces.push(bytes.subarray(at - from, start - from), MASK);
      this.#masked = Math.max(this.#masked, stop);
      at = Math.max(at, Math.min(this.#masked, limit));
    }
    this.#pending = later;
    const rest = bytes.subarray(at - from, limit - from);
    return {
      decided: pieces.length === 0 ? rest : joined([...pieces, rest]),
      keep: bytes.subarray(limit - from),
    };
  }

  /** All ranges that are not given out yet, by their start. */
  #takeFound(): [number, number][] {
    const ranges = this.#pending;
    const before = ranges.length;
    for (const matcher of [this.#exact, this.#plain, this.#visible])
      if (matcher) moveRanges(matcher.found, ranges);
    return ranges.length === before ? ranges : ranges.sort(([a], [b]) => a - b);
  }
}

function moveRanges(found: Ranges, to: [number, number][]): void {
  found.starts.forEach((start, index) => {
    to.push([start, found.ends[index] ?? start]);
  });
  found.clear();
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
