import type { Diagnostic, Location, PropertyPath } from '../diagnostics/diagnostic.ts';
import type { Result } from '../diagnostics/result.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { sha256 } from '../platform/digest.ts';
import type { Files } from '../platform/files.ts';
import type { ModuleEvaluator } from '../platform/module-evaluator.ts';
import { dirname, extname, relative, toPosix } from '../platform/paths.ts';
import type { DefinitionCache } from './definition-cache.ts';
import {
  type DefinitionDocument,
  type DocumentReading,
  fileProblem,
  LONGEST_TEXT,
  tooLarge,
} from './definition-document.ts';
import { fetchPipeline, type KeptPipeline, keepPipeline, pipelineKey } from './pipeline-cache.ts';

/** A definition that was read and is sound. */
export interface Definition {
  /** Absolute. */
  readonly path: string;
  /** Absolute paths of all files it was made of: itself, and what it imports. */
  readonly files: readonly string[];
  /** SHA-256 of the data it came to: equal for equal meaning, whatever the format and the comments. */
  readonly digest: string;
  readonly pipeline: Pipeline;
  readonly source: SourceFile;
  /** Gives diagnostics that later stages made their place in the file, by their `at`. */
  locate(diagnostics: readonly Diagnostic[]): Promise<readonly Diagnostic[]>;
}

export interface ReadDefinitionOptions {
  readonly files: Files;
  /** Absolute path of the definition, as `findDefinition` gives it. */
  readonly path: string;
  /** Absolute path of the directory that shown paths are relative to; the definition's own unless said. */
  readonly root?: string;
  /** Runs definitions in TypeScript and JavaScript. */
  readonly evaluator: ModuleEvaluator;
  /** Absolute path of the module that `import … from 'lockstep'` means: the running package's own index. */
  readonly publicDoor: string;
  /** Where evaluated definitions are kept; nothing is kept without it. */
  readonly cache?: DefinitionCache;
  /** Milliseconds that a definition may run; 10 000 unless said. */
  readonly timeLimit?: number;
  /** Given what the definition printed, at its end. */
  readonly onOutput?: (text: string) => void;
}

/** The result, and the texts its diagnostics point into, by the path in their `location`. */
export type DefinitionResult = Result<Definition> & { readonly sources: ReadonlyMap<string, SourceFile> };

const TIME_LIMIT = 10_000;

/**
 * Reads a definition in any of its formats. Every diagnostic has a `location`. What is wrong with the definition is never thrown;
 * a file that is there and cannot be read is.
 */
export async function readDefinition(options: ReadDefinitionOptions): Promise<DefinitionResult> {
  const { files, path, root = dirname(path) } = options;
  const shown = toPosix(relative(root, path));
  const text = await files.readText(path);
  const source = new SourceFile(shown, (text ?? '').replace(/^\ufeff/, ''));
  const sources = new Map([[shown, source]]);
  const failed = (diagnostics: readonly Diagnostic[]): DefinitionResult => ({
    ok: false,
    diagnostics,
    sources,
  });
  if (text === undefined) return failed([missing(source)]);
  if (text.length > LONGEST_TEXT)
    return failed([tooLarge(source, `is longer than ${LONGEST_TEXT / 1_000_000} million characters`)]);

  const reader = new Reader(source, options);
  // Text says all there is; a script has to be run first to know whether it comes to the same.
  const known = SCRIPTS.has(extname(path)) ? undefined : await reader.known([source.text]);
  if (known !== undefined)
    return { ok: true, value: reader.definition(known), diagnostics: known.diagnostics, sources };
  const reading = await reader.document();
  if (!reading.ok) return failed(reading.diagnostics);
  const checked = await reader.check(reading.document);
  if (checked.pipeline === undefined) return failed(checked.diagnostics);
  return {
    ok: true,
    value: reader.definition({ ...checked, pipeline: checked.pipeline }, reading.document.files),
    diagnostics: checked.diagnostics,
    sources,
  };
}

const SCRIPTS: ReadonlySet<string> = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']);

/** One definition, read as far as somebody asks. */
class Reader {
  readonly #source: SourceFile;
  readonly #options: ReadDefinitionOptions;
  #reading: Promise<DocumentReading> | undefined;

  constructor(source: SourceFile, options: ReadDefinitionOptions) {
    this.#source = source;
    this.#options = options;
  }

  document(): Promise<DocumentReading> {
    this.#reading ??= readDocument(this.#source, this.#options);
    return this.#reading;
  }

  /** What was kept of a definition made of the same. */
  async known(made: readonly string[]): Promise<KeptPipeline | undefined> {
    const { cache, files, path } = this.#options;
    return cache && fetchPipeline(files, cache, path, pipelineKey(cache, [this.#source.path, ...made]));
  }

  async check(
    document: DefinitionDocument,
  ): Promise<Omit<KeptPipeline, 'pipeline'> & { readonly pipeline: Pipeline | undefined }> {
    const { cache, files, path } = this.#options;
    const isScript = SCRIPTS.has(extname(path));
    const made = isScript ? [this.#source.text, asText(document.data)] : [this.#source.text];
    const known = isScript && document.diagnostics.length === 0 ? await this.known(made) : undefined;
    if (known !== undefined) return known;
    // The schema and its checks are most of lockstep's code: only who needs them loads them.
    const { readPipeline } = await import('../pipeline/read-pipeline.ts');
    const result = readPipeline(document.data);
    const diagnostics = [...document.diagnostics, ...(await this.#locate(result.diagnostics))];
    if (!result.ok || diagnostics.some((one) => one.severity === 'error'))
      return { digest: '', pipeline: undefined, diagnostics };
    const kept = { digest: sha256(asText(document.data)), pipeline: result.value, diagnostics };
    if (cache !== undefined) {
      const key = pipelineKey(cache, [this.#source.path, ...made]);
      await keepPipeline(files, cache, path, { key, kept });
    }
    return kept;
  }

  /** `files` are those it was made of, when there is more than its own. */
  definition({ digest, pipeline }: KeptPipeline, files?: readonly string[]): Definition {
    const { path } = this.#options;
    return {
      path,
      files: files ?? [path],
      digest,
      pipeline,
      source: this.#source,
      locate: (found) => this.#locate(found),
    };
  }

  async #locate(found: readonly Diagnostic[]): Promise<readonly Diagnostic[]> {
    if (found.length === 0) return [];
    const reading = await this.document();
    if (!reading.ok) throw new Error('Internal error: a definition that was sound is not any more');
    return Promise.all(found.map((one) => locateDiagnostic(one, reading.document, this.#source.path)));
  }
}

/** Data that contains itself is refused when it is checked. */
function asText(data: unknown): string {
  try {
    return JSON.stringify(data) ?? '';
  } catch {
    return '';
  }
}

function missing(source: SourceFile): Diagnostic {
  return fileProblem('definition-not-found', source, `There is no file ${source.path}.`, {
    fix: "Make one with 'lockstep init'.",
  });
}

async function readDocument(source: SourceFile, options: ReadDefinitionOptions): Promise<DocumentReading> {
  switch (extname(options.path)) {
    case '.yaml':
    case '.yml': {
      const { readYaml } = await import('./read-yaml.ts');
      return readYaml(source);
    }
    case '.json':
    case '.jsonc': {
      const { readJson } = await import('./read-json.ts');
      return readJson(source, { comments: options.path.endsWith('c') });
    }
    default: {
      const { readScript } = await import('./read-script.ts');
      const { files, evaluator, publicDoor, cache, timeLimit = TIME_LIMIT, onOutput } = options;
      return readScript(source, options.path, { files, evaluator, publicDoor, cache, timeLimit, onOutput });
    }
  }
}

async function locateDiagnostic(
  diagnostic: Diagnostic,
  document: DefinitionDocument,
  path: string,
): Promise<Diagnostic> {
  const locate = async (at: PropertyPath, atKey: boolean): Promise<Location> => {
    const span = await document.locate(at, atKey);
    return { path, ...(span && { span }) };
  };
  const { at = [], atKey = false, related } = diagnostic;
  return {
    ...diagnostic,
    location: await locate(at, atKey),
    ...(related && {
      related: await Promise.all(
        related.map(async (one) => ({ ...one, location: await locate(one.at ?? [], atKey) })),
      ),
    }),
  };
}
