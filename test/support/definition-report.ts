import { fileURLToPath } from 'node:url';
import { type ReadDefinitionOptions, readDefinition } from '../../src/definition/read-definition.ts';
import { renderDiagnostics } from '../../src/diagnostics/render-diagnostic.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { workerEvaluator } from '../../src/platform/module-evaluator.ts';

/** The module that `lockstep` means in a definition under test. */
const publicDoor = fileURLToPath(new URL('../../src/index.js', import.meta.url));

export function readFrom(path: string, options: Partial<ReadDefinitionOptions> = {}) {
  return readDefinition({ files: nodeFiles, evaluator: workerEvaluator, publicDoor, path, ...options });
}

/** What a user sees of a definition: the whole report. */
export async function reportOf(path: string, options: Partial<ReadDefinitionOptions> = {}): Promise<string> {
  const { diagnostics, sources } = await readFrom(path, options);
  return renderDiagnostics(diagnostics, { files: (shown) => sources.get(shown) });
}
