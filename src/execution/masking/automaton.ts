import { FOREIGN } from './byte-classes.ts';
import { PrefixFilter } from './prefix-filter.ts';

/** Rows of the full transition table: 4 MiB of it at most. States beyond follow their edges one by one. */
const MOST_CELLS = 1 << 20;

/** Two states in a row with this depth at most have a full row of transitions; ordinary text seldom leaves them. */
const ALWAYS_DENSE = 2;

/**
 * Aho-Corasick (Aho and Corasick, "Efficient string matching", 1975) over classes of bytes, in typed arrays.
 *
 * The needles are a trie in preorder: the first child of a state is the next state, and siblings are linked. States near the
 * root and those with many children have a row of transitions, in which failures are already followed; the others, nearly all,
 * are links of chains and cost 17 bytes. Immutable once built; any number of streams walk it at the same time.
 */
export class Automaton {
  /** Class of each byte. */
  readonly classes: Uint8Array;
  /** Length of the text a state stands for. One more than there are states, so that the last has a next. */
  readonly depth: Uint16Array;
  /** Class of the edge into a state. One more as well. */
  readonly label: Uint8Array;
  /** Next child of the same parent, or 0. */
  readonly sibling: Int32Array;
  /** The state of the longest proper suffix that is also the beginning of a needle. */
  readonly failure: Int32Array;
  /** Length of the longest needle that ends here, or 0. */
  readonly found: Uint16Array;
  /** Where the state's row of transitions begins, or -1. */
  readonly row: Int32Array;
  readonly transitions: Int32Array;
  readonly deepest: number;
  /** Tells where in a text this automaton has to be walked at all. */
  readonly filter: PrefixFilter;
  /** Cells of a row: one for each class. */
  readonly #width: number;

  /** `classes` from `classesOf`, with the same needles. Needles have fewer than 2^16 bytes, and none that are skipped. */
  constructor(needles: readonly Uint8Array[], classes: Uint8Array) {
    const sorted = [...needles].sort(compareBytes);
    const states = countStates(sorted);
    this.classes = classes;
    this.filter = new PrefixFilter(sorted, classes);
    this.depth = new Uint16Array(states + 1);
    this.label = new Uint8Array(states + 1);
    this.sibling = new Int32Array(states);
    this.failure = new Int32Array(states);
    this.found = new Uint16Array(states);
    this.row = new Int32Array(states).fill(-1);
    this.deepest = needles.reduce((longest, needle) => Math.max(longest, needle.length), 0);
    this.#plant(sorted);
    this.#width = Math.max(FOREIGN, ...classes) + 1;
    const { order, cells } = this.#breadthFirst();
    this.transitions = new Int32Array(cells);
    this.#link(order);
  }

  /** The state after one more byte. The matcher has this written out in its loop. */
  next(from: number, byteClass: number): number {
    for (let state = from; ; state = this.failure[state] ?? 0) {
      const row = this.row[state] ?? -1;
      if (row >= 0) return this.transitions[row + byteClass] ?? 0;
      const child = this.#child(state, byteClass);
      if (child !== 0 || state === 0) return child;
    }
  }

  /** Is the text of this state the beginning of a longer needle? */
  goesOn(state: number): boolean {
    return this.#firstChild(state) !== 0;
  }

  #child(state: number, byteClass: number): number {
    let child = this.#firstChild(state);
    while (child !== 0 && this.label[child] !== byteClass) child = this.sibling[child] ?? 0;
    return child;
  }

  #firstChild(state: number): number {
    return this.depth[state + 1] === (this.depth[state] ?? 0) + 1 ? state + 1 : 0;
  }

  #plant(sorted: readonly Uint8Array[]): void {
    const path = new Int32Array(this.deepest + 1);
    let previous = new Uint8Array();
    let states = 1;
    for (const needle of sorted) {
      const shared = sharedPrefix(previous, needle);
      // The child of `path[shared]` that the needle before went through is the last one there is so far.
      const elder = shared < previous.length && shared < needle.length ? (path[shared + 1] ?? 0) : 0;
      for (let at = shared; at < needle.length; at++) {
        this.depth[states] = at + 1;
        this.label[states] = this.classes[needle[at] ?? 0] ?? 0;
        path[at + 1] = states++;
      }
      if (elder !== 0) this.sibling[elder] = path[shared + 1] ?? 0;
      this.found[path[needle.length] ?? 0] = needle.length;
      previous = needle as Uint8Array<ArrayBuffer>;
    }
  }

  /** The states, shallow ones first; on the way gives out rows, as long as there is room for them. */
  #breadthFirst(): { readonly order: Int32Array; readonly cells: number } {
    const order = new Int32Array(this.row.length);
    const width = this.#width;
    let end = 1;
    let cells = 0;
    for (const state of order) {
      const before = end;
      for (let child = this.#firstChild(state); child !== 0; child = this.sibling[child] ?? 0)
        order[end++] = child;
      if ((this.depth[state] ?? 0) > ALWAYS_DENSE && end - before < 4) continue;
      if (cells + width > MOST_CELLS && state !== 0) continue;
      this.row[state] = cells;
      cells += width;
    }
    return { order, cells };
  }

  /** Failures, what is found, and the rows, shallow states first: each needs those of shallower ones. */
  #link(order: Int32Array): void {
    const width = this.#width;
    for (const state of order) {
      const failure = this.failure[state] ?? 0;
      if (this.found[state] === 0) this.found[state] = this.found[failure] ?? 0;
      for (let child = this.#firstChild(state); child !== 0; child = this.sibling[child] ?? 0)
        this.failure[child] = state === 0 ? 0 : this.next(failure, this.label[child] ?? 0);
      const row = this.row[state] ?? -1;
      if (row < 0) continue;
      if (state !== 0) for (let at = 0; at < width; at++) this.transitions[row + at] = this.next(failure, at);
      for (let child = this.#firstChild(state); child !== 0; child = this.sibling[child] ?? 0)
        this.transitions[row + (this.label[child] ?? 0)] = child;
    }
  }
}

function countStates(sorted: readonly Uint8Array[]): number {
  let states = 1;
  let previous = new Uint8Array();
  for (const needle of sorted) {
    states += needle.length - sharedPrefix(previous, needle);
    previous = needle as Uint8Array<ArrayBuffer>;
  }
  return states;
}

function sharedPrefix(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a[at] === b[at]) at++;
  return at;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = sharedPrefix(a, b);
  return (a[at] ?? -1) - (b[at] ?? -1);
}
