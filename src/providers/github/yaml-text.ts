/**
 * Writes YAML that people read and every reader understands alike: maps keep their order and can carry comments, and a text that
 * YAML 1.1 would take for something else (`on`, `yes`, `1e3`, `08`, `3.10`) is quoted (yaml.org/type/bool.html, /int.html, /float.html).
 */
export type YamlValue = string | number | boolean | null | YamlMap | YamlFlow | readonly YamlValue[];

export interface YamlNotes {
  /** Behind the value, in the same line; behind the key when the value needs lines of its own. */
  readonly comment?: string;
  /** Lines above the key. */
  readonly above?: readonly string[];
  /** An empty line above it all. */
  readonly blank?: boolean;
}

export interface YamlEntry extends YamlNotes {
  readonly value: YamlValue;
}

/** A map whose keys keep their order. */
export class YamlMap {
  readonly entries = new Map<string, YamlEntry>();

  /** Sets a key, in its place when it is there already; `undefined` sets nothing. */
  set(key: string, value: YamlValue | undefined, notes: YamlNotes = {}): this {
    if (value !== undefined) this.entries.set(key, { ...notes, value });
    return this;
  }

  get(key: string): YamlValue | undefined {
    return this.entries.get(key)?.value;
  }
}

/** A short list in one line: `[main, develop]`. */
export class YamlFlow {
  readonly items: readonly (string | number | boolean)[];

  constructor(items: readonly (string | number | boolean)[]) {
    this.items = items;
  }
}

/** A whole file: comment lines, an empty line, the map. */
export function writeYaml(map: YamlMap, header: readonly string[] = []): string {
  const lines = [...comments(header, ''), ...(header.length > 0 ? [''] : []), ...mapLines(map, '')];
  return `${lines.join('\n')}\n`;
}

function mapLines(map: YamlMap, indent: string): string[] {
  const lines: string[] = [];
  for (const [key, entry] of map.entries) {
    if (entry.blank === true) lines.push('');
    lines.push(...comments(entry.above ?? [], indent));
    const note = entry.comment === undefined ? '' : ` # ${oneLine(entry.comment)}`;
    lines.push(...valueLines(`${indent}${scalar(key, false)}:`, entry.value, { indent, note }));
  }
  return lines;
}

interface Place {
  readonly indent: string;
  readonly note: string;
}

/** `head` is what stands before the value: `key:` or `-`. */
function valueLines(head: string, value: YamlValue, { indent, note }: Place): string[] {
  if (value instanceof YamlMap) {
    if (value.entries.size === 0) return [`${head} {}${note}`];
    return [`${head}${note}`, ...mapLines(value, `${indent}  `)];
  }
  if (value instanceof YamlFlow)
    return [`${head} [${value.items.map((item) => scalar(item, true)).join(', ')}]${note}`];
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${head} []${note}`];
    return [`${head}${note}`, ...value.flatMap((item) => itemLines(item, `${indent}  `))];
  }
  if (value === null) return [`${head}${note}`];
  if (typeof value === 'string' && isLiteral(value))
    return [`${head} ${literalHeader(value)}${note}`, ...literalLines(value, `${indent}  `)];
  return [`${head} ${scalar(value as string | number | boolean, false)}${note}`];
}

function itemLines(item: YamlValue, indent: string): string[] {
  if (!(item instanceof YamlMap) || item.entries.size === 0)
    return valueLines(`${indent}-`, item, { indent, note: '' });
  const lines = mapLines(item, `${indent}  `);
  // An item that begins with a comment or an empty line has its dash in front of its first key all the same.
  const first = lines.findIndex((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  return lines.map((line, at) => {
    if (at > first || line === '') return line;
    return at === first ? `${indent}- ${line.slice(indent.length + 2)}` : line.slice(2);
  });
}

function comments(texts: readonly string[], indent: string): string[] {
  return texts.map((text) => `${indent}# ${oneLine(text)}`.trimEnd());
}

const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Cs}/gu;

/** Comments cannot leave their line, nor hide something in it. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(UNPRINTABLE, '\ufffd').trim();
}

/** Not one that ends in empty lines: an empty line that follows it, for the eye, would be one of its own (YAML 1.2.2 §8.1.1.2). */
function isLiteral(text: string): boolean {
  return (
    text.includes('\n') && !text.endsWith('\n\n') && text.trim() !== '' && text.search(UNPRINTABLE) === -1
  );
}

/** YAML 1.2.2 §8.1.1: the indentation must be told when the first line does not show it; the end when it is no line break. */
function literalHeader(text: string): string {
  const indentation = /^[ \t\n]/.test(text) ? '2' : '';
  return text.endsWith('\n') ? `|${indentation}` : `|${indentation}-`;
}

function literalLines(text: string, indent: string): string[] {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  return body.split('\n').map((line) => (line === '' ? '' : `${indent}${line}`));
}

/** What YAML 1.1 or 1.2 reads as no text. Rather one too many: a quoted text is never wrong. */
const MISREAD =
  /^(?:y|yes|n|no|on|off|true|false|null|~|=|<<|\.inf|\.nan|[-+.]*[0-9][0-9a-fx_.,:+-]*(?:[ t].*)?|[-+]\.inf)$/i;
/** Begins with no indicator, and holds nothing that would end it (YAML 1.2.2 §7.3.3). */
const PLAIN = /^[A-Za-z0-9_./$(\\^+;][ !-~]*$/;
const ENDS_PLAIN = /: |:$| #|\s$/;
const FLOW_INDICATORS = /[,[\]{}]/;

function scalar(value: string | number | boolean, inFlow: boolean): string {
  if (typeof value !== 'string') return String(value);
  const plain = PLAIN.test(value) && !ENDS_PLAIN.test(value) && !MISREAD.test(value);
  if (plain && !(inFlow && FLOW_INDICATORS.test(value))) return value;
  if (/[\t\n\r]/.test(value) || value.search(UNPRINTABLE) !== -1) return doubleQuoted(value);
  // Without doubled quotes, which make expressions hard to read, for people and for scanners that look at the text itself.
  if (value.includes("'") && !/["\\]/.test(value)) return `"${value}"`;
  return `'${value.replaceAll("'", "''")}'`;
}

/** JSON's escapes are YAML's (§5.7), and what JSON leaves as it is and YAML does not print is escaped too. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
