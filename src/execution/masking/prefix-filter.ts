import { SKIPPED } from './byte-classes.ts';
import type { ByteView } from './byte-view.ts';
import {
  LongExactWindows,
  type Place,
  ShortExactWindows,
  SpreadWindows,
  scattered,
  type WindowSearch,
} from './window-search.ts';

/** Compared bytes at the beginning of a needle that are looked at, where bytes may be passed over. */
const SPREAD_REACH = 8;

/** The same where none are passed over; less would do, but takes longer. */
const EXACT_REACH = 6;
const SHORTEST_EXACT_REACH = 4;

/** From the beginning of a needle to the end of the word at which it is noticed there are so many compared bytes. */
const NOTICED_AFTER = {
  spread: { atLeast: 5, atMost: 8 },
  exact: { atLeast: 4, atMost: 7 },
} as const;

/**
 * Tells where in a text the beginning of a needle stands, several bytes at a time: in nearly all of it there is none, and it needs no
 * walk through the automaton. It never misses one.
 *
 * Only some windows of the text are looked up in a table; each needle has the windows at several places of its beginning in it, one
 * of which must be met. The idea is that of Wu and Manber ("A fast algorithm for multi-pattern searching", 1994). What is met is
 * confirmed by the whole beginning, for windows are often met by chance.
 */
export class PrefixFilter {
  /** Compared bytes at the beginning of a needle that are looked at. */
  readonly reach: number;
  readonly #classes: Uint8Array;
  readonly #spread: boolean;
  readonly #noticed: { readonly atLeast: number; readonly atMost: number };
  readonly #prefixes: readonly Uint8Array[];
  /** Made when it is needed: most runs say little, and start sooner without it. */
  #made: { readonly search: WindowSearch; readonly beginnings: Beginnings } | undefined;

  /** Needles in order: of at least eight bytes when the classes pass bytes over, else of four. */
  constructor(needles: readonly Uint8Array[], classes: Uint8Array) {
    const shortest = needles.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);
    this.#spread = classes.includes(SKIPPED);
    this.#noticed = NOTICED_AFTER[this.#spread ? 'spread' : 'exact'];
    const exactReach = shortest >= EXACT_REACH ? EXACT_REACH : SHORTEST_EXACT_REACH;
    this.reach = this.#spread ? SPREAD_REACH : exactReach;
    if (shortest < this.reach)
      throw new Error('Internal error: a needle is too short for the way it is looked for');
    this.#classes = classes;
    this.#prefixes = prefixesOf(needles, this.reach);
  }

  /**
   * The ends of words in `bytes[from..to)` at which it was noticed that a needle begins shortly before, in order; one that begins
   * within the last bytes may be left out. What begins before `from`, or before the first word, is not looked for.
   */
  candidates(view: ByteView, from: number, to: number): number[] {
    const { words, lead } = view;
    if (words.length === 0) return [];
    this.#made ??= {
      search: this.#search(),
      beginnings: beginningsOf(this.#prefixes, this.#classes),
    };
    const { search, beginnings } = this.#made;
    const found: number[] = [];
    const last = (to - lead) >> 2;
    const place: Place = { at: Math.max(0, (from - lead) >> 2), hash: 0 };
    for (search.next(words, place, last); place.at < last; search.next(words, place, last)) {
      const end = lead + ++place.at * 4;
      // In a gap every word ends with the window that stands before the gap, and nothing new.
      if (this.#isGap(view.bytes, end - 4, end)) continue;
      if (this.#confirms(beginnings, view, { from, end, to })) found.push(end);
    }
    return found;
  }

  /**
   * The same for what begins before one of the regions, or in it, and goes on after it. Regions are in order: the start of each, then
   * its end.
   */
  candidatesAcross(view: ByteView, regions: readonly number[]): number[] {
    const { bytes } = view;
    const found: number[][] = [];
    let from = 0;
    let to = 0;
    for (let index = 0; index < regions.length; index += 2) {
      const back = this.#back(bytes, { end: regions[index] ?? 0, from: to, count: this.reach });
      if (back > to) {
        found.push(this.candidates(view, from, to));
        from = back;
      }
      to = this.#forth(bytes, regions[index + 1] ?? bytes.length, regions[index + 2] ?? bytes.length);
    }
    return [...found, this.candidates(view, from, to)].flat();
  }

  /**
   * Where the automaton has to begin, so that it finds what begins from `from` on and was noticed at `end`; or, where `end` is the end
   * of the text, so that it knows what may still go on.
   */
  begin(bytes: Uint8Array, from: number, end: number): number {
    return this.#back(bytes, { end, from, count: this.#noticed.atMost });
  }

  #search(): WindowSearch {
    if (this.#spread) return new SpreadWindows(this.#prefixes, this.#classes);
    return this.reach === EXACT_REACH
      ? new LongExactWindows(this.#prefixes)
      : new ShortExactWindows(this.#prefixes);
  }

  #isGap(bytes: Uint8Array, from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (this.#classes[bytes[at] as number] !== SKIPPED) return false;
    return true;
  }

  /** The beginning of the last `count` compared bytes of `bytes[from..end)`, or `from`. */
  #back(
    bytes: Uint8Array,
    { end, from, count }: { readonly end: number; readonly from: number; readonly count: number },
  ): number {
    let left = count;
    let at = end;
    for (; at > from && left > 0; at--) if (this.#classes[bytes[at - 1] as number] !== SKIPPED) left--;
    return at;
  }

  /** The end of what has to be looked at after a region: the rest of a beginning. */
  #forth(bytes: Uint8Array, start: number, to: number): number {
    let left = this.reach;
    let at = start;
    for (; at < to && left > 0; at++) if (this.#classes[bytes[at] as number] !== SKIPPED) left--;
    return at;
  }

  /** Is there a beginning that could have been noticed at `end`? It is taken to be where `to` comes too soon to tell. */
  #confirms(
    { hashes, numbers, shift }: Beginnings,
    view: ByteView,
    { from, end, to }: { readonly from: number; readonly end: number; readonly to: number },
  ): boolean {
    let hash = 0;
    let missing = this.reach;
    let behind = this.reach - this.#noticed.atLeast;
    for (let at = this.begin(view.bytes, from, end); at < to; at++) {
      const byte = view.bytes[at] as number;
      if (this.#classes[byte] === SKIPPED) continue;
      if (at >= end && --behind < 0) return false;
      hash = ((hash << shift) + (numbers[byte] as number)) | 0;
      if (--missing <= 0 && hashes.has(hash)) return true;
    }
    return true;
  }
}

/** Whole beginnings, as hashes that roll: a byte is out of them after `reach` others. */
interface Beginnings {
  readonly hashes: ReadonlySet<number>;
  readonly numbers: Int32Array;
  readonly shift: number;
}

function beginningsOf(prefixes: readonly Uint8Array[], classes: Uint8Array): Beginnings {
  const numbers = Int32Array.from(classes, scattered);
  const shift = Math.ceil(32 / (prefixes[0]?.length ?? 1));
  const hashOf = (prefix: Uint8Array): number =>
    prefix.reduce((hash, byte) => ((hash << shift) + (numbers[byte] ?? 0)) | 0, 0);
  return { hashes: new Set(prefixes.map(hashOf)), numbers, shift };
}

/** The first bytes of needles in order, each once. */
function prefixesOf(needles: readonly Uint8Array[], length: number): readonly Uint8Array[] {
  const prefixes: Uint8Array[] = [];
  for (const needle of needles) {
    const last = prefixes.at(-1);
    if (last?.every((byte, at) => byte === needle[at]) !== true) prefixes.push(needle.subarray(0, length));
  }
  return prefixes;
}
