import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Diagnostic, PropertyPath } from '../diagnostics/diagnostic.ts';
import type { SourceFile, SourceSpan } from '../diagnostics/source-file.ts';
import {
  DEEPEST_NESTING,
  type DocumentReading,
  duplicateKey,
  fileProblem,
  tooDeep,
  tooLarge,
} from './definition-document.ts';

/** An alias may stand for this many nodes in all, so that nine lines cannot become a billion ("billion laughs"). */
const MOST_ALIASED_NODES = 1000;

/** YAML 1.2 (core schema) with merge keys `<<`, as people know them from CI systems. One document. */
export function readYaml(file: SourceFile): DocumentReading {
  let document: Document.Parsed;
  try {
    document = parseDocument(file.text, {
      uniqueKeys: false,
      merge: true,
      prettyErrors: false,
      version: '1.2',
    });
  } catch (error) {
    if (error instanceof RangeError) return tooDeep(file);
    throw error;
  }
  if (document.errors.length > 0)
    return { ok: false, diagnostics: document.errors.map((error) => syntaxError(error, file)) };
  const depth = checkNodes(document, file);
  if (depth.tooDeep) return tooDeep(file);
  if (depth.diagnostics.length > 0) return { ok: false, diagnostics: depth.diagnostics };
  try {
    return {
      ok: true,
      document: {
        data: document.toJS({ maxAliasCount: MOST_ALIASED_NODES }),
        diagnostics: document.warnings.map((warning) => ({
          ...syntaxError(warning, file),
          severity: 'warning',
        })),
        locate: async (path, atKey) => locate(document, path, atKey),
      },
    };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { ok: false, diagnostics: [tooLarge(file, 'repeats too much by its aliases')] };
  }
}

interface YamlProblem {
  readonly message: string;
  readonly code: string;
  readonly pos: readonly [number, number];
}

function syntaxError(error: YamlProblem, file: SourceFile): Diagnostic {
  const [start, end] = error.pos;
  if (error.code === 'MULTIPLE_DOCS')
    return fileProblem('syntax-error', file, 'This file has several YAML documents; a definition is one.', {
      span: { start, end },
      fix: "Take the line '---' out.",
    });
  const fix = error.code === 'TAB_AS_INDENT' ? 'YAML is indented with spaces.' : undefined;
  const message = `This is not YAML: ${error.message.replace(/\.?$/, '.')}`;
  return fileProblem('syntax-error', file, message, { span: { start, end }, ...(fix && { fix }) });
}

interface NodeFaults {
  tooDeep: boolean;
  diagnostics: Diagnostic[];
}

function checkNodes(document: Document.Parsed, file: SourceFile): NodeFaults {
  const faults: NodeFaults = { tooDeep: false, diagnostics: [] };
  visit(document, {
    Node(_, _node, path) {
      if (path.length <= 2 * DEEPEST_NESTING) return undefined;
      faults.tooDeep = true;
      return visit.BREAK;
    },
    Map(_, map, path) {
      if (path.length > 2 * DEEPEST_NESTING) {
        faults.tooDeep = true;
        return visit.BREAK;
      }
      faults.diagnostics.push(...duplicateKeys(map, file));
      return undefined;
    },
  });
  return faults;
}

function duplicateKeys(map: YAMLMap, file: SourceFile): readonly Diagnostic[] {
  const first = new Map<string, SourceSpan>();
  return map.items.flatMap(({ key }) => {
    const span = spanOf(key);
    if (!isScalar(key) || isMergeKey(key) || span === undefined) return [];
    const name = String(key.value);
    const before = first.get(name);
    if (before !== undefined) return [duplicateKey(name, file, { first: before, second: span })];
    first.set(name, span);
    return [];
  });
}

function spanOf(node: unknown): SourceSpan | undefined {
  if (!isNode(node) || !node.range) return undefined;
  const [start, valueEnd] = node.range;
  return { start, end: valueEnd };
}

function locate(document: Document.Parsed, path: PropertyPath, atKey: boolean): SourceSpan | undefined {
  let node: Node | null = document.contents;
  let span = spanOf(node);
  for (const part of path) {
    node = resolve(document, node);
    if (isMap(node)) {
      const pair = findPair(document, node, String(part));
      if (pair === undefined) break;
      node = pair.value as Node | null;
      const key = spanOf(pair.key);
      // Of what is written over many lines the name tells where it is.
      span = atKey || node === null || isMap(node) || isSeq(node) ? (key ?? span) : (spanOf(node) ?? key);
    } else if (isSeq(node) && typeof part === 'number') {
      const item: unknown = node.items[part];
      if (item === undefined) break;
      node = isPair(item) ? null : (item as Node);
      span = spanOf(item) ?? span;
    } else break;
  }
  return span;
}

function resolve(document: Document.Parsed, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

/** The parser replaces the value of a merge key by a symbol. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && (key.value === '<<' || typeof key.value === 'symbol');
}

function findPair(document: Document.Parsed, map: YAMLMap, key: string): Pair | undefined {
  const own = map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
  if (own !== undefined) return own;
  for (const pair of map.items) {
    if (!isMergeKey(pair.key)) continue;
    const merged = resolve(document, pair.value as Node | null);
    const sources = isSeq(merged) ? merged.items.map((item) => resolve(document, item as Node)) : [merged];
    for (const source of sources) {
      const found = isMap(source) && source !== map ? findPair(document, source, key) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
