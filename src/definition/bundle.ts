import type { BuildFailure, Message, Metafile, OutputFile } from 'esbuild';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile, SourceSpan } from '../diagnostics/source-file.ts';
import { dirname, pathToFileURL, resolve } from '../platform/paths.ts';
import { duplicateKey, fileProblem } from './definition-document.ts';

export interface Bundle {
  /** One ES module with everything in it but `node:` modules. */
  readonly code: string;
  readonly sourceMap: string;
  /** Absolute paths of all files in it. */
  readonly inputs: readonly string[];
  /** It imports something that is not in it. */
  readonly hasImports: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export type Bundling =
  | { readonly ok: true; readonly bundle: Bundle }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * A JavaScript or TypeScript definition and all it imports as one module. `lockstep` means the package that is running, so that
 * a definition needs nothing installed. No tsconfig.json has a say: types do not count here.
 */
export async function bundleDefinition(
  file: SourceFile,
  paths: { readonly definition: string; readonly publicDoor: string },
): Promise<Bundling> {
  const { build } = await import('esbuild');
  const url = pathToFileURL(paths.definition).href;
  const folder = dirname(paths.definition);
  try {
    const result = await build({
      entryPoints: [paths.definition],
      absWorkingDir: folder,
      bundle: true,
      write: false,
      outfile: 'lockstep-definition.mjs',
      format: 'esm',
      platform: 'node',
      target: 'node20',
      alias: { lockstep: paths.publicDoor },
      define: {
        'import.meta.url': JSON.stringify(url),
        'import.meta.filename': JSON.stringify(paths.definition),
        'import.meta.dirname': JSON.stringify(folder),
      },
      tsconfigRaw: '{}',
      sourcemap: 'external',
      sourcesContent: false,
      metafile: true,
      logLevel: 'silent',
      charset: 'utf8',
    });
    const diagnostics = result.warnings.flatMap((warning) => explainWarning(warning, file, folder));
    return { ok: true, bundle: { ...outputOf(result.outputFiles, result.metafile, folder), diagnostics } };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return { ok: false, diagnostics: error.errors.map((one) => explain(one, file, folder)) };
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return (
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) && error.errors.length > 0
  );
}

function outputOf(
  files: readonly OutputFile[],
  metafile: Metafile,
  folder: string,
): Omit<Bundle, 'diagnostics'> {
  const code = files.find((file) => file.path.endsWith('.mjs'))?.text;
  const sourceMap = files.find((file) => file.path.endsWith('.map'))?.text;
  if (code === undefined || sourceMap === undefined)
    throw new Error('Internal error: esbuild gave no code or no source map');
  return {
    code,
    sourceMap,
    inputs: Object.keys(metafile.inputs).map((input) => resolve(folder, input)),
    hasImports: Object.values(metafile.outputs).some((output) => output.imports.length > 0),
  };
}

function explain(message: Message, file: SourceFile, folder: string): Diagnostic {
  const here = isIn(message, file, folder);
  const isSyntax = message.location !== null && !message.text.startsWith('Could not resolve');
  const place = message.location && !here ? ` (in ${message.location.file}:${message.location.line})` : '';
  return fileProblem(isSyntax ? 'syntax-error' : 'bundle-error', file, `${message.text}${place}.`, {
    span: here ? spanOf(message, file) : undefined,
    ...(!isSyntax && {
      fix: 'A relative import needs its path to be right, and a package must be installed (npm install).',
    }),
  });
}

/** Of what esbuild warns of, a key that stands twice is an error here; the rest stays a warning. */
function explainWarning(message: Message, file: SourceFile, folder: string): readonly Diagnostic[] {
  const here = isIn(message, file, folder);
  const isDuplicate = message.id === 'duplicate-object-key';
  // What packages are warned of is their authors' concern.
  if (!here && (!isDuplicate || message.location?.file.includes('node_modules') !== false)) return [];
  const span = here ? spanOf(message, file) : undefined;
  if (!isDuplicate)
    return [fileProblem('bundle-error', file, `${message.text}.`, { span, severity: 'warning' })];
  const key = /^Duplicate key "(.*)" in object literal$/.exec(message.text)?.[1] ?? '';
  const [note] = message.notes;
  const first = here && note?.location ? spanOf({ location: note.location }, file) : undefined;
  const elsewhere = here ? '' : ` in ${message.location?.file}:${message.location?.line}`;
  return [duplicateKey(key, file, { first, second: span, elsewhere })];
}

function isIn(message: Message, file: SourceFile, folder: string): boolean {
  if (message.location === null) return false;
  const path = resolve(folder, message.location.file);
  return path === resolve(folder, file.path.split('/').at(-1) ?? '');
}

/** esbuild counts columns and lengths in bytes of UTF-8. */
function spanOf({ location }: Pick<Message, 'location'>, file: SourceFile): SourceSpan | undefined {
  if (location === null) return undefined;
  const line = new TextEncoder().encode(location.lineText);
  const units = (bytes: number) => new TextDecoder().decode(line.slice(0, bytes)).length;
  const lineStart = file.lineStart(location.line);
  if (lineStart === undefined) return undefined;
  const start = lineStart + units(location.column);
  return { start, end: Math.max(start + 1, lineStart + units(location.column + location.length)) };
}
