/**
 * Expressions of GitHub Actions that lockstep emits: a closed set, built as data and printed in one place. Nobody else writes `${{`.
 * Grammar: docs.github.com, "Evaluate expressions in workflows and actions".
 */
export type ExpressionNode =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** `matrix.python`, `needs.build.outputs.version`. */
  | { readonly kind: 'context'; readonly path: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly parts: readonly ExpressionNode[] }
  | { readonly kind: 'not'; readonly of: ExpressionNode }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly ExpressionNode[] }
  | { readonly kind: 'equal' | 'unequal'; readonly left: ExpressionNode; readonly right: ExpressionNode };

/** An expression as a value in a workflow file; its text is made here and is no text of the definition. */
export class Expression {
  readonly node: ExpressionNode;

  constructor(node: ExpressionNode) {
    this.node = node;
  }

  /** Without the braces, as `if` takes it. */
  get source(): string {
    return printNode(this.node, 0);
  }

  toString(): string {
    return `\${{ ${this.source} }}`;
  }
}

/** Text with expressions in it: `unit (${{ matrix.python }})`. */
export class Template {
  readonly parts: readonly (string | Expression)[];

  constructor(parts: readonly (string | Expression)[]) {
    this.parts = parts;
  }

  toString(): string {
    return this.parts.map((part) => (typeof part === 'string' ? escapeText(part) : String(part))).join('');
  }
}

/** What a field can hold that GitHub evaluates. A text is only ever text: `${{` in it is escaped when it is printed. */
export type Value = string | Expression | Template;

export function printValue(value: Value): string {
  return typeof value === 'string' ? escapeText(value) : String(value);
}

/** GitHub evaluates `${{ '${{' }}` to the three characters that open an expression; there is no other escape. */
function escapeText(text: string): string {
  return text.replaceAll('${{', "${{ '${{' }}");
}

export function literal(value: string | number | boolean | null): Expression {
  return new Expression({ kind: 'literal', value });
}

/** `context('matrix', 'python')`; the names are known to be identifiers. */
export function context(...path: readonly string[]): Expression {
  return new Expression({ kind: 'context', path });
}

export function call(name: string, ...parts: readonly Expression[]): Expression {
  return new Expression({ kind: 'call', name, parts: parts.map((part) => part.node) });
}

export function not(of: Expression): Expression {
  return new Expression({ kind: 'not', of: of.node });
}

export function allOf(first: Expression, ...more: readonly Expression[]): Expression {
  return combined('and', [first, ...more]);
}

export function anyOf(first: Expression, ...more: readonly Expression[]): Expression {
  return combined('or', [first, ...more]);
}

function combined(kind: 'and' | 'or', given: readonly Expression[]): Expression {
  const all = given.flatMap(({ node }) => (node.kind === kind ? node.parts : [node]));
  // Saying it twice says no more.
  const parts = [...new Map(all.map((node) => [printNode(node, 0), node])).values()];
  const [only] = parts;
  return new Expression(parts.length === 1 && only !== undefined ? only : { kind, parts });
}

export function equal(left: Expression, right: string): Expression {
  return new Expression({ kind: 'equal', left: left.node, right: literal(right).node });
}

const STRENGTH = { or: 1, and: 2, equal: 3, unequal: 3, not: 4, literal: 5, context: 5, call: 5 };

/** With the brackets that are needed and no others. */
function printNode(node: ExpressionNode, around: number): string {
  const own = STRENGTH[node.kind];
  const text = printInner(node, own);
  return own < around ? `(${text})` : text;
}

function printInner(node: ExpressionNode, own: number): string {
  switch (node.kind) {
    case 'literal':
      return typeof node.value === 'string' ? `'${node.value.replaceAll("'", "''")}'` : String(node.value);
    case 'context':
      return node.path.join('.');
    case 'call':
      return `${node.name}(${node.parts.map((part) => printNode(part, 0)).join(', ')})`;
    case 'not':
      return `!${printNode(node.of, own)}`;
    case 'and':
    case 'or':
      return node.parts.map((part) => printNode(part, own + 1)).join(node.kind === 'and' ? ' && ' : ' || ');
    case 'equal':
    case 'unequal':
      return `${printNode(node.left, own + 1)} ${node.kind === 'equal' ? '==' : '!='} ${printNode(node.right, own + 1)}`;
    default:
      return node satisfies never;
  }
}
