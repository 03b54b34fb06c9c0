import type { Automaton } from './automaton.ts';
import { type ByteView, viewOf } from './byte-view.ts';
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
  /** The same in pieces, which saves a copy: two at most where nothing is masked. */
  pieces(chunk: Uint8Array): readonly Uint8Array[];
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
export const openStream: MaskStream = {
  push: (chunk) => chunk,
  pieces: (chunk) => [chunk],
  end: () => NOTHING,
};

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
    const pieces = this.pieces(chunk);
    return pieces.length === 1 ? (pieces[0] ?? NOTHING) : joined(pieces);
  }

  pieces(chunk: Uint8Array): readonly Uint8Array[] {
    const base = this.#position;
    const end = base + chunk.length;
    const view = viewOf(chunk);
    const whole = { from: 0, to: chunk.length, base };
    this.#exact?.scan(view, whole, this.#exact.filter.candidates(view, 0, chunk.length));
    if (this.#plain && this.#visible)
      this.#scanLoosely(view, base, { plain: this.#plain, visible: this.#visible });
    this.#position = end;
    return this.#decide(chunk, this.#pendingFrom(end));
  }

  end(): Uint8Array {
    return joined(this.#decide(NOTHING, this.#position));
  }

  #scanLoosely(view: ByteView, base: number, { plain, visible }: { plain: Matcher; visible: Matcher }): void {
    const to = view.bytes.length;
    const candidates = plain.filter.candidates(view, 0, to);
    let from = 0;
    if (this.#together) {
      const next = view.bytes.indexOf(ESCAPE);
      from = next === -1 ? to : next;
      plain.scan(view, { from: 0, to: from, base }, candidates);
      if (next === -1) return;
      visible.follow(plain);
    }
    plain.scan(view, { from, to, base }, candidates);
    const { blanked, regions } = this.#escapes.read(view, from);
    const rest = viewOf(blanked);
    // What lies between two regions is the same in both views.
    const across = visible.filter.candidatesAcross(rest, regions);
    // Before the first word of the chunk as it was given, its candidates tell nothing.
    const lead = Math.max(view.lead, rest.lead);
    visible.scan({ bytes: blanked, lead }, { from, to, base }, inOrder(candidates, across));
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
  #decide(chunk: Uint8Array, limit: number): Uint8Array[] {
    const held = this.#held;
    const base = this.#position - chunk.length;
    const from = base - held.length;
    const pieces: Uint8Array[] = [];
    const give = (start: number, end: number): void => {
      if (start < Math.min(end, base)) pieces.push(held.subarray(start - from, Math.min(end, base) - from));
      if (end > Math.max(start, base)) pieces.push(chunk.subarray(Math.max(start, base) - base, end - base));
    };
    const later: [number, number][] = [];
    let at = Math.max(from, Math.min(this.#masked, limit));
    for (const range of this.#takeFound()) {
      const [start, stop] = range;
      if (start >= limit) {
        later.push(range);
        continue;
      }
      // A range that touches the one before is hidden under the same mask.
      if (start > this.#masked) {
        give(at, start);
        pieces.push(MASK);
      }
      this.#masked = Math.max(this.#masked, stop);
      at = Math.max(at, Math.min(this.#masked, limit));
    }
    this.#pending = later;
    give(at, limit);
    // A copy, so that a few bytes do not keep a large chunk alive.
    this.#held = joined([
      held.subarray(Math.max(from, limit) - from),
      chunk.subarray(Math.max(base, limit) - base),
    ]);
    return pieces;
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

function inOrder(some: readonly number[], others: readonly number[]): readonly number[] {
  if (some.length === 0 || others.length === 0) return some.length === 0 ? others : some;
  return [...some, ...others].sort((a, b) => a - b);
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
