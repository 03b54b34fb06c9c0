import { type CharacterRange, LAST_CODE_POINT, type RegexTree } from './regex-tree.ts';

/** Beyond so many sets of states the expressions are too intertwined to be told apart here. */
const MOST_SETS = 20_000;
/** A repetition such as `(…){1000}` is written out. */
const MOST_STATES = 20_000;

/**
 * The shortest name for every different set of expressions that one name can match, as a whole, the empty set included: no other
 * name is treated differently from all of these. They are found by walking the product of the expressions' automata, breadth first,
 * so that the answer is complete. Undefined when there is too much to walk.
 *
 * `allowed` is an expression that every name must match.
 */
export function distinguishableNames(
  allowed: RegexTree,
  expressions: readonly RegexTree[],
): readonly string[] | undefined {
  const automaton = new Automaton();
  const entries = [allowed, ...expressions].map((tree) => automaton.add(tree));
  if (automaton.size > MOST_STATES) return undefined;
  const alphabet = automaton.alphabet();
  const start = automaton.closure(
    entries.map(({ entry }) => entry),
    'start',
  );
  const names = new Map<string, string>();
  const seen = new Set([start.join()]);
  const queue = [{ states: start, name: '' }];
  for (const { states, name } of queue) {
    if (seen.size > MOST_SETS) return undefined;
    const last = new Set(automaton.closure(states, 'end'));
    const matched = entries.map(({ exit }) => last.has(exit));
    if (matched[0] === true && !names.has(matched.join())) names.set(matched.join(), name);
    for (const character of alphabet) {
      const next = automaton.closure(automaton.step(states, character));
      const key = next.join();
      if (next.length === 0 || seen.has(key)) continue;
      seen.add(key);
      queue.push({ states: next, name: name + String.fromCodePoint(character) });
    }
  }
  return [...names.values()];
}

type End = 'start' | 'end';

interface State {
  /** Goes to the first of `next` by one of these characters; without them to all of `next` by itself. */
  readonly ranges?: readonly CharacterRange[];
  /** Only at this end of the text. */
  readonly only?: End;
  readonly next: readonly number[];
}

/** Thompson's construction for several expressions side by side. */
class Automaton {
  readonly #states: State[] = [];

  get size(): number {
    return this.#states.length;
  }

  add(tree: RegexTree): { readonly entry: number; readonly exit: number } {
    const exit = this.#state({ next: [] });
    return { entry: this.#build(tree, exit), exit };
  }

  /** One character for each group of characters that no expression tells apart; those that read best first. */
  alphabet(): readonly number[] {
    const borders = new Set([0]);
    for (const { ranges = [] } of this.#states)
      for (const [first, last] of ranges) borders.add(first).add(last + 1);
    const sorted = [...borders].sort((one, other) => one - other).filter((code) => code <= LAST_CODE_POINT);
    return sorted
      .map((first, index) => nicest(first, (sorted[index + 1] ?? LAST_CODE_POINT + 1) - 1))
      .sort((one, other) => NICE.indexOf(niceness(one)) - NICE.indexOf(niceness(other)));
  }

  step(states: readonly number[], character: number): readonly number[] {
    return states.flatMap((id) => {
      const { ranges, next } = this.#states[id] ?? { next: [] };
      return ranges?.some(([first, last]) => first <= character && character <= last) === true ? next : [];
    });
  }

  /** All that is reached without a further character, in order. */
  closure(from: readonly number[], at?: End): readonly number[] {
    const reached = new Set(from);
    for (const id of reached) {
      const { ranges, only, next } = this.#states[id] ?? { next: [] };
      if (ranges !== undefined || (only !== undefined && only !== at)) continue;
      for (const other of next) reached.add(other);
    }
    return [...reached].sort((one, other) => one - other);
  }

  #build(tree: RegexTree, exit: number): number {
    switch (tree.kind) {
      case 'character':
        return this.#state({ ranges: tree.ranges, next: [exit] });
      case 'sequence':
        return tree.parts.reduceRight((next, part) => this.#build(part, next), exit);
      case 'choice':
        return this.#state({ next: tree.options.map((option) => this.#build(option, exit)) });
      case 'repeat':
        return this.#repeat(tree, exit);
      case 'start':
      case 'end':
        return this.#state({ only: tree.kind, next: [exit] });
      default:
        return tree satisfies never;
    }
  }

  #repeat({ body, min, max }: Extract<RegexTree, { kind: 'repeat' }>, exit: number): number {
    let entry = exit;
    if (max === Number.POSITIVE_INFINITY) {
      const next = [exit];
      entry = this.#state({ next });
      next.push(this.#build(body, entry));
    } else
      for (let time = min; time < max && this.size <= MOST_STATES; time++)
        entry = this.#state({ next: [this.#build(body, entry), exit] });
    for (let time = 0; time < min && this.size <= MOST_STATES; time++) entry = this.#build(body, entry);
    return entry;
  }

  #state(state: State): number {
    this.#states.push(state);
    return this.#states.length - 1;
  }
}

/** What a person would write in an example, in this order. */
const NICE = ['x', 'letter', 'digit', 'capital', 'other', 'strange'] as const;

function niceness(code: number): (typeof NICE)[number] {
  const character = String.fromCodePoint(code);
  if (character === 'x') return 'x';
  if (/[a-z]/.test(character)) return 'letter';
  if (/[0-9]/.test(character)) return 'digit';
  if (/[A-Z]/.test(character)) return 'capital';
  return /[-._/]/.test(character) ? 'other' : 'strange';
}

function nicest(first: number, last: number): number {
  const candidates = [...'x1a'].map((one) => one.charCodeAt(0)).filter((one) => first <= one && one <= last);
  const others = [...'aA0'].map((one) => Math.max(first, one.charCodeAt(0))).filter((code) => code <= last);
  const all = [...candidates, ...others, first];
  for (const kind of NICE) {
    const found = all.find((code) => niceness(code) === kind);
    if (found !== undefined) return found;
  }
  return first;
}
