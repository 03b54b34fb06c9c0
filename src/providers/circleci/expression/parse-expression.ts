/**
 * The expressions of workflows: `when` and `filters` (grammar: CircleCI-Public/expr, README and corpus). `or` binds least, then `and`,
 * then `==`, `!=`, `starts-with`, `contains` and `matches`, then the comparisons of numbers, then `not`.
 */
export type Expr =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'pattern'; readonly source: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'not'; readonly operand: Expr }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expr; readonly right: Expr };

export type BinaryOperator =
  | 'or'
  | 'and'
  | '=='
  | '!='
  | 'starts-with'
  | 'contains'
  | 'matches'
  | '>'
  | '>='
  | '<'
  | '<=';

/** The compiler of 2026 takes no longer pattern, counted in characters (discuss.circleci.com/t/54719). */
export const LONGEST_PATTERN = 128;

export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expr }
  | { readonly ok: false; readonly problem: string };

type Token =
  | { readonly kind: 'word' | 'symbol'; readonly text: string }
  | { readonly kind: 'value'; readonly expression: Expr };

const TOKEN =
  /\s*(?:(?<string>"(?:[^"\\]|\\["\\])*")|(?<pattern>\/(?:[^/\\]|\\.)+\/)|(?<number>-?\d+)(?![\w-])|(?<word>[A-Za-z][\w-]*(?:\.[\w-]+)*)|(?<symbol>==|!=|>=|<=|[><()!]))/sy;

export function parseExpression(text: string): ParsedExpression {
  const tokens = tokenize(text);
  if (typeof tokens === 'string') return { ok: false, problem: tokens };
  try {
    return { ok: true, expression: new Parser(tokens).whole() };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, problem: error.message };
    throw error;
  }
}

/** The tokens, or what is wrong. */
function tokenize(text: string): readonly Token[] | string {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match?.groups === undefined) return `'${text.slice(at).trim()}' cannot be read`;
    at = TOKEN.lastIndex;
    tokens.push(tokenOf(match.groups));
  }
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token {
  const { string, pattern, number, word, symbol } = groups;
  const literal = (value: string | number | boolean): Token => ({
    kind: 'value',
    expression: { kind: 'literal', value },
  });
  if (string !== undefined) return literal(string.slice(1, -1).replace(/\\(["\\])/g, '$1'));
  if (pattern !== undefined)
    return {
      kind: 'value',
      expression: { kind: 'pattern', source: pattern.slice(1, -1).replaceAll('\\/', '/') },
    };
  if (number !== undefined) return literal(Number(number));
  if (word === 'true' || word === 'false') return literal(word === 'true');
  if (word !== undefined) return { kind: 'word', text: word };
  return { kind: 'symbol', text: symbol ?? '' };
}

/** Operators from the one that binds least. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', 'starts-with', 'contains', 'matches'],
  ['>', '>=', '<', '<='],
];

const WORDS = new Set(['or', 'and', 'not', 'OR', 'AND', 'NOT', 'starts-with', 'contains', 'matches']);

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expr {
    const expression = this.#level(0);
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw new SyntaxError(`'${describe(rest)}' stands where nothing can`);
    return expression;
  }

  #level(level: number): Expr {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#level(level + 1);
    for (;;) {
      const operator = this.#operator(operators);
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#level(level + 1) };
    }
  }

  #operator(among: readonly BinaryOperator[]): BinaryOperator | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'value') return undefined;
    const text = token.text === 'AND' || token.text === 'OR' ? token.text.toLowerCase() : token.text;
    const found = among.find((operator) => operator === text);
    if (found !== undefined) this.#at += 1;
    return found;
  }

  #unary(): Expr {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new SyntaxError('it ends too early');
    if (token.kind === 'value') return token.expression;
    if (token.text === 'not' || token.text === '!') return { kind: 'not', operand: this.#unary() };
    if (token.text === '(') {
      const inner = this.#level(0);
      const close = this.#tokens[this.#at++];
      if (close === undefined || close.kind === 'value' || close.text !== ')')
        throw new SyntaxError("a '(' is not closed");
      return inner;
    }
    if (token.kind === 'symbol' || WORDS.has(token.text))
      throw new SyntaxError(`'${token.text}' stands where a value should`);
    return { kind: 'name', name: token.text };
  }
}

function describe(token: Token): string {
  return token.kind === 'value' ? 'a value' : token.text;
}
