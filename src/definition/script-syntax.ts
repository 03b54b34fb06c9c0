import type { ParserOptions } from '@babel/parser';
import type { SourceSpan } from '../diagnostics/source-file.ts';

/** A node of Babel's tree, as far as it is looked at here: every node has a type and offsets, the rest depends on the type. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

/** The syntax of a definition in JavaScript or TypeScript, and what its names are bound to. */
export interface ScriptSyntax {
  /** What is exported by default, undefined when that cannot be seen. */
  readonly exported: SyntaxNode | undefined;
  /** `const` bindings of the file's top level with the value they are given. */
  readonly bindings: ReadonlyMap<string, SyntaxNode>;
}

const OPTIONS: ParserOptions = {
  sourceType: 'unambiguous',
  errorRecovery: true,
  allowReturnOutsideFunction: true,
  plugins: ['typescript'],
};

/** Undefined when the text cannot be parsed at all; then positions are lost and nothing else. */
export async function readSyntax(text: string): Promise<ScriptSyntax | undefined> {
  const { parseScript } = await import('./parse-script.ts');
  try {
    const { program } = parseScript(text, OPTIONS);
    const body = program.body as unknown as readonly SyntaxNode[];
    return { bindings: bindingsOf(body), exported: exportedOf(body) };
  } catch {
    return undefined;
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

export function nodesOf(value: unknown): readonly SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function spanOfNode(node: SyntaxNode): SourceSpan {
  return { start: node.start, end: node.end };
}

function bindingsOf(body: readonly SyntaxNode[]): ReadonlyMap<string, SyntaxNode> {
  const bindings = new Map<string, SyntaxNode>();
  for (const statement of body) {
    const declared =
      statement.type === 'ExportNamedDeclaration' && isNode(statement.declaration)
        ? statement.declaration
        : statement;
    if (declared.type !== 'VariableDeclaration') continue;
    for (const { id, init } of nodesOf(declared.declarations))
      if (isNode(id) && id.type === 'Identifier' && isNode(init)) bindings.set(String(id.name), init);
  }
  return bindings;
}

function exportedOf(body: readonly SyntaxNode[]): SyntaxNode | undefined {
  for (const statement of body) {
    if (statement.type === 'ExportDefaultDeclaration' && isNode(statement.declaration))
      return statement.declaration;
    if (statement.type === 'ExportNamedDeclaration')
      for (const { exported, local } of nodesOf(statement.specifiers))
        if (isNode(exported) && exported.name === 'default' && isNode(local)) return local;
    const { expression } = statement;
    if (isNode(expression) && expression.type === 'AssignmentExpression' && isModuleExports(expression.left))
      return isNode(expression.right) ? expression.right : undefined;
  }
  return undefined;
}

function isModuleExports(node: unknown): boolean {
  if (!isNode(node) || node.type !== 'MemberExpression') return false;
  const { object, property } = node;
  return isNode(object) && object.name === 'module' && isNode(property) && property.name === 'exports';
}
