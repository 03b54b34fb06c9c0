import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { type OwnershipProof, proveOwnership } from '../plan/ownership.ts';
import { sha256 } from '../platform/digest.ts';
import { nodeFiles } from '../platform/files.ts';
import { relative } from '../platform/paths.ts';
import { sealText, unsealJson } from '../platform/sealed-text.ts';
import type { ActionsLock, EmittedFile } from '../providers/provider.ts';
import { ownBuild } from './version.ts';
import type { Workplace } from './workplace.ts';

export interface CompiledFiles {
  readonly files: readonly EmittedFile[];
  readonly actions: ActionsLock;
  readonly diagnostics: readonly Diagnostic[];
}

interface Kept extends CompiledFiles {
  readonly key: string;
}

const FORMAT = 'lockstep-compiled 1';

/**
 * The files of a definition, and the proof. Compiling is a pure function of the definition's data, the lock and this code, and reading
 * the files back takes most of its time: what was compiled and found right is kept, and used while none of the three changes.
 */
export async function compiledFiles(
  workplace: Workplace,
  locked: ActionsLock,
): Promise<CompiledFiles & { readonly proof: OwnershipProof }> {
  const { definition, root, store } = workplace;
  const key = sha256(
    JSON.stringify([ownBuild(), definition.digest, relative(root, definition.path), locked]),
  );
  const path = store.cachePath('compiled.json');
  const kept = await readKept(path, key);
  if (kept !== undefined) return { ...kept, proof: proveOwnership(definition.pipeline) };
  const { compilePipeline } = await import('./compile-pipeline.ts');
  const { files, actions, diagnostics, proof } = compilePipeline(workplace, locked);
  if (!hasErrors(diagnostics) && (await store.isThere())) {
    const body = JSON.stringify({ key, files, actions, diagnostics } satisfies Kept);
    // A checkout that cannot be written to is no reason to fail.
    await nodeFiles.writeAtomic(path, sealText(FORMAT, body)).catch(() => undefined);
  }
  return { files, actions, diagnostics, proof };
}

async function readKept(path: string, key: string): Promise<Kept | undefined> {
  const text = await nodeFiles.readText(path).catch(() => undefined);
  const kept = unsealJson(FORMAT, text ?? '') as Kept | undefined;
  return kept?.key === key ? kept : undefined;
}
