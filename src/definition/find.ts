import { failure, type Result, success } from '../diagnostics/result.ts';
import type { Files } from '../platform/files.ts';
import { dirname, join } from '../platform/paths.ts';
import type { DefinitionCode } from './diagnostic-codes.ts';

/** The names a definition may have. */
export const DEFINITION_NAMES = ['ts', 'mts', 'js', 'mjs', 'cjs', 'yaml', 'yml', 'json', 'jsonc'].map(
  (extension) => `lockstep.config.${extension}`,
);

/**
 * The absolute path of the definition: in `start` or the nearest directory above it, up to the root of the git repository (or of
 * the file system, outside of any).
 */
export async function findDefinition(files: Files, start: string): Promise<Result<string>> {
  for (let directory = start; ; directory = dirname(directory)) {
    const names = await namesIn(files, directory);
    const [name, ...others] = names;
    if (name !== undefined && others.length > 0) return failure(ambiguous(names, directory));
    if (name !== undefined) return success(join(directory, name));
    const isRoot = (await files.exists(join(directory, '.git'))) || dirname(directory) === directory;
    if (isRoot) return failure(notFound(start, directory));
  }
}

async function namesIn(files: Files, directory: string): Promise<readonly string[]> {
  const found = await Promise.all(
    DEFINITION_NAMES.map(async (name) =>
      (await files.stat(join(directory, name)))?.kind === 'file' ? [name] : [],
    ),
  );
  return found.flat();
}

function ambiguous(names: readonly string[], directory: string) {
  const code: DefinitionCode = 'ambiguous-definition';
  return {
    code,
    severity: 'error',
    message: `There are ${names.length} definitions in one directory: ${names.join(' and ')}.`,
    location: { path: directory },
    fix: 'Keep one of them, or name the one you mean with --config.',
  } as const;
}

function notFound(start: string, root: string) {
  const code: DefinitionCode = 'definition-not-found';
  const where = start === root ? `in ${start}` : `from ${start} up to ${root}`;
  return {
    code,
    severity: 'error',
    message: `There is no lockstep.config.ts ${where} (nor .mts, .js, .mjs, .cjs, .yaml, .yml, .json or .jsonc).`,
    fix: "Make one with 'lockstep init'.",
  } as const;
}
