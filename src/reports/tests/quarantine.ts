import { RE2JS } from 're2js';
import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../diagnostics/result.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import type { MergedTest } from './merge-tests.ts';

/** Tests whose failures are shown and do not fail the check, for a while, and who sees to them. */
export interface QuarantineEntry {
  /** As it is written. */
  readonly test: string;
  /** None: all. */
  readonly platforms: readonly string[];
  readonly owner: string;
  readonly reason: string;
  /** The last day of it, `2027-01-15` (UTC). */
  readonly expires: string;
  /** Where it stands in the file. */
  readonly offset: number;
  readonly matches: (test: Pick<MergedTest, 'id' | 'origin'>) => boolean;
}

const FIELDS = ['test', 'platforms', 'owner', 'reason', 'expires'];

/**
 * Reads `lockstep.quarantine.yaml`: `tests:`, a list of entries with `test` (an id, `*` for any characters, or `/regular expression/`
 * in RE2's syntax), `owner`, `reason`, `expires`, and `platforms` if it is not for all. Everything wrong is told at once.
 */
export function readQuarantine(file: SourceFile): Result<readonly QuarantineEntry[]> {
  const document = parseDocument(file.text, { lineCounter: new LineCounter(), stringKeys: true });
  const problem = problemIn(file);
  const [broken] = document.errors;
  if (broken !== undefined)
    return failure(problem(`this is no YAML: ${broken.message.split('\n')[0]}`, broken.pos[0]));
  const { contents } = document;
  if (contents === null) return success([]);
  const tests = isMap(contents) ? contents.get('tests', true) : undefined;
  if (!isMap(contents) || !isSeq(tests))
    return failure(problem('it must be a list of entries below `tests:`', 0));
  const diagnostics: Diagnostic[] = unknownKeys(contents, ['tests'], problem);
  const entries: QuarantineEntry[] = [];
  for (const item of tests.items) {
    if (!isMap(item))
      diagnostics.push(problem('an entry has `test`, `owner`, `reason` and `expires`', startOf(item)));
    else {
      const entry = readEntry(item, problem, diagnostics);
      if (entry !== undefined) entries.push(entry);
    }
  }
  return diagnostics.length > 0 ? failure(...diagnostics) : success(entries);
}

type Problem = (message: string, offset: number) => Diagnostic;

function problemIn(file: SourceFile): Problem {
  return (message, offset) => ({
    code: 'quarantine-invalid',
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

function readEntry(map: YAMLMap, problem: Problem, diagnostics: Diagnostic[]): QuarantineEntry | undefined {
  const found = unknownKeys(map, FIELDS, problem);
  const offset = startOf(map);
  const text = (name: string): string => {
    const node = map.get(name, true);
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    found.push(problem(`\`${name}\` is missing, or no text`, node === undefined ? offset : startOf(node)));
    return '';
  };
  const [test, owner, reason, expires] = [text('test'), text('owner'), text('reason'), text('expires')];
  if (expires !== '' && !isDay(expires))
    found.push(
      problem(`'${expires}' is no day: write it like 2027-01-15`, startOf(map.get('expires', true))),
    );
  const platforms = readPlatforms(map, problem, found);
  const pattern = test === '' ? undefined : readPattern(test);
  if (typeof pattern === 'string') found.push(problem(pattern, startOf(map.get('test', true))));
  diagnostics.push(...found);
  if (found.length > 0 || pattern === undefined || typeof pattern === 'string') return undefined;
  const matches: QuarantineEntry['matches'] = ({ id, origin }) =>
    pattern(id) &&
    (platforms.length === 0 ||
      platforms.some((one) => origin.platform === one || origin.platform.startsWith(`${one}/`)));
  return { test, platforms, owner, reason, expires, offset, matches };
}

function readPlatforms(map: YAMLMap, problem: Problem, found: Diagnostic[]): readonly string[] {
  const node = map.get('platforms', true);
  if (node === undefined) return [];
  const items = isSeq(node)
    ? node.items.map((item) => (isScalar(item) ? item.value : undefined))
    : [undefined];
  if (items.every((item): item is string => typeof item === 'string')) return items;
  found.push(problem('`platforms` is a list of names, such as [linux, windows/x64]', startOf(node)));
  return [];
}

/** Gives what is wrong with it as a text. */
function readPattern(test: string): ((id: string) => boolean) | string {
  if (test.length > 2 && test.startsWith('/') && test.endsWith('/')) {
    try {
      const expression = RE2JS.compile(test.slice(1, -1));
      return (id) => expression.matcher(id).find();
    } catch (error) {
      return `${test} is no regular expression of RE2: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  if (!test.includes('*')) return (id) => id === test;
  const expression = RE2JS.compile(test.split('*').map(RE2JS.quote).join('.*'), RE2JS.DOTALL);
  return (id) => expression.matches(id);
}

function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true
  );
}

/** Is its last day over? `now`: milliseconds since 1970. */
export function isExpired({ expires }: QuarantineEntry, now: number): boolean {
  return new Date(now).toISOString().slice(0, 10) > expires;
}
