import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Diagnostic, PropertyPath } from '../diagnostics/diagnostic.ts';
import type { SourceFile, SourceSpan } from '../diagnostics/source-file.ts';
import {
  DEEPEST_NESTING,
  type DocumentReading,
  duplicateKey,
  fileProblem,
  tooDeep,
} from './definition-document.ts';

/** JSON (RFC 8259); with `comments` also comments and commas behind the last element, as editors' settings have them. */
export function readJson(file: SourceFile, { comments }: { readonly comments: boolean }): DocumentReading {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(file.text, errors, { allowTrailingComma: comments, disallowComments: !comments });
  } catch (error) {
    if (error instanceof RangeError) return tooDeep(file);
    throw error;
  }
  if (errors.length > 0) return { ok: false, diagnostics: errors.map((error) => syntaxError(error, file)) };
  if (root === undefined)
    return { ok: false, diagnostics: [fileProblem('syntax-error', file, 'The definition is empty.')] };
  const tree = root;
  const diagnostics: Diagnostic[] = [];
  const data = dataOf(tree, 0, (node) => diagnostics.push(...duplicateKeys(node, file)));
  if (data === TOO_DEEP) return tooDeep(file);
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  return {
    ok: true,
    document: { data, diagnostics, locate: async (path, atKey) => locate(tree, path, atKey) },
  };
}

const MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is no value; texts stand in double quotes',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'a property name in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: "a '}' is missing",
  CloseBracketExpected: "a ']' is missing",
  EndOfFileExpected: 'there is something behind its end',
  InvalidCommentToken: 'it has a comment',
  UnexpectedEndOfComment: 'a comment does not end',
  UnexpectedEndOfString: 'a text does not end',
  UnexpectedEndOfNumber: 'a number does not end',
  InvalidUnicode: 'this is no Unicode escape',
  InvalidEscapeCharacter: 'this is no escape',
  InvalidCharacter: 'this character cannot stand in a text; write it as an escape',
};

function syntaxError({ error, offset, length }: ParseError, file: SourceFile): Diagnostic {
  const code = printParseErrorCode(error);
  return fileProblem('syntax-error', file, `This is not JSON: ${MESSAGES[code] ?? code}.`, {
    span: { start: offset, end: offset + length },
    ...(code === 'InvalidCommentToken' && {
      fix: 'Rename the file to lockstep.config.jsonc, where comments may stand.',
    }),
  });
}

const TOO_DEEP = Symbol('too deep');

/** `fromEntries` makes `__proto__` a property like any other, so that it is seen and refused. */
function dataOf(node: Node, depth: number, onObject: (node: Node) => void): unknown {
  if (depth > DEEPEST_NESTING) return TOO_DEEP;
  const children = node.children ?? [];
  if (node.type === 'array') {
    const items = children.map((child) => dataOf(child, depth + 1, onObject));
    return items.includes(TOO_DEEP) ? TOO_DEEP : items;
  }
  if (node.type !== 'object') return node.value as unknown;
  onObject(node);
  const entries = children.map(({ children: [key, value] = [] }) => [
    String(key?.value),
    value && dataOf(value, depth + 1, onObject),
  ]);
  return entries.some(([, value]) => value === TOO_DEEP) ? TOO_DEEP : Object.fromEntries(entries);
}

function duplicateKeys(node: Node, file: SourceFile): readonly Diagnostic[] {
  const first = new Map<string, SourceSpan>();
  return (node.children ?? []).flatMap(({ children: [key] = [] }) => {
    if (key === undefined) return [];
    const name = String(key.value);
    const before = first.get(name);
    if (before !== undefined) return [duplicateKey(name, file, { first: before, second: spanOf(key) })];
    first.set(name, spanOf(key));
    return [];
  });
}

function spanOf(node: Node): SourceSpan {
  return { start: node.offset, end: node.offset + node.length };
}

function locate(root: Node, path: PropertyPath, atKey: boolean): SourceSpan {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node === undefined) continue;
    const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    const isLarge = node.type === 'object' || node.type === 'array';
    return spanOf(key !== undefined && (atKey || isLarge || length < path.length) ? key : node);
  }
  return spanOf(root);
}
