/**
 * Is it YAML as most people write it, and as nobody can read it otherwise: one document of maps and lists in blocks, with plain keys,
 * none twice, and values on one line or in a literal block? Then no parser is needed, which takes a hundred times as long. What it does
 * not know, it leaves to the parser, and whatever it takes, the parser takes (`plain-yaml.test.ts`). Source: YAML 1.2.2, sections 6 to 8.
 */
export function isPlainYaml(text: string): boolean {
  // Tabs, carriage returns, and what YAML 1.1 took for a line break, are the parser's.
  if (/[\t\r\u0085\u2028\u2029\ufeff]/.test(text)) return false;
  const blocks = new OpenBlocks();
  const lines = text.split('\n');
  let isBegun = false;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (/^ *(?:#|$)/.test(line)) continue;
    if (!isBegun && /^--- *$/.test(line)) {
      isBegun = true;
      continue;
    }
    isBegun = true;
    const placed = placeEntry(line, blocks);
    if (placed === undefined) return false;
    if (!placed.isLiteral) continue;
    const end = endOfLiteral(lines, at + 1, placed.column);
    if (end === undefined) return false;
    at = end - 1;
  }
  return true;
}

interface Block {
  readonly kind: 'map' | 'list';
  readonly column: number;
  readonly keys: Set<string>;
  /** Its last entry has no value yet: it may be a block that follows. */
  isOpen: boolean;
}

/** The blocks around a line, by their columns. */
class OpenBlocks {
  readonly #stack: Block[] = [];
  #isBegun = false;

  /** The block that an entry of this kind at this column belongs to; undefined when it is not where one can be. */
  at(kind: Block['kind'], column: number): Block | undefined {
    const stack = this.#stack;
    while ((stack.at(-1)?.column ?? -1) > column) stack.pop();
    // A list may stand below its key without being indented: then the next key ends it.
    if (kind === 'map' && stack.at(-1)?.kind === 'list' && stack.at(-1)?.column === column) stack.pop();
    const top = stack.at(-1);
    if (top?.kind === kind && top.column === column) return top;
    if (top === undefined ? this.#isBegun : !top.isOpen) return undefined;
    if (top?.column === column && kind !== 'list') return undefined;
    if (top !== undefined) top.isOpen = false;
    this.#isBegun = true;
    const block: Block = { kind, column, keys: new Set(), isOpen: false };
    stack.push(block);
    return block;
  }
}

/** Dashes of lists, then a key, a key with a value, or a value. */
const ENTRY = /^( *)((?:- +)*)(?:([A-Za-z_$/](?:[\w ./$-]{0,100}[\w./$-])?):(?: +|$))?(.*)$/;

/** Values that end on their line, and that no reader takes for something that it could fail on, as a day without a month. */
const PLAIN = String.raw`(?!\d{4}-\d)(?:[A-Za-z0-9_./$(+~^;]|-(?=[A-Za-z0-9]))(?:[^:# ]|:(?=[^ ])|(?<! )#| +(?=[^# ]))*`;
const QUOTED = String.raw`"(?:[^"\\]|\\["\\/nrt])*"|'(?:[^']|'')*'`;
const WORD = String.raw`(?:[A-Za-z_][\w./-]*|\d+(?:\.\d+)?|"[^"\\]*"|'[^']*')`;
const FLOW = String.raw`\[ *(?:${WORD} *(?:, *${WORD} *)*)?\]|\{\}`;
const VALUE = new RegExp(`^(?:${PLAIN}|${QUOTED}|${FLOW}|[|>][+-]?)? *(?:(?<= |^)#.*)?$`);
/** Keys that are the same to a reader though they are written in different ways. */
const CONSTANT = /^(?:null|true|false)$/i;

interface Placed {
  /** What is nested in its value has to be behind this. */
  readonly column: number;
  /** Its value are the lines that follow. */
  readonly isLiteral: boolean;
}

/** Undefined for what is left to the parser. */
function placeEntry(line: string, blocks: OpenBlocks): Placed | undefined {
  const [, indent = '', dashes = '', key, value = ''] = ENTRY.exec(line) ?? [];
  if (!VALUE.test(value)) return undefined;
  const isLiteral = /^[|>]/.test(value);
  let column = indent.length;
  let block: Block | undefined;
  for (const dash of dashes.match(/- +/g) ?? []) {
    block = blocks.at('list', column);
    if (block === undefined) return undefined;
    block.isOpen = true;
    column += dash.length;
  }
  if (key === undefined) {
    if (block === undefined || value === '' || value.startsWith('#')) return undefined;
    block.isOpen = false;
    return { column: block.column, isLiteral };
  }
  const map = blocks.at('map', column);
  if (map === undefined || CONSTANT.test(key) || map.keys.has(key)) return undefined;
  map.keys.add(key);
  map.isOpen = value === '' || value.startsWith('#');
  return { column, isLiteral };
}

/** The line behind a literal or folded block, all of whose lines are indented by as much as the first, or more. */
function endOfLiteral(lines: readonly string[], from: number, column: number): number | undefined {
  let indent: number | undefined;
  let blank = 0;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const spaces = line.search(/[^ ]/);
    if (spaces === -1) {
      if (indent === undefined) blank = Math.max(blank, line.length);
      continue;
    }
    if (spaces <= column) return at;
    indent ??= spaces;
    if (spaces < indent || blank > indent) return undefined;
  }
  return lines.length;
}
