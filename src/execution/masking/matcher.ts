import type { Automaton } from './automaton.ts';
import { SKIPPED } from './byte-classes.ts';
import type { ByteView } from './byte-view.ts';

import type { PrefixFilter } from './prefix-filter.ts';

/**
 * The most bytes of output one needle may be spread over. Where whitespace or escape sequences widen a partial match beyond it,
 * the match is given up, so the bytes held back never exceed this by more than the longest needle.
 */
const WIDEST_MATCH = 64 * 1024;

/** Bytes that are walked at a time, where the filter has found something. */
const STRETCH = 16;

/** Bytes that are walked once more at most. */
const FARTHEST = 64;

/** Before `lead` the candidates of a view tell nothing, and it has to be walked. */
type WalkedView = Pick<ByteView, 'bytes' | 'lead'>;

/** Half-open ranges of positions in the output, none touching the next, in order. */
export class Ranges {
  readonly starts: number[] = [];
  readonly ends: number[] = [];

  /** Adds a range whose end is not before any other end; what it overlaps or touches becomes one range with it. */
  add(start: number, end: number): void {
    let from = start;
    while (this.starts.length > 0 && (this.ends.at(-1) ?? 0) >= from) {
      from = Math.min(from, this.starts.pop() ?? from);
      this.ends.pop();
    }
    this.starts.push(from);
    this.ends.push(end);
  }

  clear(): void {
    this.starts.length = 0;
    this.ends.length = 0;
  }
}

/** Part of a view, the first byte of which has the position `base` in the stream. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly base: number;
}

interface Walk extends Stretch {
  /** Not before this may the walk be over. */
  readonly until: number;
}

/** Walks an automaton over one view of a stream and remembers where in the stream each byte of the current match stood. */
export class Matcher {
  readonly found = new Ranges();
  readonly #automaton: Automaton;
  #state = 0;
  /** Positions of the bytes of the current match, in a ring; `#count` were written. */
  readonly #positions: Float64Array;
  #count = 0;
  /** Position of the last byte that was not skipped. */
  #last = -1;

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
    this.#positions = new Float64Array(2 ** Math.ceil(Math.log2(automaton.deepest + 1)));
  }

  get filter(): PrefixFilter {
    return this.#automaton.filter;
  }

  /** Reads `bytes[from..to)` of the view, of which the filter has found the candidates. */
  scan(view: WalkedView, { from, to, base }: Stretch, candidates: readonly number[]): void {
    let at = this.#walk(view, { from, until: from, to, base });
    for (const end of candidates) {
      if (at >= to || end > to) break;
      at = this.#resume(view, { from: at, until: end, to, base });
    }
    if (at < to) this.#resume(view, { from: at, until: to, to, base });
  }

  /** Goes on with what the filter has noticed at `until`. Nothing that it has passed since `from` is a match that is open. */
  #resume(view: WalkedView, { from, until, to, base }: Walk): number {
    const open = this.#state === 0 ? from : this.#startOf(this.#state, this.#count) - base;
    if (until <= open) return from;
    this.#state = 0;
    return this.#walk(view, { from: this.#automaton.filter.begin(view.bytes, open, until), until, to, base });
  }

  /**
   * Walks the automaton from `from` to `until` and on, until all that began before is decided, and what is open is so short that
   * nothing is found twice. Gives the place it has come to.
   */
  #walk({ bytes, lead }: WalkedView, { from, until, to, base }: Walk): number {
    const { filter, depth } = this.#automaton;
    const decided = Math.max(until, lead);
    let at = from;
    for (let end = decided; ; end += STRETCH) {
      const stop = Math.min(end, to);
      this.#read(bytes, at, stop, base);
      at = stop;
      if (at >= to || this.#state === 0) return at;
      const open = this.#startOf(this.#state, this.#count) - base;
      // A gap can make a short match long: it is not gone through twice.
      const near = open >= decided && open >= at - FARTHEST;
      if (near && (depth[this.#state] as number) < filter.reach) return at;
    }
  }

  #read(bytes: Uint8Array, from: number, to: number, base: number): void {
    const { classes, row, transitions, depth, label, sibling, failure, found } = this.#automaton;
    const positions = this.#positions;
    const wrap = positions.length - 1;
    let state = this.#state;
    let count = this.#count;
    let last = this.#last;
    for (let at = from; at < to; at++) {
      const byteClass = classes[bytes[at] as number] as number;
      if (byteClass === SKIPPED) continue;
      const position = base + at;
      if (position - last > 1 && state !== 0) state = this.#narrowed(state, count, position);
      last = position;
      for (;;) {
        // Most states have one child, the next state; where that is the way, no row is needed.
        const next = state + 1;
        const deeper = (depth[state] as number) + 1;
        if (label[next] === byteClass && depth[next] === deeper) {
          state = next;
          break;
        }
        const begin = row[state] as number;
        if (begin >= 0) {
          state = transitions[begin + byteClass] as number;
          break;
        }
        let child = depth[next] === deeper ? (sibling[next] as number) : 0;
        while (child !== 0 && label[child] !== byteClass) child = sibling[child] as number;
        if (child !== 0) {
          state = child;
          break;
        }
        state = failure[state] as number;
      }
      if (state === 0) continue;
      positions[count & wrap] = position;
      count++;
      const length = found[state] as number;
      if (length > 0) this.found.add(positions[(count - length) & wrap] as number, position + 1);
    }
    this.#state = state;
    this.#count = count;
    this.#last = last;
  }

  /** Where the earliest match begins that could still be completed by what comes from `end` on; `end` if there is none. */
  pendingFrom(end: number): number {
    // After a gap the next byte would do the same, at a position that is not smaller: doing it now changes no result.
    if (end - this.#last > 1) this.#state = this.#narrowed(this.#state, this.#count, end);
    let state = this.#state;
    // The whole of a needle is nothing to wait for, unless it is the beginning of another.
    while (state !== 0 && !this.#automaton.goesOn(state)) state = this.#automaton.failure[state] ?? 0;
    return state === 0 ? end : this.#startOf(state, this.#count);
  }

  /** Would both find the same from here on? */
  agreesWith(other: Matcher): boolean {
    if (this.#state !== other.#state) return false;
    if (this.#state === 0) return true;
    return this.#startOf(this.#state, this.#count) === other.#startOf(other.#state, other.#count);
  }

  /** Goes on as `other` would; what was found is not taken over. */
  follow(other: Matcher): void {
    const wrap = this.#positions.length - 1;
    this.#state = other.#state;
    this.#last = other.#last;
    this.#count = other.#count;
    for (let back = other.#automaton.depth[other.#state] ?? 0; back > 0; back--) {
      const at = (other.#count - back) & wrap;
      this.#positions[at] = other.#positions[at] ?? 0;
    }
  }

  #startOf(state: number, count: number): number {
    const depth = this.#automaton.depth[state] ?? 0;
    return this.#positions[(count - depth) & (this.#positions.length - 1)] ?? 0;
  }

  /** The longest partial match that is not too wide at `position`. */
  #narrowed(from: number, count: number, position: number): number {
    let state = from;
    while (state !== 0 && position - this.#startOf(state, count) > WIDEST_MATCH)
      state = this.#automaton.failure[state] ?? 0;
    return state;
  }
}
