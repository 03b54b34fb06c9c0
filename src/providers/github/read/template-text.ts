import { type Contexts, evaluate, Unknown } from '../expression/evaluate-expression.ts';
import type { Expression, ExpressionNode } from '../expression/expression.ts';
import { parseExpression, parseTemplate } from '../expression/parse-expression.ts';

/** A field's value with its expressions evaluated: a text, what a lone expression comes to, or Unknown. */
export function evaluateText(text: unknown, contexts: Contexts): unknown {
  if (typeof text !== 'string') return text;
  const parts = parseTemplate(text);
  if (parts === undefined) return new Unknown(text);
  const values = parts.map((part) => (typeof part === 'string' ? part : evaluate(part, contexts)));
  if (values.length === 1) return values[0];
  return values.find((value) => value instanceof Unknown) ?? values.map(String).join('');
}

/** An `if`, with its braces or without. */
export function parseCondition(text: unknown): Expression | undefined {
  const source = String(text).trim();
  const inner = /^\$\{\{(.*)\}\}$/s.exec(source)?.[1] ?? source;
  return parseExpression(inner);
}

const FUNCTIONS = [
  'fromJSON',
  'startsWith',
  'contains',
  'success',
  'failure',
  'always',
  'cancelled',
  'hashFiles',
];
const CONTEXTS = ['github', 'inputs', 'matrix', 'needs', 'secrets', 'steps', 'runner'];
const STATUS = ['success', 'failure', 'always', 'cancelled'];

/** Is every function and context one that lockstep writes and can evaluate? */
export function isKnown({ node }: Expression): boolean {
  return everyNode(node, (one) => {
    if (one.kind === 'call') return FUNCTIONS.includes(one.name);
    return one.kind !== 'context' || CONTEXTS.includes(one.path[0] ?? '');
  });
}

/** Without one of these, `success()` is understood (docs.github.com, "Status check functions"). */
export function asksForStatus({ node }: Expression): boolean {
  return !everyNode(node, (one) => one.kind !== 'call' || !STATUS.includes(one.name));
}

/** Every text that stands in an expression. */
export function literalsOf({ node }: Expression): readonly string[] {
  const found: string[] = [];
  everyNode(node, (one) => {
    if (one.kind === 'literal' && typeof one.value === 'string') found.push(one.value);
    return true;
  });
  return found;
}

/** The secrets an expression names. */
export function secretsIn({ node }: Expression): readonly string[] {
  const found: string[] = [];
  everyNode(node, (one) => {
    if (one.kind === 'context' && one.path[0] === 'secrets' && one.path[1] !== undefined)
      found.push(one.path[1]);
    return true;
  });
  return found;
}

function everyNode(node: ExpressionNode, test: (node: ExpressionNode) => boolean): boolean {
  const inner = ((): readonly ExpressionNode[] => {
    switch (node.kind) {
      case 'call':
      case 'and':
      case 'or':
        return node.parts;
      case 'not':
        return [node.of];
      case 'equal':
      case 'unequal':
        return [node.left, node.right];
      case 'literal':
      case 'context':
        return [];
      default:
        return node satisfies never;
    }
  })();
  return test(node) && inner.every((one) => everyNode(one, test));
}
