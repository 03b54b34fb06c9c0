/** What an RE2 expression means, for those who must know which texts it can match and not only whether it matches one. */
export type RegexTree =
  | { readonly kind: 'character'; readonly ranges: readonly CharacterRange[] }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexTree[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexTree[] }
  /** `max` is infinite for `*`, `+` and `{n,}`. */
  | { readonly kind: 'repeat'; readonly body: RegexTree; readonly min: number; readonly max: number }
  /** `^` and `$`: they match no character, only at one end of the text. */
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

/** Code points, both ends included. */
export type CharacterRange = readonly [first: number, last: number];

export const LAST_CODE_POINT = 0x10ffff;

/**
 * Reads an expression that RE2 has compiled before (https://github.com/google/re2/wiki/Syntax). Undefined for what is not read here:
 * word boundaries, Unicode classes, `\Q…\E`, and flags beside a leading `(?i)`, which is taken for ASCII.
 */
export function readRegex(source: string): RegexTree | undefined {
  try {
    const anyCase = source.startsWith('(?i)');
    const reader = new Reader(anyCase ? source.slice(4) : source, anyCase);
    const tree = reader.choice();
    return reader.atEnd() ? tree : undefined;
  } catch (error) {
    if (error instanceof NotRead) return undefined;
    throw error;
  }
}

class NotRead extends Error {}

const DIGITS: readonly CharacterRange[] = [[48, 57]];
const LETTERS: readonly CharacterRange[] = [
  [65, 90],
  [97, 122],
];
const WORD: readonly CharacterRange[] = [...DIGITS, ...LETTERS, [95, 95]];
const SPACE: readonly CharacterRange[] = [
  [9, 10],
  [12, 13],
  [32, 32],
];
const CLASSES: Readonly<Record<string, readonly CharacterRange[]>> = { d: DIGITS, w: WORD, s: SPACE };
const POSIX: Readonly<Record<string, readonly CharacterRange[]>> = {
  alpha: LETTERS,
  digit: DIGITS,
  alnum: [...DIGITS, ...LETTERS],
  upper: [[65, 90]],
  lower: [[97, 122]],
  word: WORD,
  space: [
    [9, 13],
    [32, 32],
  ],
  xdigit: [...DIGITS, [65, 70], [97, 102]],
};
const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

class Reader {
  readonly #text: readonly string[];
  readonly #anyCase: boolean;
  #at = 0;

  constructor(source: string, anyCase: boolean) {
    this.#text = [...source];
    this.#anyCase = anyCase;
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  choice(): RegexTree {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    return options.length === 1 && options[0] !== undefined ? options[0] : { kind: 'choice', options };
  }

  #sequence(): RegexTree {
    const parts: RegexTree[] = [];
    while (!this.atEnd() && this.#peek() !== '|' && this.#peek() !== ')') parts.push(this.#repeated());
    return { kind: 'sequence', parts };
  }

  #repeated(): RegexTree {
    let tree = this.#one();
    for (;;) {
      const counts = this.#counts();
      if (counts === undefined) return tree;
      // Lazy or greedy: the same texts match.
      this.#take('?');
      tree = { kind: 'repeat', body: tree, min: counts[0], max: counts[1] };
    }
  }

  #counts(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    const braces = /^\{(\d+)(,(\d*))?\}/.exec(this.#text.slice(this.#at, this.#at + 12).join(''));
    if (braces === null) return undefined;
    this.#at += braces[0].length;
    const min = Number(braces[1]);
    if (braces[2] === undefined) return [min, min];
    return [min, braces[3] === '' ? Number.POSITIVE_INFINITY : Number(braces[3])];
  }

  #one(): RegexTree {
    const character = this.#next();
    if (character === '^') return { kind: 'start' };
    if (character === '$') return { kind: 'end' };
    if (character === '.') return { kind: 'character', ranges: allBut([[10, 10]]) };
    if (character === '(') return this.#group();
    if (character === '[') return { kind: 'character', ranges: this.#set() };
    if (character !== '\\') return { kind: 'character', ranges: this.#cased([rangeOf(character)]) };
    if (this.#take('A')) return { kind: 'start' };
    if (this.#take('z')) return { kind: 'end' };
    return { kind: 'character', ranges: this.#cased(this.#escape()) };
  }

  #group(): RegexTree {
    if (this.#take('?') && !this.#take(':')) {
      // Anything else after `(?` is a name, or flags.
      if (!/^P?<\w+>/.test(this.#text.slice(this.#at).join(''))) throw new NotRead();
      while (this.#next() !== '>');
    }
    const tree = this.choice();
    if (!this.#take(')')) throw new NotRead();
    return tree;
  }

  /** After `[`, up to and with the `]` that ends it. */
  #set(): readonly CharacterRange[] {
    const negated = this.#take('^');
    const ranges: CharacterRange[] = [];
    do {
      const [first, ...others] = this.#member();
      if (first === undefined) throw new NotRead();
      if (others.length === 0 && first[0] === first[1] && this.#isRange()) {
        this.#next();
        const last = this.#member()[0];
        if (last === undefined) throw new NotRead();
        ranges.push([first[0], last[1]]);
      } else ranges.push(first, ...others);
    } while (!this.#take(']'));
    return negated ? allBut(this.#cased(ranges)) : this.#cased(ranges);
  }

  #cased(ranges: readonly CharacterRange[]): readonly CharacterRange[] {
    return this.#anyCase ? ranges.flatMap(bothCases) : ranges;
  }

  #isRange(): boolean {
    return this.#peek() === '-' && this.#text[this.#at + 1] !== ']';
  }

  #member(): readonly CharacterRange[] {
    const character = this.#next();
    if (character === '\\') return this.#escape();
    if (character !== '[' || this.#peek() !== ':') return [rangeOf(character)];
    const [whole, not, name = ''] =
      /^:(\^?)(\w+):\]/.exec(this.#text.slice(this.#at, this.#at + 12).join('')) ?? [];
    const ranges = POSIX[name];
    if (whole === undefined || ranges === undefined) throw new NotRead();
    this.#at += whole.length;
    return not === '^' ? allBut(ranges) : ranges;
  }

  /** After the backslash. */
  #escape(): readonly CharacterRange[] {
    const character = this.#next();
    const ranges = CLASSES[character.toLowerCase()];
    if (ranges !== undefined) return character === character.toLowerCase() ? ranges : allBut(ranges);
    if (character === 'x') return [this.#hex()];
    const control = CONTROL[character];
    if (control !== undefined) return [[control, control]];
    if (/[a-z0-9]/i.test(character)) throw new NotRead();
    return [rangeOf(character)];
  }

  /** `\x7F` or `\x{10FFFF}`. */
  #hex(): CharacterRange {
    const rest = this.#text.slice(this.#at, this.#at + 10).join('');
    const [whole, short, long] = /^(?:([0-9a-f]{2})|\{([0-9a-f]+)\})/i.exec(rest) ?? [];
    if (whole === undefined) throw new NotRead();
    this.#at += whole.length;
    const code = Number.parseInt(short ?? long ?? '', 16);
    return [code, code];
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #next(): string {
    const character = this.#text[this.#at++];
    if (character === undefined) throw new NotRead();
    return character;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }
}

function rangeOf(character: string): CharacterRange {
  const code = character.codePointAt(0) ?? 0;
  return [code, code];
}

/** The range, and the letters in it as capitals and small ones. */
function bothCases([first, last]: CharacterRange): readonly CharacterRange[] {
  const shifted = LETTERS.flatMap(([a, z], index): readonly CharacterRange[] => {
    const by = index === 0 ? 32 : -32;
    return first <= z && last >= a ? [[Math.max(first, a) + by, Math.min(last, z) + by]] : [];
  });
  return [[first, last], ...shifted];
}

function allBut(ranges: readonly CharacterRange[]): readonly CharacterRange[] {
  const rest: CharacterRange[] = [];
  let from = 0;
  for (const [first, last] of [...ranges].sort((one, other) => one[0] - other[0])) {
    if (first > from) rest.push([from, first - 1]);
    from = Math.max(from, last + 1);
  }
  if (from <= LAST_CODE_POINT) rest.push([from, LAST_CODE_POINT]);
  return rest;
}
