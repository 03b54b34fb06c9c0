import type { PropertyPath } from '../diagnostics/diagnostic.ts';
import type { SourceSpan } from '../diagnostics/source-file.ts';
import { isNode, nodesOf, type ScriptSyntax, type SyntaxNode, spanOfNode } from './script-syntax.ts';

/** What only changes a value's type, or waits for it. */
const WRAPPERS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'ParenthesizedExpression',
  'AwaitExpression',
]);

/** Functions of `lockstep` whose arguments become the items of a list, or properties by position. */
const LIST_ARGUMENTS: ReadonlyMap<string, string> = new Map([
  ['push', 'branches'],
  ['pullRequest', 'branches'],
  ['tag', 'tags'],
  ['release', 'tags'],
]);
const NAMED_ARGUMENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['schedule', ['cron']],
  ['manual', ['inputs']],
  ['matrix', ['matrix']],
  ['value', ['job', 'value']],
]);

/**
 * Where a property of the exported object is written: through `defineConfig(…)`, `as` and `satisfies`, constants of the file,
 * spreads, and the functions of `lockstep`. For what is made in another way (a loop, another file), the nearest thing around it.
 */
export function locateInScript(
  syntax: ScriptSyntax,
  path: PropertyPath,
  atKey: boolean,
): SourceSpan | undefined {
  if (syntax.exported === undefined) return undefined;
  let value = unwrap(syntax, syntax.exported);
  let span = spanOfNode(value);
  for (const index of path.keys()) {
    const found = child(syntax, value, path.slice(index));
    if (found === undefined) break;
    const isLast = index + found.taken >= path.length;
    span =
      found.key !== undefined && (!isLast || atKey || isLarge(found.value))
        ? found.key
        : spanOfNode(found.value);
    if (found.taken > 1) return span;
    value = unwrap(syntax, found.value);
  }
  return span;
}

interface Found {
  readonly value: SyntaxNode;
  readonly key: SourceSpan | undefined;
  /** How much of the path this was. */
  readonly taken: number;
}

/** Of what goes over many lines the name tells where it is. */
function isLarge(node: SyntaxNode): boolean {
  return node.type === 'ObjectExpression' || node.type === 'ArrayExpression' || node.type === 'Identifier';
}

function unwrap(syntax: ScriptSyntax, start: SyntaxNode): SyntaxNode {
  let node = start;
  // Constants may refer to each other in a circle.
  for (let steps = 0; steps < 50; steps++) {
    const { expression, argument } = node;
    if (WRAPPERS.has(node.type)) node = isNode(expression) ? expression : isNode(argument) ? argument : node;
    else if (node.type === 'Identifier') {
      const bound = syntax.bindings.get(String(node.name));
      if (bound === undefined) return node;
      node = bound;
    } else if (node.type === 'CallExpression' && calleeOf(node) === 'defineConfig') {
      const [first] = nodesOf(node.arguments);
      if (first === undefined) return node;
      node = first;
    } else return node;
  }
  return node;
}

function calleeOf(node: SyntaxNode): string | undefined {
  const { callee } = node;
  if (!isNode(callee)) return undefined;
  if (callee.type === 'Identifier') return String(callee.name);
  const { property } = callee;
  return isNode(property) && property.type === 'Identifier' ? String(property.name) : undefined;
}

function child(syntax: ScriptSyntax, node: SyntaxNode, path: PropertyPath): Found | undefined {
  const [part] = path;
  if (node.type === 'ObjectExpression') return propertyOf(syntax, node, String(part));
  if (node.type === 'ArrayExpression')
    return typeof part === 'number' ? itemOf(syntax, node, part) : undefined;
  if (node.type === 'CallExpression') return argumentOf(syntax, node, path);
  return undefined;
}

function propertyOf(syntax: ScriptSyntax, object: SyntaxNode, name: string): Found | undefined {
  // The last one wins.
  for (const property of nodesOf(object.properties).toReversed()) {
    if (property.type === 'SpreadElement') {
      const inner = isNode(property.argument) ? unwrap(syntax, property.argument) : undefined;
      const found = inner?.type === 'ObjectExpression' ? propertyOf(syntax, inner, name) : undefined;
      if (found !== undefined) return found;
      continue;
    }
    const { key, value, computed } = property;
    if (!isNode(key) || keyText(syntax, key, computed === true) !== name) continue;
    return { key: spanOfNode(key), value: isNode(value) ? value : property, taken: 1 };
  }
  return undefined;
}

function keyText(syntax: ScriptSyntax, key: SyntaxNode, computed: boolean): string | undefined {
  if (!computed && key.type === 'Identifier') return String(key.name);
  const value = computed ? unwrap(syntax, key) : key;
  return value.type === 'StringLiteral' || value.type === 'NumericLiteral' ? String(value.value) : undefined;
}

function itemOf(syntax: ScriptSyntax, array: SyntaxNode, wanted: number): Found | undefined {
  let index = 0;
  for (const item of Array.isArray(array.elements) ? (array.elements as unknown[]) : []) {
    if (!isNode(item)) index += 1;
    else if (item.type !== 'SpreadElement') {
      if (index === wanted) return { value: item, key: undefined, taken: 1 };
      index += 1;
    } else {
      const inner = isNode(item.argument) ? unwrap(syntax, item.argument) : undefined;
      // How many a spread adds is known of a list that is written out only.
      if (inner?.type !== 'ArrayExpression') return { value: item, key: undefined, taken: 1 };
      const count = (inner.elements as unknown[]).length;
      if (wanted < index + count) return itemOf(syntax, inner, wanted - index);
      index += count;
    }
  }
  return undefined;
}

function argumentOf(syntax: ScriptSyntax, call: SyntaxNode, path: PropertyPath): Found | undefined {
  const name = calleeOf(call) ?? '';
  const given = nodesOf(call.arguments);
  const [part, index] = path;
  const position = NAMED_ARGUMENTS.get(name)?.indexOf(String(part)) ?? -1;
  const named = given[position];
  if (named !== undefined) return { value: named, key: undefined, taken: 1 };
  if (LIST_ARGUMENTS.get(name) === part && typeof index === 'number') {
    const item = given[index];
    if (item !== undefined && unwrap(syntax, item).type !== 'ObjectExpression')
      return { value: item, key: undefined, taken: 2 };
  }
  for (const argument of given.toReversed()) {
    const value = unwrap(syntax, argument);
    const found = value.type === 'ObjectExpression' ? propertyOf(syntax, value, String(part)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
