import { Expression, type ExpressionNode } from './expression.ts';

/** Reads an expression (without its braces); undefined when it is none of those that lockstep writes. */
export function parseExpression(source: string): Expression | undefined {
  const tokens = tokenize(source);
  if (tokens === undefined) return undefined;
  const parser = new Parser(tokens);
  const node = parser.parseAll();
  return node && new Expression(node);
}

/** A text with `${{ … }}` in it, in parts; undefined when one of them is not understood. */
export function parseTemplate(text: string): readonly (string | Expression)[] | undefined {
  const parts: (string | Expression)[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('${{', at);
    if (open === -1) break;
    if (open > at) parts.push(text.slice(at, open));
    const close = endOfExpression(text, open + 3);
    const expression = close === undefined ? undefined : parseExpression(text.slice(open + 3, close));
    if (expression === undefined || close === undefined) return undefined;
    parts.push(expression);
    at = close + 2;
  }
  if (at < text.length || parts.length === 0) parts.push(text.slice(at));
  return parts;
}

/** Where the braces close; those in a quoted text do not count. */
function endOfExpression(text: string, from: number): number | undefined {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted;
    else if (!quoted && text.startsWith('}}', at)) return at;
  }
  return undefined;
}

interface Token {
  readonly kind: 'text' | 'number' | 'name' | 'sign';
  readonly text: string;
}

const TOKEN =
  /\s*(?:(?<text>'(?:[^']|'')*')|(?<number>-?\d+(?:\.\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_-]*)|(?<sign>&&|\|\||==|!=|[!()[\].,*]))/y;

function tokenize(source: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const text = source.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const groups = TOKEN.exec(text)?.groups;
    const found = Object.entries(groups ?? {}).find(([, value]) => value !== undefined);
    if (found === undefined) return undefined;
    const [kind, value] = found as [Token['kind'], string];
    tokens.push({ kind, text: kind === 'text' ? value.slice(1, -1).replaceAll("''", "'") : value });
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parseAll(): ExpressionNode | undefined {
    const node = this.#or();
    return this.#at === this.#tokens.length ? node : undefined;
  }

  #take(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.#at++;
    return true;
  }

  #or(): ExpressionNode | undefined {
    return this.#chain('or', '||', () => this.#and());
  }

  #and(): ExpressionNode | undefined {
    return this.#chain('and', '&&', () => this.#comparison());
  }

  #chain(
    kind: 'and' | 'or',
    sign: string,
    next: () => ExpressionNode | undefined,
  ): ExpressionNode | undefined {
    const parts: ExpressionNode[] = [];
    do {
      const part = next();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (this.#take(sign));
    return parts.length === 1 ? parts[0] : { kind, parts };
  }

  #comparison(): ExpressionNode | undefined {
    const left = this.#unary();
    const kind = this.#take('==') ? 'equal' : this.#take('!=') ? 'unequal' : undefined;
    if (kind === undefined || left === undefined) return left;
    const right = this.#unary();
    return right && { kind, left, right };
  }

  #unary(): ExpressionNode | undefined {
    if (!this.#take('!')) return this.#postfix();
    const of = this.#unary();
    return of && { kind: 'not', of };
  }

  #postfix(): ExpressionNode | undefined {
    let node = this.#primary();
    while (node !== undefined) {
      if (this.#take('.')) node = this.#property(node);
      else return node;
    }
    return undefined;
  }

  #property(of: ExpressionNode): ExpressionNode | undefined {
    const token = this.#tokens[this.#at++];
    const known = token?.kind === 'name' || (token?.kind === 'sign' && token.text === '*');
    if (!known || of.kind !== 'context') return undefined;
    return { kind: 'context', path: [...of.path, token.text] };
  }

  #primary(): ExpressionNode | undefined {
    if (this.#take('(')) {
      const inner = this.#or();
      return this.#take(')') ? inner : undefined;
    }
    const token = this.#tokens[this.#at++];
    if (token?.kind === 'text') return { kind: 'literal', value: token.text };
    if (token?.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token?.kind !== 'name') return undefined;
    if (token.text === 'true' || token.text === 'false')
      return { kind: 'literal', value: token.text === 'true' };
    if (token.text === 'null') return { kind: 'literal', value: null };
    return this.#take('(') ? this.#call(token.text) : { kind: 'context', path: [token.text] };
  }

  #call(name: string): ExpressionNode | undefined {
    const parts: ExpressionNode[] = [];
    if (this.#take(')')) return { kind: 'call', name, parts };
    do {
      const part = this.#or();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (this.#take(','));
    return this.#take(')') ? { kind: 'call', name, parts } : undefined;
  }
}
