import { type Diagnostic, formatPropertyPath } from '../diagnostics/diagnostic.ts';
import type { SourceFile, SourceSpan } from '../diagnostics/source-file.ts';
import { writeDuration } from '../pipeline/duration.ts';
import type { Files } from '../platform/files.ts';
import type { Evaluation, ModuleEvaluator, StackFrame } from '../platform/module-evaluator.ts';
import { dirname, isInside, resolve } from '../platform/paths.ts';
import { type Bundle, bundleDefinition } from './bundle.ts';
import { type DefinitionCache, digestInputs, fetchDefinition, keepDefinition } from './definition-cache.ts';
import { type DefinitionDocument, type DocumentReading, fileProblem } from './definition-document.ts';
import type { DefinitionCode } from './diagnostic-codes.ts';
import { locateInScript } from './locate-in-script.ts';
import { isEvidentlyPure } from './purity.ts';
import { readSyntax, type ScriptSyntax } from './script-syntax.ts';

export interface ScriptOptions {
  readonly files: Files;
  readonly evaluator: ModuleEvaluator;
  /** Absolute path of the module that `import … from 'lockstep'` means. */
  readonly publicDoor: string;
  readonly cache: DefinitionCache | undefined;
  /** Milliseconds. */
  readonly timeLimit: number;
  readonly onOutput: ((text: string) => void) | undefined;
}

/** A definition in TypeScript or JavaScript: bundled and run, unless what it came to is known and cannot have changed. */
export async function readScript(
  file: SourceFile,
  path: string,
  options: ScriptOptions,
): Promise<DocumentReading> {
  const { files, cache, publicDoor } = options;
  const known = cache && (await fetchDefinition(files, cache, path));
  if (known !== undefined) return { ok: true, document: documentOf(file, { ...known, diagnostics: [] }) };
  const bundling = await bundleDefinition(file, { definition: path, publicDoor });
  if (!bundling.ok) return bundling;
  const { bundle } = bundling;
  const keep = cache !== undefined && !bundle.hasImports && isEvidentlyPure(bundle.code);
  const inputs = keep ? await digestInputs(files, bundle.inputs) : [];
  const { code, sourceMap } = bundle;
  const evaluation = await options.evaluator.evaluate({
    code,
    sourceMap,
    path,
    timeLimit: options.timeLimit,
  });
  if (evaluation.printed !== '') options.onOutput?.(evaluation.printed);
  if (evaluation.kind !== 'data') {
    const faults = await explain(evaluation, { file, path, timeLimit: options.timeLimit, bundle });
    return { ok: false, diagnostics: [...bundle.diagnostics, ...faults] };
  }
  // What the bundler complained of must be told again the next time.
  if (keep && bundle.diagnostics.length === 0)
    await keepDefinition(files, cache, { path, inputs, data: evaluation.data });
  const { diagnostics } = bundle;
  return {
    ok: true,
    document: documentOf(file, { data: evaluation.data, diagnostics, files: bundle.inputs }),
  };
}

function documentOf(file: SourceFile, document: Omit<DefinitionDocument, 'locate'>): DefinitionDocument {
  let syntax: Promise<ScriptSyntax | undefined> | undefined;
  return {
    ...document,
    async locate(path, atKey) {
      syntax ??= readSyntax(file.text);
      const known = await syntax;
      return known && locateInScript(known, path, atKey);
    },
  };
}

interface Script {
  readonly file: SourceFile;
  readonly path: string;
  readonly timeLimit: number;
  readonly bundle: Bundle;
}

type Failure = Exclude<Evaluation, { kind: 'data' }>;

async function explain(evaluation: Failure, script: Script): Promise<readonly Diagnostic[]> {
  const { file, timeLimit } = script;
  const say = (code: DefinitionCode, message: string, fix?: string, span?: SourceSpan) => [
    fileProblem(code, file, message, { span, ...(fix && { fix }) }),
  ];
  switch (evaluation.kind) {
    case 'foreign':
      return explainForeign(evaluation, script);
    case 'no-default': {
      const named = evaluation.exports.length > 0 ? ` It exports ${evaluation.exports.join(', ')}.` : '';
      return say(
        'no-default-export',
        `The definition exports nothing by default.${named}`,
        'End it with: export default defineConfig({ … });',
      );
    }
    case 'thrown': {
      const { where, span } = placeOf(evaluation.frames, script);
      return say(
        'definition-throws',
        `The definition throws${where}: ${evaluation.message}`,
        undefined,
        span,
      );
    }
    case 'exited': {
      const { where, span } = placeOf(evaluation.frames, script);
      const message = `The definition ends the process${where}, with code ${evaluation.code}.`;
      return say('definition-exits', message, 'Throw an error instead: its message will be shown.', span);
    }
    case 'unsettled':
      return say(
        'definition-times-out',
        'The definition waits for something that never happens: its default export is a promise that nothing settles.',
        'Export the object itself.',
      );
    case 'timed-out':
      return say(
        'definition-times-out',
        `The definition did not end within ${writeDuration(timeLimit)}, and was stopped.`,
        'Look for a loop without an end, or for something it waits for.',
      );
    default:
      return evaluation satisfies never;
  }
}

async function explainForeign(
  { values }: Extract<Failure, { kind: 'foreign' }>,
  { file }: Script,
): Promise<readonly Diagnostic[]> {
  const syntax = await readSyntax(file.text);
  return values.map(({ path, what }) => {
    const span = syntax && locateInScript(syntax, path, false);
    if (path.length === 0 && what === 'a function')
      return fileProblem('not-data', file, 'The definition exports a function.', {
        span,
        fix: 'Export what it returns: export default defineConfig({ … }), or call it: export default make();',
      });
    const place = path.length === 0 ? 'The definition' : formatPropertyPath(path);
    return fileProblem('not-data', file, `${place} is ${what}; a definition is plain data.`, {
      span,
      fix: hint(what),
    });
  });
}

function hint(what: string): string {
  if (what === 'an instance of RegExp') return "Write the pattern as text between slashes: '/^v\\d+$/'.";
  if (what === 'a function') return 'Call it, or write the text of a command: jobs run shell text.';
  if (what === 'a promise') return 'Await it: lockstep awaits only the default export as a whole.';
  return 'Use text, numbers, true and false, lists and plain objects.';
}

/** The first line of the stack that the project itself wrote: in the definition, or in a file it imports. */
function placeOf(
  frames: readonly StackFrame[],
  { file, path, bundle }: Script,
): { readonly where: string; readonly span: SourceSpan | undefined } {
  const folder = dirname(path);
  const own = frames.find(({ source }) => {
    const absolute = resolve(folder, source);
    return (
      bundle.inputs.includes(absolute) && isInside(absolute, folder) && !absolute.includes('node_modules')
    );
  });
  const here = frames.find(({ source }) => resolve(folder, source) === path);
  const shown = own ?? here;
  // The code frame says it of the definition itself.
  const where =
    shown === undefined || shown === here ? '' : ` at ${shown.source}:${shown.line}:${shown.column}`;
  const start = here && offsetOf(file, here);
  return { where, span: start === undefined ? undefined : { start, end: wordEnd(file.text, start) } };
}

function offsetOf(file: SourceFile, { line, column }: StackFrame): number {
  return (file.lineStart(line) ?? 0) + column - 1;
}

function wordEnd(text: string, start: number): number {
  return start + Math.max(1, /^[\w$.]*/.exec(text.slice(start, start + 80))?.[0].length ?? 1);
}
