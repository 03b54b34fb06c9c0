import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { sha256 } from '../platform/digest.ts';
import type { Files } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { sealText, unsealJson } from '../platform/sealed-text.ts';
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
  readonly kept: KeptPipeline;
}

const FORMAT = 'lockstep-pipeline 1';

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
  const text = await files.readText(entryPath(cache, path)).catch(() => undefined);
  const entry = unsealJson(FORMAT, text ?? '') as Entry | undefined;
  return entry?.key === key ? entry.kept : undefined;
}

/** A directory that cannot be written is no reason to fail. */
export async function keepPipeline(
  files: Files,
  cache: DefinitionCache,
  path: string,
  { key, kept }: { readonly key: string; readonly kept: KeptPipeline },
): Promise<void> {
  const body = JSON.stringify({ key, kept } satisfies Entry);
  // What JSON cannot hold would be another pipeline the next time.
  if (JSON.stringify(JSON.parse(body)) !== body) return;
  await files.writeAtomic(entryPath(cache, path), sealText(FORMAT, body)).catch(() => undefined);
}

function entryPath(cache: DefinitionCache, path: string): string {
  return join(cache.directory, `${sha256(path).slice(0, 32)}-pipeline.json`);
}
