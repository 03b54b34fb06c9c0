import { RE2JS } from 're2js';
import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../diagnostics/result.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';

/**
 * Exceptions that a project has agreed to, for a while: failures of tests that are known, findings that are lived with. Every list of them is a
 * YAML file of one key with a list below it, and every entry has somebody who sees to it, a reason and a last day.
 */
export interface DatedException {
  readonly owner: string;
  readonly reason: string;
  /** The last day of it, `2027-01-15` (UTC). */
  readonly expires: string;
  /** Where it stands in the file. */
  readonly offset: number;
}

const DATED = ['owner', 'reason', 'expires'] as const;

/** What a file of exceptions looks like. */
export interface ExceptionFormat<Entry extends DatedException> {
  /** The key of the list: `tests`. */
  readonly list: string;
  /** The fields of an entry beside those of every exception, the required ones first: for messages. */
  readonly fields: readonly string[];
  readonly required: readonly string[];
  /** The code of what is wrong with the file. */
  readonly code: string;
  /** Makes the entry; undefined when it has told a problem. */
  readonly make: (entry: EntryReader, dated: DatedException) => Entry | undefined;
}

/** Reads a file of exceptions. Everything wrong is told at once, and then there is no entry at all. */
export function readExceptions<Entry extends DatedException>(
  file: SourceFile,
  format: ExceptionFormat<Entry>,
): Result<readonly Entry[]> {
  const document = parseDocument(file.text, { lineCounter: new LineCounter(), stringKeys: true });
  const problem = problemIn(file, format.code);
  const [broken] = document.errors;
  if (broken !== undefined)
    return failure(problem(`this is no YAML: ${broken.message.split('\n')[0]}`, broken.pos[0]));
  const { contents } = document;
  if (contents === null) return success([]);
  const list = isMap(contents) ? contents.get(format.list, true) : undefined;
  if (!isMap(contents) || !isSeq(list))
    return failure(problem(`it must be a list of entries below \`${format.list}:\``, 0));
  const diagnostics: Diagnostic[] = unknownKeys(contents, [format.list], problem);
  const entries: Entry[] = [];
  for (const item of list.items) {
    const entry = isMap(item) ? readEntry(item, format, { problem, diagnostics }) : undefined;
    if (entry !== undefined) entries.push(entry);
    else if (!isMap(item)) diagnostics.push(problem(`an entry has ${fieldsText(format)}`, startOf(item)));
  }
  return diagnostics.length > 0 ? failure(...diagnostics) : success(entries);
}

/** What is read of one entry; what is wrong with it is collected. */
export class EntryReader {
  readonly #map: YAMLMap;
  readonly #problem: Problem;
  readonly found: Diagnostic[] = [];

  constructor(map: YAMLMap, problem: Problem) {
    this.#map = map;
    this.#problem = problem;
  }

  get offset(): number {
    return startOf(this.#map);
  }

  tell(message: string, field?: string): void {
    const node = field === undefined ? undefined : this.#map.get(field, true);
    this.found.push(this.#problem(message, node === undefined ? this.offset : startOf(node)));
  }

  has(field: string): boolean {
    return this.#map.has(field);
  }

  /** A text that must be there; empty, and told of, when it is not. */
  text(field: string): string {
    const node = this.#map.get(field, true);
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    this.tell(`\`${field}\` is missing, or no text`, field);
    return '';
  }

  /** A list of names that may be missing; `example` is shown to whoever wrote something else. */
  names(field: string, example: string): readonly string[] {
    const node = this.#map.get(field, true);
    if (node === undefined) return [];
    const items = isSeq(node)
      ? node.items.map((item) => (isScalar(item) ? item.value : undefined))
      : [undefined];
    if (items.every((item): item is string => typeof item === 'string')) return items;
    this.tell(`\`${field}\` is a list of names, such as ${example}`, field);
    return [];
  }

  /** A name as it is, with `*` for any characters, or `/a regular expression/` of RE2. */
  pattern(field: string): (text: string) => boolean {
    const text = this.text(field);
    const pattern = text === '' ? undefined : readPattern(text);
    if (typeof pattern === 'function') return pattern;
    if (pattern !== undefined) this.tell(pattern, field);
    return () => false;
  }
}

type Problem = (message: string, offset: number) => Diagnostic;

function problemIn(file: SourceFile, code: string): Problem {
  return (message, offset) => ({
    code,
    severity: 'error',
    message,
    location: { path: file.path, span: { start: offset, end: Math.min(offset + 1, file.text.length) } },
  });
}

function startOf(node: unknown): number {
  return (node as { range?: readonly number[] | null } | null)?.range?.[0] ?? 0;
}

function unknownKeys(map: YAMLMap, known: readonly string[], problem: Problem): Diagnostic[] {
  return (map.items as Pair[])
    .filter(({ key }) => !known.includes(isScalar(key) ? String(key.value) : ''))
    .map(({ key }) =>
      problem(`'${isScalar(key) ? key.value : '?'}' is none of ${known.join(', ')}`, startOf(key)),
    );
}

/** `` `test`, `owner`, `reason` and `expires` `` */
function fieldsText({ required }: { readonly required: readonly string[] }): string {
  const names = [...required, ...DATED].map((name) => `\`${name}\``);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function readEntry<Entry extends DatedException>(
  map: YAMLMap,
  format: ExceptionFormat<Entry>,
  { problem, diagnostics }: { readonly problem: Problem; readonly diagnostics: Diagnostic[] },
): Entry | undefined {
  const reader = new EntryReader(map, problem);
  reader.found.push(...unknownKeys(map, [...format.fields, ...DATED], problem));
  const [owner, reason, expires] = [reader.text('owner'), reader.text('reason'), reader.text('expires')];
  if (expires !== '' && !isDay(expires))
    reader.tell(`'${expires}' is no day: write it like 2027-01-15`, 'expires');
  const entry = format.make(reader, { owner, reason, expires, offset: reader.offset });
  diagnostics.push(...reader.found);
  return reader.found.length > 0 ? undefined : entry;
}

/** Gives what is wrong with it as a text. */
function readPattern(pattern: string): ((text: string) => boolean) | string {
  if (pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/')) {
    try {
      const expression = RE2JS.compile(pattern.slice(1, -1));
      return (text) => expression.matcher(text).find();
    } catch (error) {
      return `${pattern} is no regular expression of RE2: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  if (!pattern.includes('*')) return (text) => text === pattern;
  const expression = RE2JS.compile(pattern.split('*').map(RE2JS.quote).join('.*'), RE2JS.DOTALL);
  return (text) => expression.matches(text);
}

function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true
  );
}

/** Is its last day over? `now`: milliseconds since 1970. */
export function isExpired({ expires }: Pick<DatedException, 'expires'>, now: number): boolean {
  return new Date(now).toISOString().slice(0, 10) > expires;
}
