import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { sha256 } from '../platform/digest.ts';
import type { Files } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import type { DefinitionCache } from './definition-cache.ts';

/** What a sound definition came to: its pipeline, with what it was warned of, which is told again each time. */
export interface KeptPipeline {
  /** SHA-256 of the definition's data. */
  readonly digest: string;
  readonly pipeline: Pipeline;
  readonly diagnostics: readonly Diagnostic[];
}

interface Entry {
  /** Of all that the pipeline was made from. */
  readonly key: string;
  /** The kept pipeline as JSON text, and its digest: what was cut off or changed is no entry. */
  readonly body: string;
  readonly digest: string;
}

/** `made`: the text, the path it is shown with, and the data where that is more than the text. */
export function pipelineKey({ version }: DefinitionCache, made: readonly string[]): string {
  return sha256(JSON.stringify([version, ...made]));
}

/** Checking a definition takes longer than all the rest of a short run. Undefined unless everything is as it was. Never throws. */
export async function fetchPipeline(
  files: Files,
  cache: DefinitionCache,
  path: string,
  key: string,
): Promise<KeptPipeline | undefined> {
  try {
    const entry = JSON.parse((await files.readText(entryPath(cache, path))) ?? '{}') as Partial<Entry>;
    if (entry.key !== key || entry.body === undefined || sha256(entry.body) !== entry.digest)
      return undefined;
    return JSON.parse(entry.body) as KeptPipeline;
  } catch {
    return undefined;
  }
}

/** A directory that cannot be written is no reason to fail. */
export async function keepPipeline(
  files: Files,
  cache: DefinitionCache,
  path: string,
  { key, kept }: { readonly key: string; readonly kept: KeptPipeline },
): Promise<void> {
  const body = JSON.stringify(kept);
  // What JSON cannot hold would be another pipeline the next time.
  if (JSON.stringify(JSON.parse(body)) !== body) return;
  const entry: Entry = { key, body, digest: sha256(body) };
  await files.writeAtomic(entryPath(cache, path), JSON.stringify(entry)).catch(() => undefined);
}

function entryPath(cache: DefinitionCache, path: string): string {
  return join(cache.directory, `${sha256(path).slice(0, 32)}-pipeline.json`);
}
