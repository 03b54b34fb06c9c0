import type { z } from 'zod';
import { type Diagnostic, formatPropertyPath, type PropertyPath } from '../diagnostics/diagnostic.ts';
import { didYouMean, didYouMeanOr } from '../diagnostics/suggest.ts';
import type { PipelineCode } from './diagnostic-codes.ts';
import { formatOfPattern } from './schema/text-formats.ts';
import { chooseBranch, type Expectation } from './schema-union.ts';

type Issue = z.core.$ZodIssue;

/** One fault of shape, and what must go so that the rest can be checked. */
export interface ShapeFault {
  readonly diagnostics: readonly Diagnostic[];
  /** Paths to take out. */
  readonly remove: readonly PropertyPath[];
}

/** What other systems call our properties. */
const ALIASES: Readonly<Record<string, string>> = {
  if: 'when',
  script: 'run',
  command: 'run',
  cmd: 'run',
  depends_on: 'needs',
  dependencies: 'needs',
  'working-directory': 'cwd',
  working_directory: 'cwd',
  environment: 'env',
  'timeout-minutes': 'timeout',
  'continue-on-error': 'allowFailure',
  image: 'container',
  parallelism: 'shards',
  strategy: 'matrix',
  concurrency: 'locks',
  os: 'platforms',
  triggers: 'on',
};

/** What other systems have and lockstep says otherwise. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  uses: 'Steps run shell text. Tools are set up by the toolchain, and the code is checked out already.',
  'runs-on': "Say platforms: ['linux']; a special machine is runner: { image: 'ubuntu-24.04' }.",
  name: "A project is named by 'project', a job or workflow by its key, and 'title' is what people see.",
};

const DURATION_KEYS = new Set(['timeout', 'idleTimeout', 'budget', 'retention', 'rotate']);

/** Told to zod, so that an issue about unknown keys brings the known ones along in its message. */
export function knownKeysInMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const definition = (issue.inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def;
  return Object.keys(definition?.shape ?? {}).join(' ');
}

/** Each issue in the words of whoever wrote the definition. `valueAt` looks into what was validated. */
export function explainIssues(
  issues: readonly Issue[],
  valueAt: (path: PropertyPath) => unknown,
): readonly ShapeFault[] {
  return issues.flatMap((issue) => explain(issue, [], valueAt));
}

function explain(
  issue: Issue,
  base: PropertyPath,
  valueAt: (path: PropertyPath) => unknown,
): readonly ShapeFault[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  const value = valueAt(path);
  switch (issue.code) {
    case 'invalid_union': {
      if (issue.errors.length === 0) return [discriminator(issue, path, value)];
      const chosen = chooseBranch(issue.errors, value);
      if (chosen.kind === 'mismatch') return [mismatch(chosen.expected, path, value)];
      return chosen.issues.flatMap((inner) => explain(inner, path, valueAt));
    }
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, issue.message.split(' '), path));
    case 'invalid_type':
      return [mismatch({ nouns: [issue.expected], options: [] }, path, value)];
    case 'invalid_value':
      return [mismatch({ nouns: [], options: issue.values }, path, value)];
    case 'invalid_key':
      return [badText(issue.issues[0], path, { text: String(path.at(-1)), atKey: true })];
    case 'invalid_format':
      return [badText(issue, path, { text: String(value), atKey: false })];
    case 'too_small':
    case 'too_big':
      return [outOfRange(issue, path, value)];
    default:
      return [fault('bad-value', path, `${formatPropertyPath(path)} is not valid: ${issue.message}.`)];
  }
}

function fault(
  code: PipelineCode,
  at: PropertyPath,
  message: string,
  more: { fix?: string | undefined; atKey?: boolean; remove?: PropertyPath } = {},
): ShapeFault {
  const { fix, atKey, remove = at } = more;
  const diagnostic: Diagnostic = {
    code,
    severity: 'error',
    message,
    at,
    ...(atKey === true && { atKey }),
    ...(fix !== undefined && { fix }),
  };
  return { diagnostics: [diagnostic], remove: [remove] };
}

function place(path: PropertyPath): string {
  return path.length === 0 ? 'the definition' : formatPropertyPath(path);
}

function unknownKey(key: string, known: readonly string[], path: PropertyPath): ShapeFault {
  const alias = Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined;
  const said = Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key] : undefined;
  const others = known.filter((name) => name !== '$schema');
  const fix =
    alias !== undefined && known.includes(alias)
      ? `lockstep calls it '${alias}'.`
      : (said ?? didYouMean(key, others));
  return fault('unknown-key', [...path, key], `Unknown property '${key}' in ${place(path)}.`, {
    fix,
    atKey: true,
  });
}

function missing(path: PropertyPath, fix?: string): ShapeFault {
  const parent = path.slice(0, -1);
  return fault('missing-key', parent, `Missing property '${String(path.at(-1))}' in ${place(parent)}.`, {
    fix,
    atKey: true,
    remove: path,
  });
}

function discriminator(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: PropertyPath,
  value: unknown,
): ShapeFault {
  const options = 'options' in issue ? (issue.options as string[]) : [];
  if (value === undefined) return missing(path, `One of ${quoted(options)}.`);
  return mismatch({ nouns: [], options }, path, value);
}

function mismatch(expected: Expectation, path: PropertyPath, value: unknown): ShapeFault {
  const { nouns, options } = expected;
  const key = path.at(-1);
  if (value === undefined) return missing(path, hintFor(path, expected, value));
  if (typeof value === 'number' && key === 'version')
    return fault('version-as-number', path, `${place(path)} is the number ${value}; a version is text.`, {
      fix: versionHint(value),
    });
  if (typeof value === 'number' && DURATION_KEYS.has(String(key)))
    return fault('bad-duration', path, `${place(path)} is the number ${value}, without a unit.`, {
      fix: `Write '${value}s' for seconds or '${value}m' for minutes.`,
    });
  if (options.some((option) => typeof option === typeof value) && nouns.length === 0)
    return fault('bad-value', path, `${place(path)} cannot be ${shown(value)}.`, {
      fix: didYouMean(String(value), options.map(String)),
    });
  const wanted = [...options.map((option) => shown(option)), ...nouns.map(noun)];
  const subject = path.length === 0 ? 'The definition' : place(path);
  return fault('wrong-type', path, `${subject} must be ${either(wanted)}, not ${shown(value)}.`, {
    fix: hintFor(path, expected, value),
  });
}

function hintFor(path: PropertyPath, { nouns, options }: Expectation, value: unknown): string | undefined {
  const near = typeof value === 'string' ? didYouMeanOr(value, options.map(String), undefined) : undefined;
  if (near !== undefined) return near;
  if (path[0] === 'workflows' && (path.at(-2) === 'on' || path.at(-1) === 'on'))
    return "Triggers are a list of objects with a kind: [push('main')], or [{ kind: push, branches: [main] }] in YAML.";
  if (Array.isArray(value) && path.length === 2 && path[0] === 'jobs')
    return 'Several commands are written as { run: [...] }.';
  if (Array.isArray(value) && nouns.includes('record')) return 'Give each entry a name: { name: … }.';
  if (nouns.includes('array') && ['string', 'number'].includes(typeof value))
    return `Write it as a list: [${shown(value)}].`;
  if (nouns.includes('string') && !nouns.includes('object') && ['number', 'boolean'].includes(typeof value))
    return `Write '${value}'.`;
  if (nouns.includes('boolean') && /^(yes|no|on|off|true|false)$/i.test(String(value)))
    return `Write ${/^(yes|on|true)$/i.test(String(value))}, without quotes.`;
  if ((nouns.includes('number') || nouns.includes('int')) && /^\d+$/.test(String(value)))
    return `Write ${value}, without quotes.`;
  return undefined;
}

/** What to write for a version that is a number. `3.10` has become `3.1` by then. */
export function versionHint(value: number): string {
  if (!/\.[12]$/.test(String(value))) return `Write '${value}'.`;
  return `Write '${value}', or '${value}0' if that was meant: a number keeps no zero at its end.`;
}

function badText(
  issue: Issue | undefined,
  path: PropertyPath,
  { text, atKey }: { text: string; atKey: boolean },
): ShapeFault {
  const pattern = issue?.code === 'invalid_format' && 'pattern' in issue ? String(issue.pattern) : '';
  const format = formatOfPattern(pattern);
  if (format === undefined) throw new Error(`Internal error: no words for the format ${pattern}`);
  if (text.trim() === '' && !atKey)
    return fault(format.code, path, `${place(path)} is empty.`, { fix: format.fix });
  const where = atKey ? place(path.slice(0, -1)) : place(path);
  return fault(format.code, path, `${shown(text)} in ${where} is not ${format.is}.`, {
    fix: format.fix,
    atKey,
  });
}

function outOfRange(
  issue: Extract<Issue, { code: 'too_small' | 'too_big' }>,
  path: PropertyPath,
  value: unknown,
): ShapeFault {
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  if (Array.isArray(value))
    return fault('bad-value', path, `${place(path)} is an empty list.`, {
      fix: 'Put something in it, or leave the property out.',
    });
  const side = issue.code === 'too_small' ? 'least' : 'most';
  return fault('bad-value', path, `${place(path)} must be at ${side} ${limit}, not ${shown(value)}.`);
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function noun(type: string): string {
  return NOUNS[type] ?? type;
}

function either(words: readonly string[]): string {
  const unique = [...new Set(words)];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
}

function quoted(options: readonly unknown[]): string {
  return either(options.map(shown));
}

function shown(value: unknown): string {
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'string') {
    const line = value.replace(/\s+/g, ' ');
    return `'${line.length > 60 ? `${line.slice(0, 57)}…` : line}'`;
  }
  if (typeof value === 'object') return 'an object';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a ${typeof value}`;
}
