import { SKIPPED } from './byte-classes.ts';

/** A word to go on from, and what the search remembers of those before it. */
export interface Place {
  at: number;
  hash: number;
}

/** Looks for the windows of prefixes, word by word. */
export interface WindowSearch {
  /** Goes to the first word, before the word `to`, with which a window ends, as far as hashes tell; to `to` when there is none. */
  next(words: Uint32Array, place: Place, to: number): void;
}

/** A set has about so many bits for each hash in it, and a quarter of a megabyte of them at most. */
const BITS_PER_HASH = 256;
const MOST_WORDS = 1 << 16;
const FEWEST_WORDS = 1 << 5;

/** A set of hashes, as bits; the number of words is a power of two. Says sometimes that it has what it has not. */
type Bits = Int32Array;

function bitsOf(hashes: readonly number[]): Bits {
  const words = 2 ** Math.ceil(Math.log2((hashes.length * BITS_PER_HASH) / 32));
  const bits = new Int32Array(Math.max(FEWEST_WORDS, Math.min(MOST_WORDS, words)));
  for (const hash of hashes) {
    const at = (hash >>> 16) & (bits.length - 1);
    bits[at] = (bits[at] ?? 0) | (1 << (hash >>> 11));
  }
  return bits;
}

/** Its lowest bit says whether the hash is in the set; `last` is the place of the last word. */
function lookUp(bits: Bits, last: number, hash: number): number {
  return (bits[(hash >>> 16) & last] as number) >>> (hash >>> 11);
}

/** A number whose bits look like chance (the finaliser of MurmurHash3). */
export function scattered(value: number): number {
  let mixed = Math.imul(value, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** The lower bits of a step say how far the hash moves on; the hash itself is in the bits above. */
const STEP_BITS = 5;
const STEP_MASK = (1 << STEP_BITS) - 1;

/** Compared bytes of a window that may be spread. */
const SPREAD_WIDTH = 5;

/** So many bits for each byte: when the window has gone by, all of it has left the hash. */
const SPREAD_SHIFT = Math.ceil((32 - STEP_BITS) / SPREAD_WIDTH);

/**
 * Windows of five compared bytes, with any number of bytes between them that are passed over. The hash is one that rolls: each byte
 * shifts it and adds the number of its class, and those passed over change nothing.
 */
export class SpreadWindows implements WindowSearch {
  readonly #bits: Bits;
  readonly #otherBits: Bits;
  /** By two bytes as they stand in memory: what they add to the hash, and how far they move it before. */
  readonly #steps = new Int32Array(1 << 16);

  constructor(prefixes: readonly Uint8Array[], classes: Uint8Array) {
    const numbers = Int32Array.from(classes, (byteClass) =>
      byteClass === SKIPPED ? 0 : scattered(byteClass),
    );
    const hashes: number[] = [];
    for (const prefix of prefixes) {
      for (let place = 0; place + SPREAD_WIDTH <= prefix.length; place++) {
        let hash = 0;
        for (let at = place; at < place + SPREAD_WIDTH; at++)
          hash = (hash << SPREAD_SHIFT) + (numbers[prefix[at] ?? 0] ?? 0);
        hashes.push(hash << STEP_BITS);
      }
    }
    this.#bits = bitsOf(hashes);
    this.#otherBits = bitsOf(hashes.map(scattered));
    this.#fillSteps(classes, numbers);
  }

  next(words: Uint32Array, place: Place, to: number): void {
    const steps = this.#steps;
    const bits = this.#bits;
    const last = bits.length - 1;
    let { at, hash } = place;
    while (at < to) {
      // Four words for one branch.
      for (; at + 4 <= to; at += 4) {
        const first = stepped(steps, hash, words[at] as number);
        const second = stepped(steps, first, words[at + 1] as number);
        const third = stepped(steps, second, words[at + 2] as number);
        const fourth = stepped(steps, third, words[at + 3] as number);
        const found =
          lookUp(bits, last, first) |
          lookUp(bits, last, second) |
          lookUp(bits, last, third) |
          lookUp(bits, last, fourth);
        if ((found & 1) !== 0) break;
        hash = fourth;
      }
      for (const stop = Math.min(at + 4, to); at < stop; at++) {
        hash = stepped(steps, hash, words[at] as number);
        if ((lookUp(bits, last, hash) & 1) === 0 || !this.#isSurelyThere(hash)) continue;
        place.at = at;
        place.hash = hash;
        return;
      }
    }
    place.at = at;
  }

  /** What is in one table by chance is hardly ever in both. */
  #isSurelyThere(hash: number): boolean {
    return (lookUp(this.#otherBits, this.#otherBits.length - 1, scattered(hash)) & 1) !== 0;
  }

  #fillSteps(classes: Uint8Array, numbers: Int32Array): void {
    const steps = this.#steps;
    const shifts = classes.map((byteClass) => (byteClass === SKIPPED ? 0 : SPREAD_SHIFT));
    // Bytes of one class do the same.
    const rows = new Map<number, number>();
    for (const [second, byteClass] of classes.entries()) {
      const row = second << 8;
      const same = rows.get(byteClass);
      rows.set(byteClass, same ?? row);
      if (same !== undefined) steps.copyWithin(row, same, same + 256);
      else {
        const moved = shifts[second] ?? 0;
        const number = numbers[second] ?? 0;
        for (let first = 0; first < 256; first++) {
          const hash = ((numbers[first] ?? 0) << moved) + number;
          steps[row | first] = (hash << STEP_BITS) | (moved + (shifts[first] ?? 0));
        }
      }
    }
  }
}

/** The hash after one more word. `| 0` tells the compiler that all of it is whole numbers. */
function stepped(steps: Int32Array, before: number, word: number): number {
  const first = steps[word & 0xffff] as number;
  const hash = ((before << first) + (first & ~STEP_MASK)) | 0;
  const second = steps[word >>> 16] as number;
  return ((hash << second) + (second & ~STEP_MASK)) | 0;
}

function bitsOfPlaces(prefixes: readonly Uint8Array[], places: number): Bits {
  const hashes: number[] = [];
  for (const prefix of prefixes)
    for (let place = 0; place < places; place++) {
      const [first = 0, second = 0, third = 0] = prefix.subarray(place);
      hashes.push(hashAtBeginning(first | (second << 8) | (third << 16)));
    }
  return bitsOf(hashes);
}

/** Windows of three bytes as they stand, at the beginning of words: of six bytes in a row, three are there. */
export class LongExactWindows implements WindowSearch {
  readonly #bits: Bits;

  constructor(prefixes: readonly Uint8Array[]) {
    this.#bits = bitsOfPlaces(prefixes, 4);
  }

  next(words: Uint32Array, place: Place, to: number): void {
    const bits = this.#bits;
    const last = bits.length - 1;
    let { at } = place;
    while (at < to) {
      // Four words for one branch.
      for (; at + 4 <= to; at += 4) {
        const found =
          lookUp(bits, last, hashAtBeginning(words[at] as number)) |
          lookUp(bits, last, hashAtBeginning(words[at + 1] as number)) |
          lookUp(bits, last, hashAtBeginning(words[at + 2] as number)) |
          lookUp(bits, last, hashAtBeginning(words[at + 3] as number));
        if ((found & 1) !== 0) break;
      }
      for (const stop = Math.min(at + 4, to); at < stop; at++) {
        if ((lookUp(bits, last, hashAtBeginning(words[at] as number)) & 1) === 0) continue;
        place.at = at;
        return;
      }
    }
    place.at = at;
  }
}

/** The same for prefixes that are shorter, of four bytes at least: at the beginning of words, and from their middle on. */
export class ShortExactWindows implements WindowSearch {
  readonly #bits: Bits;

  constructor(prefixes: readonly Uint8Array[]) {
    this.#bits = bitsOfPlaces(prefixes, 2);
  }

  next(words: Uint32Array, place: Place, to: number): void {
    const bits = this.#bits;
    const last = bits.length - 1;
    for (; place.at < to; place.at++) {
      const word = words[place.at] as number;
      const fromMiddle = hashAtBeginning((place.hash >>> 16) | (word << 16));
      place.hash = word;
      if (((lookUp(bits, last, fromMiddle) | lookUp(bits, last, hashAtBeginning(word))) & 1) !== 0) return;
    }
  }
}

/** Of the first three bytes of a word. */
function hashAtBeginning(word: number): number {
  return Math.imul(word << 8, 0x9e3779b1);
}
