import { type Node, type ParseError, parseTree } from 'jsonc-parser';

/** `why` completes "it …". */
export type StrictJson = { readonly data: unknown } | { readonly why: string };

const DEEPEST = 64;

/**
 * JSON that can be read in one way only (RFC 8259, 4: names "SHOULD be unique", and what happens otherwise differs between readers): who signed and who
 * verifies must not see two different things in one text.
 */
export function readStrictJson(text: string): StrictJson {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { disallowComments: true });
  } catch (error) {
    // The parser calls itself for each level.
    if (error instanceof RangeError) return { why: 'is nested too deeply' };
    throw error;
  }
  if (root === undefined) return { why: 'is empty' };
  if (errors.length > 0) return { why: 'is no JSON, or was cut off' };
  const fault = faultIn(root, 0);
  return fault === undefined ? { data: JSON.parse(text) as unknown } : { why: fault };
}

function faultIn(node: Node, depth: number): string | undefined {
  if (depth > DEEPEST) return 'is nested too deeply';
  const names = new Set<string>();
  for (const child of node.children ?? []) {
    if (child.type === 'property') {
      const name = String(child.children?.[0]?.value);
      if (names.has(name)) return `has the key '${name}' twice`;
      names.add(name);
    }
    const fault = faultIn(child, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
